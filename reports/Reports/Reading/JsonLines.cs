using System.Text.Json;

namespace Conformance.Reports.Reading;

/// <summary>Reads a file with one JSON object a line, as a run writes it and as a killed run leaves it.</summary>
public static class JsonLines
{
    /// <summary>The whole objects, in order. What cannot be read is passed over with a remark.</summary>
    /// <param name="file">Open file; read to its end.</param>
    /// <param name="name">Name for remarks.</param>
    /// <param name="isWhole">Whether an object has all that it needs.</param>
    /// <param name="remark">Receives a sentence for each line passed over.</param>
    public static IEnumerable<T> Read<T>(Stream file, string name, Func<T, bool> isWhole, Action<string> remark)
        where T : class
    {
        using var reader = new StreamReader(file);
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            var item = TryParse<T>(line);
            if (item is not null && isWhole(item)) yield return item;
            else if (reader.EndOfStream) remark($"{name}: the last line ({number}) is only half written; it was ignored. The run was probably killed.");
            else remark($"{name}: line {number} could not be read and was ignored.");
        }
    }

    private static T? TryParse<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, RunJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
