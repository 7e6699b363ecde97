using System.Runtime.InteropServices;
using System.Text;

namespace Conformance.Tracer.Tests.Support;

/// <summary>What the kernel holds for one script, by its ids (BPF_*_GET_NEXT_ID), whoever holds it: the maps of a name that no other script has, the programs that use them, and their links.</summary>
internal static unsafe partial class BpfTraces
{
    private const string Library = "libbpf.so.1";

    // struct bpf_map_info: name; struct bpf_prog_info: nr_map_ids, map_ids; struct bpf_link_info: prog_id (include/uapi/linux/bpf.h).
    private const int MapName = 24;
    private const int ProgramMapCount = 52;
    private const int ProgramMaps = 56;
    private const int LinkProgram = 8;
    private const int InfoSize = 80;
    private const int MostMaps = 64;

    private delegate int Next(uint id, out uint next);

    /// <summary>In words, one a thing; empty if nothing is left.</summary>
    /// <param name="map">The map's name as the kernel has it.</param>
    public static IReadOnlyList<string> Of(string map)
    {
        var maps = Ids(NextMap).Where(id => Describe(id, OpenMap, (info, _) => Name(info[MapName..]) == map)).ToHashSet();
        var programs = Ids(NextProgram).Where(id => Describe(id, OpenProgram, (_, used) => used.Any(maps.Contains))).ToHashSet();
        var links = Ids(NextLink).Where(id => Describe(id, OpenLink, (info, _) => programs.Contains(BitConverter.ToUInt32(info[LinkProgram..])))).ToList();
        return [.. maps.Select(id => $"map {id}"), .. programs.Select(id => $"program {id}"), .. links.Select(id => $"link {id}")];
    }

    private delegate bool Judge(ReadOnlySpan<byte> info, uint[] maps);

    /// <summary>What went away meanwhile is not there.</summary>
    private static bool Describe(uint id, Func<uint, int> open, Judge judge)
    {
        var descriptor = open(id);
        if (descriptor < 0)
            return false;
        try
        {
            var info = stackalloc byte[InfoSize];
            new Span<byte>(info, InfoSize).Clear();
            var maps = stackalloc uint[MostMaps];
            uint size = InfoSize;
            if (open == OpenProgram)
            {
                *(uint*)(info + ProgramMapCount) = MostMaps;
                *(ulong*)(info + ProgramMaps) = (ulong)maps;
            }

            if (Info(descriptor, info, &size) != 0)
                return false;
            var used = open == OpenProgram ? new ReadOnlySpan<uint>(maps, (int)Math.Min(MostMaps, *(uint*)(info + ProgramMapCount))).ToArray() : [];
            return judge(new ReadOnlySpan<byte>(info, InfoSize), used);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static string Name(ReadOnlySpan<byte> bytes)
    {
        var name = bytes[..16];
        return Encoding.ASCII.GetString(name[..Math.Max(0, name.IndexOf((byte)0))]);
    }

    private static List<uint> Ids(Next next)
    {
        var ids = new List<uint>();
        for (uint id = 0; next(id, out id) == 0;)
            ids.Add(id);
        return ids;
    }

    private static readonly Func<uint, int> OpenMap = MapById;
    private static readonly Func<uint, int> OpenProgram = ProgramById;
    private static readonly Func<uint, int> OpenLink = LinkById;

    [LibraryImport(Library, EntryPoint = "bpf_map_get_next_id")]
    private static partial int NextMap(uint id, out uint next);

    [LibraryImport(Library, EntryPoint = "bpf_prog_get_next_id")]
    private static partial int NextProgram(uint id, out uint next);

    [LibraryImport(Library, EntryPoint = "bpf_link_get_next_id")]
    private static partial int NextLink(uint id, out uint next);

    [LibraryImport(Library, EntryPoint = "bpf_map_get_fd_by_id")]
    private static partial int MapById(uint id);

    [LibraryImport(Library, EntryPoint = "bpf_prog_get_fd_by_id")]
    private static partial int ProgramById(uint id);

    [LibraryImport(Library, EntryPoint = "bpf_link_get_fd_by_id")]
    private static partial int LinkById(uint id);

    [LibraryImport(Library, EntryPoint = "bpf_obj_get_info_by_fd")]
    private static partial int Info(int descriptor, void* info, uint* size);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
