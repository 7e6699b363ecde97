using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.Kernel;

/// <summary>Structures, enums and names, read from the BTF of the kernel that runs the tests.</summary>
public sealed class KernelStructureTests
{
    private static readonly Lazy<KernelTypes> Running = new(KernelTypes.OfRunningKernel);

    private static KernelTypes Types
    {
        get
        {
            Assume.That(Running.Value.MissingReason, Is.Null, "this kernel has no BTF");
            return Running.Value;
        }
    }

    [Test]
    public void A_structure_is_found_by_its_tag_with_sizes_and_offsets()
    {
        // struct list_head is two pointers on every kernel.
        var type = Types.FindType("struct list_head")!;
        (type.Kind, type.Size, type.Spelling).Should().Be((KernelTypeKind.Struct, 16, "struct list_head"));
        type.Members.Select(m => (m.Name, m.Offset, m.Type.Spelling)).Should().Equal(("next", 0, "struct list_head *"), ("prev", 8, "struct list_head *"));
        type.FindMember("prev")!.Type.Target.Should().Be(type);
    }

    [Test]
    public void Members_lead_from_structure_to_structure()
    {
        var parent = Types.FindType("task_struct")!.FindMember("real_parent")!.Type;
        parent.Kind.Should().Be(KernelTypeKind.Pointer);
        parent.Target!.FindMember("pid")!.Type.Should().BeEquivalentTo(new { Kind = KernelTypeKind.Integer, Size = 4, Signed = true });
    }

    [Test]
    public void Members_of_nameless_unions_are_their_owners()
    {
        var type = Types.FindType("struct iphdr")!;
        type.FindMember("saddr")!.Offset.Should().Be(12);
        type.FindMember("daddr")!.Offset.Should().Be(16);
    }

    [Test]
    public void A_bit_field_has_its_place_and_width()
    {
        var type = Types.FindType("struct iphdr")!;
        type.FindMember("ihl").Should().BeEquivalentTo(new { BitOffset = 0, BitSize = 4 });
        type.FindMember("version").Should().BeEquivalentTo(new { BitOffset = 4, BitSize = 4 });
    }

    [Test]
    public void Arrays_know_their_elements_and_texts_are_arrays_of_characters()
    {
        var comm = Types.FindType("struct task_struct")!.FindMember("comm")!.Type;
        (comm.Kind, comm.Length, comm.Size, comm.IsText).Should().Be((KernelTypeKind.Array, 16, 16, true));
    }

    [Test]
    public void Constants_of_enums_are_found_by_name()
    {
        Types.FindEnumerator("TCP_ESTABLISHED")!.Value.Value.Should().Be(1);
        Types.FindEnumerator("BPF_PROG_TYPE_TRACING")!.Value.Should().BeEquivalentTo((Types.FindType("enum bpf_prog_type"), 26L));
        Types.FindEnumerator("NO_SUCH_CONSTANT_ANYWHERE").Should().BeNull();
    }

    [Test]
    public void Typedefs_are_looked_through()
    {
        Types.FindType("u64").Should().BeEquivalentTo(new { Kind = KernelTypeKind.Integer, Size = 8, Signed = false, Spelling = "u64" });
        Types.FindType("struct u64").Should().BeNull();
        Types.FindType("no_such_type").Should().BeNull();
    }
}
