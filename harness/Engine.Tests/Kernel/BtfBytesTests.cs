using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.Kernel;

/// <summary>Kernels before 6.16 do not let BTF be mapped: then it is read piece by piece, and everything found in it must be the same.</summary>
public sealed class BtfBytesTests
{
    private const string Running = "/sys/kernel/btf/vmlinux";

    private static readonly string[] s_functions = ["vfs_read", "security_task_getpgid", "do_nanosleep", "vfs_rea", "vfs_read_", "", "task_struct"];

    private BtfIndex _mapped = null!, _read = null!;

    [SetUp]
    public void Open_both_ways()
    {
        if (!File.Exists(Running))
            Assert.Ignore("this kernel has no BTF");
        _mapped = new(BtfBytes.Open(Running));
        _read = new(BtfBytes.Open(Running, map: false));
    }

    [Test]
    public void Functions_have_the_same_ids_whether_mapped_or_read_or_looked_up_in_a_table()
    {
        var table = new BtfIndex(BtfBytes.Open(Running));
        table.Prepare();
        foreach (var name in s_functions)
        {
            var id = new BtfIndex(BtfBytes.Open(Running)).FindFunction(name);
            new BtfIndex(BtfBytes.Open(Running, map: false)).FindFunction(name).Should().Be(id, name);
            table.FindFunction(name).Should().Be(id, name);
        }
    }

    [Test]
    public void A_large_structure_has_the_same_members()
    {
        Members(_read).Should().Equal(Members(_mapped)).And.HaveCountGreaterThan(100);

        static List<string> Members(BtfIndex btf)
        {
            var id = btf.FindType("task_struct", BtfKind.Struct);
            return [.. Enumerable.Range(0, btf.MembersOf(id)).Select(i => $"{btf.MemberNameOf(id, i)}: {BtfType.Of(btf, (int)btf.TailOf(id, (3 * i) + 1))}")];
        }
    }

    [Test]
    public void Both_count_the_same_types_and_functions() =>
        (_read.Count, _read.FunctionCount, _read.FindEnumerator("TCP_LISTEN")).Should().Be((_mapped.Count, _mapped.FunctionCount, _mapped.FindEnumerator("TCP_LISTEN")));

    [Test]
    public void What_the_kernel_says_of_a_name_is_what_stands_in_its_BTF()
    {
        if (TypeSearch.Find("vfs_read", BtfKind.Function) is null)
            Assert.Ignore("this kernel does not answer such questions, or not to us");
        foreach (var name in s_functions.Where(name => name.Length > 0))
            TypeSearch.Find(name, BtfKind.Function).Should().Be(_mapped.FindFunction(name), name);
        TypeSearch.Find("task_struct", BtfKind.Struct).Should().Be(_mapped.FindType("task_struct", BtfKind.Struct));
    }

    [TestCase(0, 0)]
    [TestCase(4095, 2)]
    [TestCase(8190, 9000)]
    public void Bytes_across_pages_are_the_files(int offset, int length)
    {
        var file = Path.GetTempFileName();
        try
        {
            var content = new byte[20000];
            new Random(1).NextBytes(content);
            File.WriteAllBytes(file, content);
            var bytes = BtfBytes.Open(file, map: false);
            bytes.At(offset, length).ToArray().Should().Equal(content.AsSpan(offset, length).ToArray());
            bytes.From(offset, new byte[5000]).ToArray().Should().Equal(content.AsSpan(offset, 5000).ToArray());
            FluentActions.Invoking(() => bytes.At(content.Length - 1, 2).Length).Should().Throw<ArgumentOutOfRangeException>();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
