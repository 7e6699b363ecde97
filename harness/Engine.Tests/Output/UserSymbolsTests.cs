using System.Diagnostics;
using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Output;

namespace Conformance.Engine.Tests.Output;

/// <summary>Names of places in real processes, also when those have ended.</summary>
[CancelAfter(30_000)]
public sealed class UserSymbolsTests
{
    private readonly HookCatalog _hooks = HookCatalog.OfRunningKernel(_ => null);

    [Test]
    public void A_process_that_was_watched_is_named_after_its_end()
    {
        var symbols = new UserSymbols(_hooks);
        using var process = Start();
        var address = AddressOf(process.Id, "malloc");
        symbols.Watch(process.Id);
        End(process);
        symbols.LookAgain();

        symbols.Find(process.Id, address + 2).Should().Match<(string Name, ulong Offset, string File)?>(found => found!.Value.Name.Contains("malloc") && found.Value.Offset == 2 && found.Value.File.Contains("libc"));
    }

    [Test]
    public void What_a_watched_process_loads_later_is_named_when_it_was_looked_at_again()
    {
        var symbols = new UserSymbols(_hooks);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read line; exec sleep 1000"]) { RedirectStandardInput = true })!;
        symbols.Watch(process.Id);
        process.StandardInput.WriteLine();
        ulong? address;
        do
        {
            Thread.Yield();
            symbols.LookAgain();
            address = Program(process.Id).EndsWith("/sleep", StringComparison.Ordinal) ? TryAddressOf(process.Id, "malloc") : null;
        }
        while (address is null || symbols.Find(process.Id, address.Value) is null);
        End(process);

        symbols.Find(process.Id, address.Value).Should().NotBeNull();
    }

    [Test]
    public void A_process_that_nobody_looked_at_has_no_names()
    {
        using var process = Start();
        var address = AddressOf(process.Id, "malloc");
        End(process);

        new UserSymbols(_hooks).Find(process.Id, address).Should().BeNull();
    }

    private static Process Start()
    {
        var process = Process.Start("/bin/sleep", "1000");
        while (TryAddressOf(process.Id, "malloc") is null)
            Thread.Yield();
        return process;
    }

    private static void End(Process process)
    {
        process.Kill();
        process.WaitForExit();
    }

    private static string Program(int process) => File.ResolveLinkTarget($"/proc/{process}/exe", false)?.FullName ?? "";

    private static ulong AddressOf(int process, string function) => TryAddressOf(process, function)!.Value;

    /// <summary>Where a function of the C library lies in a process, read here by other means than the product's.</summary>
    private static ulong? TryAddressOf(int process, string function)
    {
        var line = File.ReadAllLines($"/proc/{process}/maps").FirstOrDefault(l => l.Contains("/libc.so", StringComparison.Ordinal) && l.Contains(" 00000000 ", StringComparison.Ordinal));
        if (line is null)
            return null;
        var image = new Func<string, Engine.Kernel.Elf.ElfImage>(HookCatalog.OfRunningKernel(_ => null).Image)(line[line.IndexOf('/', StringComparison.Ordinal)..]);
        return ulong.Parse(line.AsSpan(0, line.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture) + image.Symbols.Find(function)!.Value.Address;
    }
}
