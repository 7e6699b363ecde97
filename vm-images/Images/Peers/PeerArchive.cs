namespace Conformance.Images;

/// <summary>Writes the cpio archive that brings a peer into a guest, to be put behind the tracer's own (the kernel unpacks one after the other).</summary>
internal static class PeerArchive
{
    /// <summary>Writes it: <c>peers/NAME/bin</c> with the files, <c>peers/NAME/lib</c> with the libraries.</summary>
    /// <param name="files">Names in <c>bin</c> and the files on disk; all become executable.</param>
    /// <param name="libraries">Names in <c>lib</c> and the files on disk.</param>
    /// <exception cref="ImageException">A file cannot be read.</exception>
    public static void Write(Stream output, string name, IReadOnlyDictionary<string, string> files, IReadOnlyDictionary<string, string> libraries)
    {
        CpioWriter archive = new(output);
        string home = $"peers/{name}";
        archive.AddDirectory("peers");
        archive.AddDirectory(home);
        Add(archive, $"{home}/bin", files);
        Add(archive, $"{home}/lib", libraries);
        archive.Finish();
    }

    private static void Add(CpioWriter archive, string directory, IReadOnlyDictionary<string, string> files)
    {
        archive.AddDirectory(directory);
        foreach ((string name, string path) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            using FileStream content = Open(path);
            archive.AddFile($"{directory}/{name}", content, permissions: 0x1ED /* 0755 */);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageFault.Unreadable, $"cannot read '{path}': {error.Message} Check the path.", error);
        }
    }
}
