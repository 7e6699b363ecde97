using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;

namespace Conformance.Engine.Tests.Kernel;

public sealed class KernelFeaturesTests
{
    private readonly EngineContext _context = new();

    [Test]
    public void Every_feature_has_a_name_and_evidence()
    {
        var all = _context.Features.All;
        all.Select(f => f.Name).Should().StartWith(["btf", "ringbuf", "prog-test-run"])
            .And.Contain(Mechanisms.All.Where(m => m.HasHook).Select(m => m.Name)).And.OnlyHaveUniqueItems();
        all.Should().OnlyContain(f => f.Evidence.Length > 5);
    }

    [Test]
    public void An_answer_is_found_once_and_kept()
    {
        _context.Features.Find("ringbuf").Should().BeSameAs(_context.Features.Find("ringbuf"));
        _context.Features.Find("none").Should().BeNull();
    }

    [Test]
    public void A_kernel_that_runs_sessions_shows_ring_buffers_and_test_runs()
    {
        _context.Features.Find("ringbuf")!.Available.Should().BeTrue();
        _context.Features.Find("prog-test-run")!.Available.Should().BeTrue();
    }

    [Test]
    public void Without_BTF_there_is_no_fentry_and_the_evidence_says_why()
    {
        if (_context.Types.MissingReason is { } reason)
            _context.Features.Find("fentry").Should().Match<Engine.Kernel.KernelFeature>(f => !f.Available && f.Evidence == reason);
        else
            _context.Features.Find("btf")!.Available.Should().BeTrue();
    }
}
