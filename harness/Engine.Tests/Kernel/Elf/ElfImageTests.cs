using System.Runtime.InteropServices;
using Conformance.Engine.Kernel.Elf;

namespace Conformance.Engine.Tests.Kernel.Elf;

public sealed class ElfImageTests
{
    /// <summary>The C library of this process: a real file with symbols of both kinds, and with probes in most distributions.</summary>
    private static readonly string CLibrary = File.ReadLines("/proc/self/maps").Select(l => l.Split(' ')[^1]).First(p => p.Contains("/libc.so.", StringComparison.Ordinal) || p.Contains("/libc-", StringComparison.Ordinal));

    private readonly ElfImage _library = ElfImage.Open(CLibrary);

    [Test]
    public void A_function_is_found_by_name_and_again_by_its_addresses()
    {
        var function = _library.Symbols.Find("getpgid")!.Value;
        function.Size.Should().BePositive();
        _library.Symbols.Find(function.Address + function.Size - 1)!.Value.Address.Should().Be(function.Address);
        _library.Symbols.Find(1).Should().BeNull();
        _library.Symbols.Find("no_such_function").Should().BeNull();
        _library.PositionIndependent.Should().BeTrue();
    }

    [Test]
    public void The_addresses_are_where_the_dynamic_linker_puts_them()
    {
        var handle = NativeLibrary.Load(CLibrary);
        var address = (ulong)NativeLibrary.GetExport(handle, "getpgid");
        var mapping = File.ReadLines("/proc/self/maps").Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(p => p.Length == 6 && p[5] == CLibrary)
            .Select(p => (Range: p[0].Split('-').Select(x => Convert.ToUInt64(x, 16)).ToArray(), Offset: Convert.ToUInt64(p[2], 16))).Single(m => m.Range[0] <= address && address < m.Range[1]);
        var offset = _library.OffsetOf(_library.Symbols.Find("getpgid")!.Value.Address)!.Value;
        offset.Should().Be(address - mapping.Range[0] + mapping.Offset);
        _library.AddressOf(offset).Should().Be(_library.Symbols.Find("getpgid")!.Value.Address);
    }

    [Test]
    public void A_glob_gives_each_name_once()
    {
        var names = _library.Symbols.Like("getp*id").Select(s => s.Name).ToList();
        names.Should().Contain(["getpid", "getppid", "getpgid"]).And.OnlyHaveUniqueItems();
    }

    [Test]
    public void Static_probes_lie_inside_the_code()
    {
        // The C++ library announces exceptions that way in every distribution.
        var path = Directory.EnumerateFiles("/usr/lib", "libstdc++.so.6", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 }).FirstOrDefault();
        Assume.That(path, Is.Not.Null, "there is no libstdc++ on this machine");
        var library = ElfImage.Open(path!);
        library.Usdt.Should().Contain(p => p.Provider == "libstdcxx" && p.Name == "throw" && p.Arguments.Contains('@') && p.Semaphore == 0);
        library.Usdt.Should().OnlyContain(p => library.OffsetOf(p.Address) != null);
    }

    [Test]
    public void Junk_and_files_cut_off_anywhere_give_an_error_and_never_a_crash()
    {
        // A small file with every kind of table, cut at each byte of its headers and here and there behind them.
        var whole = File.ReadAllBytes(CLibrary);
        var cuts = Enumerable.Range(0, 600).Concat(Enumerable.Range(1, 200).Select(i => (int)((long)whole.Length * i / 200)));
        foreach (var cut in cuts)
        {
            try
            {
                var image = new ElfImage("cut", whole.AsMemory(0, cut));
                _ = image.Symbols.Find("getpgid");
                _ = image.Usdt.Count;
            }
            catch (InvalidDataException e)
            {
                e.Message.Should().StartWith("cut ");
            }
        }

        FluentActions.Invoking(() => new ElfImage("text", "#!/bin/sh\n"u8.ToArray())).Should().Throw<InvalidDataException>().WithMessage("*no program*");
    }

    [Test]
    public void Random_damage_gives_an_error_and_never_a_crash()
    {
        var whole = File.ReadAllBytes("/bin/true");
        var random = new Random(4104);
        for (var round = 0; round < 300; round++)
        {
            var damaged = whole.ToArray();
            for (var i = 0; i < 8; i++)
                damaged[round % 2 == 0 ? random.Next(64) : random.Next(damaged.Length)] = (byte)random.Next(256);
            for (var i = 0; i < 8 && round % 3 == 0; i++)
                damaged[damaged.Length - 1 - random.Next(1800)] = (byte)random.Next(256);
            try
            {
                var image = new ElfImage("damaged", damaged);
                _ = image.Symbols.Find(4096);
                _ = image.Symbols.Like("*").Count;
                _ = image.Usdt.Count;
                _ = image.AddressOf(100);
            }
            catch (InvalidDataException)
            {
                // Said, not crashed.
            }
        }
    }
}
