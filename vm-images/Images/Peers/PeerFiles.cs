namespace Conformance.Images;

/// <summary>Chooses what a guest needs of a program: the program itself, its loader, and every shared library that it or they ask for. Nothing of the system is run for it.</summary>
internal static class PeerFiles
{
    /// <summary>The shared libraries of a program, by the names under which it asks for them, with the loader among them.</summary>
    /// <param name="program">Path of an executable; one that is no ELF file needs nothing.</param>
    /// <param name="directories">Where libraries are sought, in this order.</param>
    /// <param name="root">Libraries lie below it; a link in an unpacked package that leads out of it, into this machine's own system, is not followed.</param>
    /// <param name="hint">Next step for the message about a library that is nowhere.</param>
    /// <exception cref="ImageException">A library is missing or damaged.</exception>
    public static (IReadOnlyDictionary<string, string> Libraries, string? Interpreter) Of(
        string program, IReadOnlyList<string> directories, string root, string hint)
    {
        SortedDictionary<string, string> libraries = new(StringComparer.Ordinal);
        string? interpreter = ElfNeeds.Read(program)?.Interpreter;
        Queue<(string Name, string Wanted)> wanted = new();
        if (interpreter is not null)
            wanted.Enqueue((Path.GetFileName(interpreter), program));
        Ask(program);
        while (wanted.TryDequeue(out (string Name, string By) next))
        {
            if (libraries.ContainsKey(next.Name))
                continue;
            string file = directories.Select(directory => Path.Combine(directory, next.Name)).FirstOrDefault(path => IsWithin(root, path))
                ?? throw new ImageException(
                    ImageFault.Unreadable, $"'{Path.GetFileName(next.By)}' needs the library '{next.Name}', which is in none of: {string.Join(", ", directories)}. {hint}");
            libraries.Add(next.Name, file);
            Ask(file);
        }

        return (libraries, interpreter);

        void Ask(string file)
        {
            foreach (string name in ElfNeeds.Read(file)?.Libraries ?? [])
                wanted.Enqueue((name, file));
        }
    }

    private static bool IsWithin(string root, string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
            return false;
        string real = file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        return Path.GetFullPath(real).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)) + "/", StringComparison.Ordinal) || root == "/";
    }

    /// <summary>Where a Debian package tree (or the system, for the root <c>/</c>) keeps libraries: with and without merged /usr.</summary>
    public static IReadOnlyList<string> DirectoriesOf(string root) =>
    [
        .. ((string[])["lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "usr/lib64", "usr/local/lib", "usr/lib", "lib"]).Select(name => Path.Combine(root, name)),
    ];
}
