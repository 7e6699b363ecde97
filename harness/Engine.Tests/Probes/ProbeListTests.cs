using Conformance.Engine.Probes;

namespace Conformance.Engine.Tests.Probes;

public sealed class ProbeListTests
{
    [TestCase("kprobe:vfs_re*", "kprobe:vfs_read", "kprobe:vfs_readv")]
    [TestCase("f:vfs_write", "fentry:vmlinux:vfs_write")]
    [TestCase("software:*", "software:alignment-faults:", "software:bpf-output:")]
    [TestCase("software:page*", "software:page-faults:")]
    [TestCase("software:cpu", "software:cpu:", "software:cpu-clock:", "software:cpu-migrations:")]
    [TestCase("interval", "interval:hz:", "interval:ms:", "interval:s:", "interval:us:")]
    [TestCase("begin", "begin")]
    [TestCase("*vfs_write", "fentry:vmlinux:vfs_write", "fexit:vmlinux:vfs_write", "fmod_ret:vmlinux:vfs_write", "kprobe:vfs_write", "kretprobe:vfs_write")]
    [TestCase("kret*:vfs_write", "kretprobe:vfs_write", "kretprobe.multi:vfs_write")]
    [TestCase("nothing:x")]
    public void Places_that_fit_are_listed_as_scripts_write_them(string pattern, params string[] expected)
    {
        var found = ProbeList.Find(pattern, RecordedKernel.WithTypes, new EngineOptions()).Select(p => p.AttachPoint).ToList();
        if (expected.Length == 0)
            found.Should().BeEmpty();
        else
            found.Should().StartWith(expected);
    }

    [TestCase("fexit:vfs_write", "struct file * file", "unsigned long count", "long retval")]
    [TestCase("kprobe:vfs_write", "struct file * arg0", "unsigned long arg1")]
    [TestCase("kretprobe:vfs_write", "long retval")]
    public void Details_say_what_can_be_read(string pattern, params string[] expected) =>
        ProbeList.Find(pattern, RecordedKernel.WithTypes, new EngineOptions(), details: true).Should().ContainSingle().Which.Arguments.Should().Equal(expected);

    [Test]
    public void This_machine_lists_its_tracepoints_with_their_fields()
    {
        Assume.That(LiveScript.Context.Hooks.Tracefs.MissingReason, Is.Null);
        var listed = ProbeList.Find("t:sched:sched_proc*", LiveScript.Context.Types, new EngineOptions(), details: true).ToList();
        listed.Single(p => p.AttachPoint == "tracepoint:sched:sched_process_exec").Arguments.Should().Contain("__data_loc char[] filename");
        ProbeList.Find("tracepoint:*", LiveScript.Context.Types, new EngineOptions()).Count().Should().BeGreaterThan(500);
        ProbeList.Find("uprobe:libc:getp*", LiveScript.Context.Types, new EngineOptions()).Select(p => p.AttachPoint).Should().Contain(p => p.EndsWith(":getpgid", StringComparison.Ordinal));
    }
}
