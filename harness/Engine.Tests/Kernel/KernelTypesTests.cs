using Conformance.Engine.Kernel;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Tests.Kernel;

public sealed class KernelTypesTests
{
    private string _file = "";

    [SetUp]
    public void Name_a_file() => _file = Path.GetTempFileName();

    [TearDown]
    public void Remove_it() => File.Delete(_file);

    private KernelTypes Read(BtfBuilder btf) => Read(btf.ToArray());

    private KernelTypes Read(byte[] bytes)
    {
        File.WriteAllBytes(_file, bytes);
        return KernelTypes.Read(_file);
    }

    [Test]
    public void A_function_is_found_with_its_id_parameters_and_return_type()
    {
        var btf = new BtfBuilder();
        var integer = btf.AddInteger("int", 4);
        var pointer = btf.AddPointer(btf.AddPointer(integer));
        var id = btf.AddFunction("f", btf.AddPrototype(integer, [("a", integer), ("b", pointer)]));

        var function = Read(btf).FindFunction("f")!;
        (function.Name, function.BtfId, function.Return).Should().Be(("f", id, new KernelType("int", KernelTypeKind.Integer, 4, true)));
        function.Parameters.Select(p => (p.Name, p.Type.Spelling, p.Type.Kind, p.Type.Size)).Should().Equal(("a", "int", KernelTypeKind.Integer, 4), ("b", "int **", KernelTypeKind.Pointer, 8));
        function.Parameters[1].Type.Target!.Target.Should().Be(function.Return);
    }

    [Test]
    public void Every_function_is_found_wherever_it_stands_among_the_types()
    {
        var btf = new BtfBuilder();
        var integer = btf.AddInteger("int", 4);
        var ids = new Dictionary<string, int>();
        for (var i = 0; i < 100; i++)
        {
            btf.AddStruct([.. Enumerable.Range(0, i % 5).Select(m => ($"m{m}", integer))]);
            ids[$"f{i}"] = btf.AddFunction($"f{i}", btf.AddPrototype(integer, []));
        }

        var types = Read(btf);
        types.FunctionCount.Should().Be(100);
        ids.Keys.ToDictionary(n => n, n => types.FindFunction(n)!.BtfId).Should().Equal(ids);
        ids.Keys.Select(n => types.FindFunction(n)!.Return.Spelling).Should().OnlyContain(s => s == "int");
    }

    [Test]
    public void A_type_that_bears_a_functions_name_is_no_function()
    {
        var btf = new BtfBuilder();
        var integer = btf.AddInteger("int", 4);
        btf.AddVariable("f", integer);
        Read(btf).FindFunction("f").Should().BeNull();
        Read(btf).FindFunction("int").Should().BeNull();
    }

    [Test]
    public void A_pattern_finds_functions_in_the_order_of_their_ids()
    {
        var btf = new BtfBuilder();
        var prototype = btf.AddPrototype(0, []);
        foreach (var name in new[] { "vfs_write", "do_sleep", "vfs_read" })
            btf.AddFunction(name, prototype);
        var types = Read(btf);
        types.FunctionsLike("vfs_*").Should().Equal("vfs_write", "vfs_read");
        types.FunctionsLike("do_sleep").Should().Equal("do_sleep");
        types.FunctionsLike("none").Should().BeEmpty();
    }

    [Test]
    public void A_kernel_without_BTF_says_so_and_has_no_functions()
    {
        var types = KernelTypes.Read(_file + ".missing");
        types.MissingReason.Should().EndWith("does not exist");
        types.FindFunction("f").Should().BeNull();
        types.FunctionsLike("*").Should().BeEmpty();
    }

    [Test]
    public void Bytes_that_are_not_BTF_are_refused_in_words()
    {
        Read([1, 2, 3]).MissingReason.Should().Contain("magic");
    }

    [Test]
    public void BTF_that_is_cut_off_anywhere_is_refused_in_words()
    {
        var btf = new BtfBuilder();
        btf.AddFunction("f", btf.AddPrototype(btf.AddInteger("int", 4), []));
        var whole = btf.ToArray();
        for (var length = 1; length < whole.Length; length++)
            Read(whole[..length]).MissingReason.Should().NotBeNull($"only {length} of {whole.Length} bytes are there");
    }
}
