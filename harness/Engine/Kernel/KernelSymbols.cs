using System.Text;

namespace Conformance.Engine.Kernel;

/// <summary>A place in the kernel by name.</summary>
/// <param name="Name">The symbol at or before the address.</param>
/// <param name="Address">Where the symbol begins.</param>
/// <param name="Offset">Bytes from there.</param>
/// <param name="Module">The module it belongs to, or <c>null</c> for the kernel itself.</param>
public readonly record struct KernelSymbol(string Name, ulong Address, ulong Offset, string? Module);

/// <summary>
/// The kernel's symbol table, /proc/kallsyms, modules included. The file is read and indexed in one pass when first asked for, and names become strings only when
/// they are answers. Safe for several threads.
/// </summary>
public sealed class KernelSymbols
{
    private const string Path = "/proc/kallsyms";

    private readonly Lazy<Table> _table;

    private KernelSymbols(Func<Table> read) => _table = new(read);

    /// <summary>The running kernel's symbols; nothing is read yet.</summary>
    public static KernelSymbols OfRunningKernel() => new(() => Read(Path));

    /// <summary>Symbols of a text in the file's format.</summary>
    public static KernelSymbols Of(ReadOnlyMemory<byte> text) => new(() => Index(text));

    /// <summary>Number of symbols; 0 if there are none, see <see cref="MissingReason"/>.</summary>
    public int Count => _table.Value.Addresses.Length;

    /// <summary>Why addresses cannot be named, or <c>null</c> if they can.</summary>
    public string? MissingReason => _table.Value.MissingReason;

    /// <summary>The symbol that an address lies in, or <c>null</c> if it lies before the first.</summary>
    public KernelSymbol? Find(ulong address)
    {
        var table = _table.Value;
        if (table.MissingReason is not null)
            return null;
        var found = table.Addresses.AsSpan().BinarySearch(address);
        if (found < 0 && (found = ~found - 1) < 0)
            return null;
        // Several names for one place: the file's first is the kernel's own choice.
        while (found > 0 && table.Addresses[found - 1] == table.Addresses[found])
            found--;
        var line = table.LineAt(table.Lines[found]);
        return new(Encoding.UTF8.GetString(line.Name), table.Addresses[found], address - table.Addresses[found], line.Module.IsEmpty ? null : Encoding.UTF8.GetString(line.Module));
    }

    /// <summary>Address of the first symbol of that name, or <c>null</c>. The first look builds an index of all names.</summary>
    /// <param name="module">Only symbols of this module.</param>
    public ulong? AddressOf(string name, string? module = null)
    {
        var table = _table.Value;
        if (table.MissingReason is not null)
            return null;
        var wanted = Encoding.UTF8.GetBytes(name);
        var wantedModule = module is null or "vmlinux" ? [] : Encoding.UTF8.GetBytes(module);
        foreach (var start in table.Named(wanted))
        {
            var line = table.LineAt(start);
            if (line.Name.SequenceEqual(wanted) && (module is null || line.Module.SequenceEqual(wantedModule)))
                return line.Address;
        }

        return null;
    }

    /// <summary>
    /// Where a variable of which each CPU has its own lies before the CPU's offset is added. On x86 before 6.15 that is an absolute symbol, counted from the start of the CPU's area (CONFIG_KALLSYMS_ABSOLUTE_PERCPU);
    /// those lie nowhere and are in no index, so that the file is looked through.
    /// </summary>
    public ulong? PerCpuAddressOf(string name) => AddressOf(name) ?? (MissingReason is null ? _table.Value.Absolute(Encoding.UTF8.GetBytes(name)) : null);

    /// <summary>Whether there is a symbol of that name; also known where addresses are hidden (kernel.kptr_restrict).</summary>
    public bool Contains(string name, string? module = null)
    {
        var table = _table.Value;
        var wanted = Encoding.UTF8.GetBytes(name);
        foreach (var start in table.Named(wanted))
        {
            var line = table.LineAt(start);
            if (line.Name.SequenceEqual(wanted) && (module is null || (module == "vmlinux" ? line.Module.IsEmpty : Encoding.UTF8.GetString(line.Module) == module)))
                return true;
        }

        return false;
    }

    /// <summary>The module that a function of that name is in; <c>null</c> if the kernel itself has one, or nobody.</summary>
    public string? ModuleOf(string name)
    {
        var table = _table.Value;
        var wanted = Encoding.UTF8.GetBytes(name);
        string? module = null;
        foreach (var start in table.Named(wanted))
        {
            var line = table.LineAt(start);
            if (!line.Name.SequenceEqual(wanted))
                continue;
            if (line.Module.IsEmpty)
                return null;
            module ??= Encoding.UTF8.GetString(line.Module);
        }

        return module;
    }

    /// <summary>How many symbols bear that name.</summary>
    public int CountOf(string name)
    {
        var (table, count) = (_table.Value, 0);
        var wanted = Encoding.UTF8.GetBytes(name);
        foreach (var start in table.Named(wanted))
            count += table.LineAt(start).Name.SequenceEqual(wanted) ? 1 : 0;
        return count;
    }

