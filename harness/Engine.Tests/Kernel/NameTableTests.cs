using System.Text;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.Kernel;

public sealed class NameTableTests
{
    [Test]
    public void Each_name_is_found_at_its_first_place_and_no_other_is()
    {
        var names = Enumerable.Range(0, 3000).Select(i => Encoding.UTF8.GetBytes($"function_{i % 2500}")).ToArray();
        var table = NameTable.Of(names.Length, i => names[i]);
        for (var i = 0; i < names.Length; i++)
            table.Find(names[i], n => names[n]).Should().Be(i % 2500);
        table.Find("function_2500"u8, n => names[n]).Should().Be(-1);
        table.Candidates(names[7]).Where(n => names[n].AsSpan().SequenceEqual(names[7])).Should().Equal(7, 2507);
        NameTable.Of(0, _ => []).Find("x"u8, _ => []).Should().Be(-1);
    }

    [Test]
    public void Functions_are_the_same_whether_searched_for_one_by_one_or_many_at_once()
    {
        var (few, many) = (KernelTypes.OfRunningKernel(), KernelTypes.OfRunningKernel());
        Assume.That(few.MissingReason, Is.Null);
        var names = few.FunctionsLike("vfs_*").Take(40).ToList();
        foreach (var name in names)
        {
            many.FindFunction(name)!.BtfId.Should().Be(KernelTypes.OfRunningKernel().FindFunction(name)!.BtfId);
            if (name.Length > 12)
                break;
        }

        names.Select(n => many.FindFunction(n)!.Name).Should().Equal(names);
        many.FindFunction("no_such_function").Should().BeNull();
    }
}
