using System.Diagnostics;
using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Kernel.Elf;

namespace Conformance.Engine.Output;

/// <summary>
/// Names addresses of processes: /proc/PID/maps says which file lies there, the file's symbol table says the function. A process is looked at when first asked about and kept, since it may end
/// before its last stack is printed. One that is watched is looked at before that: at once, and ever more rarely while it runs, as it loads libraries.
/// </summary>
/// <param name="programs">Files that the script has probes in: where a process cannot be looked at any more, an address is named by one that lies at fixed addresses.</param>
public sealed class UserSymbols(HookCatalog? hooks, IReadOnlyList<string>? programs = null)
{
    private readonly Dictionary<int, IReadOnlyList<Mapping>> _processes = [];
    private readonly List<int> _watched = [];
    private readonly Stopwatch _watching = new();
    private TimeSpan _next = TimeSpan.FromMilliseconds(10);

    /// <summary>One file in a process's memory.</summary>
    private sealed record Mapping(ulong Start, ulong End, ulong Offset, string Path);

    /// <summary>The function at an address, with the offset in it, and the file it is of.</summary>
    public (string Name, ulong Offset, string File)? Find(int process, ulong address)
    {
        if (hooks is null)
            return null;
        if (!_processes.TryGetValue(process, out var mappings))
            _processes[process] = mappings = Read(process);
        foreach (var mapping in mappings)
            if (address >= mapping.Start && address < mapping.End)
                return Find(process, mapping, address);
        return mappings.Count == 0 ? FindFixed(address) : null;
    }

    /// <summary>Looks at a process now, and again while it runs.</summary>
    public void Watch(int process)
    {
        _watched.Add(process);
        _processes[process] = Read(process);
        _watching.Start();
    }

    /// <summary>To be called now and then: looks at the watched processes once more, if twice as much time has passed as at the last look.</summary>
    public void LookAgain()
    {
        if (_watched.Count == 0 || _watching.Elapsed < _next)
            return;
        _next *= 2;
        // What has ended has no mappings left; then the last look counts.
        _watched.RemoveAll(process => Read(process) is not { Count: > 0 } mappings || (_processes[process] = mappings) is null);
    }

    private (string Name, ulong Offset, string File)? FindFixed(ulong address)
    {
        foreach (var path in programs ?? [])
        {
            try
            {
                if (hooks!.Image(path) is { PositionIndependent: false } image && image.OffsetOf(address) is not null && image.Symbols.Find(address) is { } symbol)
                    return (symbol.Name, address - symbol.Address, path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // Not there any more: no name.
            }
        }
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
