namespace Conformance.Engine.Tests.Binding;

/// <summary>Which probes of a script <c>--probe-filter</c> leaves.</summary>
public sealed class ProbeFilterTests
{
    private const string Script = "begin { @x = 1 } fexit:vfs_read { @x = 2 } fentry:vfs_read, fentry:vfs_write { @x = 3 } end { @x = 4 }";

    [TestCase("vfs_read", "begin", "fexit:vfs_read", "fentry:vfs_read", "end")]
    [TestCase("^fentry", "begin", "fentry:vfs_read", "fentry:vfs_write", "end")]
    [TestCase("fentry:.*write$", "begin", "fentry:vfs_write", "end")]
    public void Only_probes_that_match_are_attached(string filter, params string[] left) =>
        ScriptCompiler.Compile("t.bt", Script, RecordedKernel.WithTypes, new EngineOptions { ProbeFilter = filter }).Probes.Select(p => p.Target.AttachPoint).Should().Equal(left);

    [TestCase("kprobe", "no probe of the script matches --probe-filter 'kprobe'")]
    [TestCase("(", "'(' is no regular expression")]
    public void A_filter_that_leaves_nothing_is_told(string filter, string message) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("t.bt", Script, RecordedKernel.WithTypes, new EngineOptions { ProbeFilter = filter })).Should().Throw<ScriptException>().WithMessage($"*{message}*");
}