    private static Table Read(string path)
    {
        try
        {
            return Index(KernelFile.ReadToEnd(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Table(default, [], [], $"{path} cannot be read: {e.Message}");
        }
    }

    private static Table Index(ReadOnlyMemory<byte> text)
    {
        var bytes = text.Span;
        var addresses = new List<ulong>(bytes.Length / 40);
        var lines = new List<int>(bytes.Length / 40);
        var sorted = true;
        var named = false;
        for (var at = 0; at < bytes.Length;)
        {
            var length = bytes[at..].IndexOf((byte)'\n');
            if (length < 0)
                length = bytes.Length - at;
            if (SymbolLine.Read(bytes.Slice(at, length)) is { Valid: true, Address: var address })
            {
                sorted &= addresses.Count == 0 || addresses[^1] <= address;
                named |= address != 0;
                addresses.Add(address);
                lines.Add(at);
            }

            at += length + 1;
        }

        var (keys, places) = (addresses.ToArray(), lines.ToArray());
        if (!sorted)
            Sort(keys, places);
        return new Table(text, keys, places, named ? null : $"{Path} shows no addresses: run as root with CAP_SYSLOG, and see kernel.kptr_restrict");
    }

    /// <summary>By address, and what has one address in the order of the file (the array's own sort would shuffle that).</summary>
    private static void Sort(ulong[] addresses, int[] lines)
    {
        var order = new (ulong Address, int Line)[addresses.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = (addresses[i], lines[i]);
        order.AsSpan().Sort(static (a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address) : a.Line.CompareTo(b.Line));
        for (var i = 0; i < order.Length; i++)
            (addresses[i], lines[i]) = order[i];
    }

    /// <summary>One line: <c>ffffffff81000000 T name</c>, for modules followed by <c>[module]</c>.</summary>
    private readonly ref struct SymbolLine(ulong address, ReadOnlySpan<byte> name, ReadOnlySpan<byte> module)
    {
        public readonly ulong Address = address;
        public readonly ReadOnlySpan<byte> Name = name;
        public readonly ReadOnlySpan<byte> Module = module;

        public bool Valid => !Name.IsEmpty;

        /// <param name="absolute">Whether absolute symbols count: they (per-CPU offsets in older kernels) lie nowhere, unlike functions and data.</param>
        public static SymbolLine Read(ReadOnlySpan<byte> line, bool absolute = false)
        {
            ulong address = 0;
            var at = 0;
            for (; at < line.Length && line[at] != (byte)' '; at++)
            {
                var digit = line[at] <= (byte)'9' ? line[at] - '0' : line[at] - 'a' + 10;
                address = (address << 4) | (uint)(digit & 15);
            }

            if (at == 0 || at + 3 >= line.Length || (!absolute && line[at + 1] is (byte)'a' or (byte)'A'))
                return default;
            var rest = line[(at + 3)..];
            var end = rest.IndexOfAny((byte)'\t', (byte)' ');
            if (end < 0)
                return new(address, rest, []);
            var module = rest[end..].Trim("\t []\r"u8);
            return new(address, rest[..end], module);
        }
    }

    private sealed class Table(ReadOnlyMemory<byte> text, ulong[] addresses, int[] lines, string? missingReason)
    {
        private readonly Lazy<NameTable> _names = new(() => NameTable.Of(lines.Length, i => SymbolLine.Read(Rest(text, lines[i])).Name));

        public ulong[] Addresses => addresses;

        /// <summary>Where each symbol's line begins.</summary>
        public int[] Lines => lines;

        public string? MissingReason => missingReason;

        /// <summary>The value of an absolute symbol of the kernel itself, or <c>null</c>.</summary>
        public ulong? Absolute(byte[] name)
        {
            var wanted = (byte[])[.. " A "u8, .. name];
            var bytes = text.Span;
            for (var at = 0; bytes[at..].IndexOf(wanted) is var found and >= 0; at += found + wanted.Length)
            {
                var start = bytes[..(at + found)].LastIndexOf((byte)'\n') + 1;
                if (SymbolLine.Read(Rest(text, start), absolute: true) is { Module.IsEmpty: true } line && line.Name.SequenceEqual(name))
                    return line.Address;
            }

            return null;
        }

        public SymbolLine LineAt(int start) => SymbolLine.Read(Rest(text, start));

        /// <summary>Lines that may hold the name, in the file's order.</summary>
        public IEnumerable<int> Named(byte[] name) => _names.Value.Candidates(name).Select(i => lines[i]);

        private static ReadOnlySpan<byte> Rest(ReadOnlyMemory<byte> text, int start)
        {
            var rest = text.Span[start..];
            var end = rest.IndexOf((byte)'\n');
            return end < 0 ? rest : rest[..end];
        }
    }
}
