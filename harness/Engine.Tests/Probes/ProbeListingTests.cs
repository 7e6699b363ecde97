using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;

namespace Conformance.Engine.Tests.Probes;

/// <summary>Lists of this machine's own probes.</summary>
public sealed class ProbeListingTests
{
    private readonly EngineContext _context = new();

    [TestCase("software:*", "software:cpu-clock:")]
    [TestCase("software:cpu", "software:cpu-clock:")]
    [TestCase("software", "software:page-faults:")]
    [TestCase("s:page*", "software:page-faults:")]
    [TestCase("interval", "interval:s:")]
    [TestCase("begin", "begin")]
    [TestCase("hardware:*,software:*", "software:faults:")]
    [TestCase("*page-faults*", "software:page-faults:")]
    [TestCase("page-faults", "software:page-faults:")]
    public void A_pattern_finds_its_probes(string pattern, string probe) =>
        Find(pattern).Should().Contain(probe);

    [TestCase("software:page*", "software:cpu-clock:")]
    [TestCase("*page-faults*", "software:cpu-clock:")]
    public void And_no_others(string pattern, string probe) =>
        Find(pattern).Should().NotContain(probe);

    [TestCase("software:nope*")]
    [TestCase("nope_nowhere")]
    [TestCase("*nope_nowhere*")]
    public void What_fits_nothing_gives_nothing(string pattern) =>
        Find(pattern).Should().BeEmpty();

    [TestCase("kprob:x", "did you mean 'kprobe'")]
    [TestCase("tracepoint:x", "is no tracepoint")]
    public void A_wrong_pattern_is_told(string pattern, string message) =>
        FluentActions.Enumerating(() => Find(pattern)).Should().Throw<ScriptException>().Which.Message.Should().Contain(message);

    [Test]
    public void Tracepoints_come_from_tracefs_where_there_is_one()
    {
        Assume.That(_context.Types.Hooks.Tracefs.MissingReason, Is.Null);
        Find("tracepoint:syscalls:sys_enter_getpg*").Should().BeEquivalentTo("tracepoint:syscalls:sys_enter_getpgid", "tracepoint:syscalls:sys_enter_getpgrp");
        Find("t").Should().HaveCountGreaterThan(100);
    }

    private IEnumerable<string> Find(string pattern) => ProbeListing.Find(pattern, _context.Types, new EngineOptions()).Select(t => t.AttachPoint);
}
