namespace Conformance.Engine.Tests.Binding;

public sealed class TargetTests
{
    [TestCase("kfunc:vfs_read", "fentry:vfs_read")]
    [TestCase("f:vfs_read", "fentry:vfs_read")]
    [TestCase("kretfunc:vfs_read", "fexit:vfs_read")]
    [TestCase("fr:vmlinux:vfs_read", "fexit:vfs_read")]
    [TestCase("k:anything", "kprobe:anything")]
    [TestCase("kr:anything", "kretprobe:anything")]
    [TestCase("BEGIN", "begin")]
    [TestCase("END", "end")]
    public void Older_spellings_mean_the_same(string written, string canonical) => Targets($"{written} {{ }}").Should().Equal(canonical);

    [Test]
    public void Commas_and_wildcards_give_one_probe_a_hook_in_written_order() =>
        Targets("fexit:vfs_re*, kprobe:vfs_write { } begin { } fexit:vfs_read { }")
            .Should().Equal("fexit:vfs_read", "fexit:vfs_readv", "kprobe:vfs_write", "begin", "fexit:vfs_read");

    [Test]
    public void Each_program_has_a_line_and_a_name_the_kernel_takes()
    {
        var compiled = ScriptCompiler.Compile("test.bt", "\nfexit:vfs_re* { }\n begin { }", RecordedKernel.WithTypes, new EngineOptions());
        compiled.Object.Programs.SelectMany(p => p.Probes).Should().Equal(0, 1, 2);
        compiled.Object.Programs.Should().OnlyContain(p => p.Name.Length <= 15 && p.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
        compiled.Probes.Select(p => p.Line).Should().Equal(2, 2, 3);
        compiled.Object.Programs.Should().OnlyContain(p => p.Lines[0].InstructionOffset == 0);
    }

    private static IEnumerable<string> Targets(string script) =>
        ScriptCompiler.Compile("test.bt", script, RecordedKernel.WithTypes, new EngineOptions()).Probes.Select(p => p.Target.AttachPoint);
}
