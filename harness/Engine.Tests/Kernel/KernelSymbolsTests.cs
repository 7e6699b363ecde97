using System.Text;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.Kernel;

public sealed class KernelSymbolsTests
{
    private static readonly KernelSymbols Recorded = KernelSymbols.Of(Encoding.UTF8.GetBytes(
        """
        0000000000000000 A per_cpu_start
        0000000000021a40 A runqueues_of_old
        0000000000021a80 A runqueues
        ffffffff81000000 T _stext
        ffffffff81000000 T _text
        ffffffff81000100 t small
        ffffffff81000200 t twin
        ffffffffc0001000 t twin	[second]
        ffffffffc0000000 t first_function	[first]
        ffffffffc0001040 d last	[second]
        """));

    [TestCase(0xffffffff81000000, "_stext", 0, null)]
    [TestCase(0xffffffff810000ff, "_stext", 0xff, null)]
    [TestCase(0xffffffff81000101, "small", 1, null)]
    [TestCase(0xffffffffc0000fff, "first_function", 0xfff, "first")]
    [TestCase(0xffffffffc0001040, "last", 0, "second")]
    public void An_address_lies_in_the_symbol_before_it(ulong address, string name, int offset, string? module)
    {
        var symbol = Recorded.Find(address)!.Value;
        (symbol.Name, (int)symbol.Offset, symbol.Module).Should().Be((name, offset, module));
    }

    [Test]
    public void Before_the_first_symbol_there_is_none() => Recorded.Find(0xffffffff80ffffff).Should().BeNull();

    [TestCase("twin", null, 0xffffffff81000200)]
    [TestCase("twin", "second", 0xffffffffc0001000)]
    [TestCase("twin", "vmlinux", 0xffffffff81000200)]
    [TestCase("_text", null, 0xffffffff81000000)]
    public void A_name_has_an_address_in_its_module(string name, string? module, ulong address) => Recorded.AddressOf(name, module).Should().Be(address);

    [TestCase("runqueues", 0x21a80UL)]
    [TestCase("_text", 0xffffffff81000000)]
    [TestCase("runqueues_of", null)]
    public void A_variable_of_each_CPU_may_be_an_absolute_symbol(string name, ulong? address) => Recorded.PerCpuAddressOf(name).Should().Be(address);

    [TestCase("none", null)]
    [TestCase("small", "second")]
    [TestCase("mall", null)]
    [TestCase("per_cpu_start", null)]
    public void What_is_not_there_has_no_address(string name, string? module)
    {
        Recorded.AddressOf(name, module).Should().BeNull();
        Recorded.Contains(name, module).Should().BeFalse();
    }

    [Test]
    public void Hidden_addresses_are_said_and_never_used()
    {
        var hidden = KernelSymbols.Of("0000000000000000 T _text\n0000000000000000 t vfs_read\n"u8.ToArray());
        hidden.MissingReason.Should().Contain("kptr_restrict");
        hidden.Find(5).Should().BeNull();
        hidden.Contains("vfs_read").Should().BeTrue();
    }

    [Test]
    public void This_kernel_names_a_symbol_back_and_forth()
    {
        var running = KernelSymbols.OfRunningKernel();
        Assume.That(running.MissingReason, Is.Null);
        var address = running.AddressOf("vfs_read")!.Value;
        running.Find(address + 3)!.Value.Should().Match<KernelSymbol>(s => s.Address == address && s.Offset == 3 && s.Module == null);
    }
}
