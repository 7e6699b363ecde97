using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conformance.Harness.Expectations;

/// <summary>Changes the file of known failures: an entry a paragraph, keys in the order in which one reads them, without those that say nothing. What stays, stays as people wrote it, with their comments.</summary>
public static class ExpectationWriter
{
    private const string Key = "expectations";

    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Takes entries out of the file, with the comments above them, and puts others before the first. The file is written whole, or not at all.</summary>
    /// <param name="gone">Places of entries in the file, from 0.</param>
    /// <exception cref="JsonException">The file is no list of known failures.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public static void Write(string path, IReadOnlySet<int> gone, IReadOnlyList<Expectation> added)
    {
        File.WriteAllText(path + ".new", Edit(File.ReadAllText(path), gone, added));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The same with the file's text.</summary>
    /// <exception cref="JsonException">It is no list of known failures.</exception>
    public static string Edit(string text, IReadOnlySet<int> gone, IReadOnlyList<Expectation> added)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var (start, objects) = Places(bytes);
        var pieces = added.Select(entry => (Entry: "\n" + Text(entry), Behind: "")).ToList();
        var from = start;
        for (var i = 0; i < objects.Count; i++)
        {
            // A comment belongs to the entry below it, and to the one before it if it stands on that one's last line.
            var end = objects[i].End;
            var after = EndOfLine(bytes, end, i + 1 < objects.Count ? objects[i + 1].Start : bytes.Length);
            if (!gone.Contains(i))
                pieces.Add((WithoutComma(Slice(from, end)), WithoutComma(Slice(end, after))));
            from = after;
        }

        var footer = WithoutComma(Slice(from, bytes.Length));
        var list = string.Concat(pieces.Select((piece, index) => piece.Entry + (index < pieces.Count - 1 ? "," : "") + piece.Behind));
        // The list's end stands on a line of its own once there are entries.
        return Slice(0, start) + list + (pieces.Count > 0 && objects.Count == 0 ? "\n  " + footer.TrimStart() : footer);

        string Slice(int begin, int end) => Encoding.UTF8.GetString(bytes, begin, end - begin);
    }

    /// <summary>Where the list begins, behind its bracket, and where its objects are.</summary>
    private static (int Start, List<(int Start, int End)> Objects) Places(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals(Key))
                continue;
            reader.Read();
            var start = (int)reader.BytesConsumed;
            var objects = new List<(int, int)>();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var begin = (int)reader.TokenStartIndex;
                reader.Skip();
                objects.Add((begin, (int)reader.BytesConsumed));
            }

            return (start, objects);
        }

        throw new JsonException($"there is no key '{Key}'");
    }

    /// <summary>Where the line ends on which an object ends, if nothing but a comment follows there.</summary>
    private static int EndOfLine(byte[] bytes, int from, int most)
    {
        var line = bytes.AsSpan(from, most - from);
        line = line.IndexOf((byte)'\n') is >= 0 and var length ? line[..length] : [];
        return line.Contains((byte)']') ? from : from + line.Length;
    }

    /// <summary>The comma that parts entries is the first thing behind one that is no comment; those that stay get theirs anew.</summary>
    private static string WithoutComma(string text)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        return comma >= 0 && string.IsNullOrWhiteSpace(text[..comma]) ? text[..comma] + text[(comma + 1)..] : text;
    }

    private static string Text(Expectation entry)
    {
        (string Key, string? Value)[] all =
        [
            ("invariant", entry.Invariant.Pattern), ("case", Said(entry.Case.Pattern)), ("kernel", Said(entry.Kernel.ToString())), ("arch", Said(entry.Architecture.Pattern)),
            ("engine", Said(entry.Engine.Pattern)), ("machine", Said(entry.Machine.Pattern)), ("outcome", entry.Intermittent ? ExpectationReader.Intermittent : null), ("seen", entry.Seen),
            ("reason", entry.Reason), ("link", entry.Link),
        ];
        var lines = all.Where(one => one.Value is not null).Select(one => $"      \"{one.Key}\": {JsonSerializer.Serialize(one.Value, s_options)}");
        return $"    {{\n{string.Join(",\n", lines)}\n    }}";
    }

    private static string? Said(string pattern) => pattern == "*" ? null : pattern;
}
