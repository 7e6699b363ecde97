using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.Kernel;

/// <summary>Types of this machine's kernel as C would declare them.</summary>
public sealed class TypeDeclarationTests
{
    [Test]
    public void A_structure_is_shown_with_its_members() =>
        TypeDeclaration.Of("struct  list_head", KernelTypes.OfRunningKernel()).Should().Be("vmlinux: struct list_head {\n        struct list_head *next;\n        struct list_head *prev;\n};\n");

    [Test]
    public void Arrays_bit_fields_and_nameless_members_are_written_as_C_has_them() =>
        TypeDeclaration.Of("struct task_struct", KernelTypes.OfRunningKernel()).Should().Contain("        char comm[16];\n").And.MatchRegex(@"        unsigned int sched_reset_on_fork:1;\n");

    [Test]
    public void An_enum_is_shown_with_its_values() =>
        TypeDeclaration.Of("enum pid_type", KernelTypes.OfRunningKernel()).Should().StartWith("vmlinux: enum pid_type {\n        PIDTYPE_PID = 0,\n");

    [Test]
    public void A_type_that_is_not_there_is_told() =>
        FluentActions.Invoking(() => TypeDeclaration.Of("struct nope", KernelTypes.OfRunningKernel())).Should().Throw<UnsupportedException>().WithMessage("*no struct nope*");
}
