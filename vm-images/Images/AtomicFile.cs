namespace Conformance.Images;

/// <summary>Files that are either whole or absent: written under a temporary name in the same directory, then renamed.</summary>
internal static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/>; an older file stays in place until the new one is complete and on disk.</summary>
    /// <param name="check">Looks at the finished temporary file before it gets its name; throws when it is not good.</param>
    /// <exception cref="ImageException">The file could not be written.</exception>
    public static void Write(string path, Action<Stream> write, Action<string>? check = null)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            check?.Invoke(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImageException.OfWriting(path, error);
        }
        finally
        {
            Remove(temporary);
        }
    }

    /// <summary>Removes what a writer that was killed left behind: temporary files older than a day.</summary>
    public static void RemoveLeftovers(string directory, DateTimeOffset now)
    {
        if (!Directory.Exists(directory))
            return;
        foreach (string path in Directory.EnumerateFiles(directory, "*.part"))
        {
            if (now - File.GetLastWriteTimeUtc(path) > TimeSpan.FromDays(1))
                Remove(path);
        }
    }

    /// <summary>Removes a file that nobody needs; one that cannot be removed stays.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A leftover costs space, not truth: nothing reads *.part, and the original error matters more.
        }
    }
}
