using System.Text.Json;

namespace Conformance.Images;

/// <summary>Small files of the cache that say what else is in it. One that is damaged counts as absent: everything in a cache can be had again.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file's content, or <c>null</c> where there is no readable one.</summary>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file in one step.</summary>
    /// <exception cref="ImageException">It cannot be written.</exception>
    public static void Write<T>(string path, T content) =>
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, content, Options));
}
