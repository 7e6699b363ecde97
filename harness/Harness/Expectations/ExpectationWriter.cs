using System.Text.Encodings.Web;
using System.Text.Json;

namespace Conformance.Harness.Expectations;

/// <summary>Writes the file of known failures: an entry a paragraph, keys in the order in which one reads them, without those that say nothing.</summary>
public static class ExpectationWriter
{
    private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the file whole, or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<Expectation> entries)
    {
        var text = entries.Count == 0 ? "[]" : $"[\n{string.Join(",\n", entries.Select(Text))}\n  ]";
        File.WriteAllText(path + ".new", $"{{\n  \"expectations\": {text}\n}}\n");
        File.Move(path + ".new", path, overwrite: true);
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
