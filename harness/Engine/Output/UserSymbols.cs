using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Kernel.Elf;

namespace Conformance.Engine.Output;

/// <summary>
/// Names addresses of processes: /proc/PID/maps says which file lies there, the file's symbol table says the function. A process is looked at when first asked about and kept, since it may end
/// before its last stack is printed.
/// </summary>
public sealed class UserSymbols(HookCatalog? hooks)
{
    private readonly Dictionary<int, IReadOnlyList<Mapping>> _processes = [];

    /// <summary>One file in a process's memory.</summary>
    private sealed record Mapping(ulong Start, ulong End, ulong Offset, string Path);

    /// <summary>The function at an address, with the offset in it, and the file it is of.</summary>
    public (string Name, ulong Offset, string File)? Find(int process, ulong address)
    {
        if (hooks is null || !_processes.TryGetValue(process, out var mappings))
            _processes[process] = mappings = Read(process);
        foreach (var mapping in mappings)
            if (address >= mapping.Start && address < mapping.End)
                return Find(process, mapping, address);
        return null;
    }

    private (string Name, ulong Offset, string File)? Find(int process, Mapping mapping, ulong address)
    {
        // The process may see another file system than we do; its own view is below its root.
        foreach (var path in new[] { string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/root{mapping.Path}"), mapping.Path })
        {
            try
            {
                var image = hooks!.Image(path);
                return image.AddressOf(address - mapping.Start + mapping.Offset) is { } inFile && image.Symbols.Find(inFile) is { } symbol
                    ? (symbol.Name, inFile - symbol.Address, mapping.Path)
                    : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // The next view, or no name.
            }
        }
        return null;
    }

    private static List<Mapping> Read(int process)
    {
        var mappings = new List<Mapping>();
        try
        {
            foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/maps")))
                if (Parse(line) is { } mapping)
                    mappings.Add(mapping);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended: nothing of it can be named.
        }
        return mappings;
    }

    /// <summary><c>55f683ebd000-55f683ec1000 r-xp 00004000 08:01 1843399    /usr/bin/ls</c>: only what may be executed and has a file.</summary>
    private static Mapping? Parse(string line)
    {
        var words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 6 || !words[1].Contains('x', StringComparison.Ordinal) || !words[5].StartsWith('/'))
            return null;
        var dash = words[0].IndexOf('-', StringComparison.Ordinal);
        return ulong.TryParse(words[0].AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var start)
            && ulong.TryParse(words[0].AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end)
            && ulong.TryParse(words[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var offset)
            ? new Mapping(start, end, offset, words[5].TrimStart())
            : null;
    }
}
