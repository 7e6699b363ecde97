using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class FiringCountTests
{
    private static readonly FiringCount s_invariant = new();

    [Test]
    public void It_says_on_how_many_cpus_it_counted()
    {
        var paper = PaperTrace.OneHook("fexit", 2);
        paper.Threads = [.. paper.Threads.Select(thread => thread with { Cpu = thread.ThreadId % 2 })];
        paper.Firings = [.. paper.Firings.Select(firing => firing with { Cpu = firing.ThreadId % 2 })];
        var verdict = s_invariant.Judge(paper.Renumber().ToTrace());
        verdict.ShouldHold();
        verdict.Judged.Should().Be("20 invocations on 4 threads, 40 firings, on 2 CPUs");
    }

    [Test]
    public void It_catches_each_missing_firing()
    {
        for (var i = 0; i < 40; i++)
        {
            var paper = PaperTrace.OneHook("fexit", 2);
            paper.Firings.RemoveAt(i);
            s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("*fired 4 times on thread *, which made 5 calls of hrtimer_nanosleep");
        }
    }

    [Test]
    public void It_says_so_if_events_were_lost()
    {
        var paper = PaperTrace.OneHook("fexit", 2);
        paper.Firings.RemoveAt(11);
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("b(fexit) fired 4 times on thread 101, which made 5 calls of hrtimer_nanosleep; 1 event lost");
    }

    [Test]
    public void It_says_so_if_the_kernel_skipped_a_run()
    {
        var paper = PaperTrace.OneHook("fexit", 2);
        paper.Firings.RemoveAt(11);
        paper.Skipped = [0, 1];
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("b(fexit) fired 4 times*; the kernel skipped 1 run of probes that were already running on the CPU");
    }

    [Test]
    public void It_catches_a_surplus_firing()
    {
        var paper = PaperTrace.OneHook("fexit", 2);
        paper.Firings.Add(paper.Firings[^1] with { Invocation = 6 });
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("b(fexit) fired 6 times on thread 103*");
    }

    [Test]
    public void It_catches_one_call_counted_twice_and_another_not_at_all()
    {
        var paper = PaperTrace.OneHook("fexit", 2);
        paper.Firings[^1] = paper.Firings[^1] with { Invocation = 4 };
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("b(fexit) fired twice in one invocation on thread 103");
    }

    [Test]
    public void It_catches_a_workload_that_made_fewer_calls_than_were_seen()
    {
        var paper = PaperTrace.OneHook("fexit", 2);
        paper.Threads[3] = paper.Threads[3] with { Calls = 4 };
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("a(fexit) fired 5 times on thread 103, which made 4 calls*");
    }

    [Test]
    public void It_catches_a_firing_on_another_cpu_than_its_thread_is_pinned_to()
    {
        var paper = PaperTrace.OneHook("fexit", 2);
        paper.Firings[7] = paper.Firings[7] with { Cpu = 1 };
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("b(fexit) fired on CPU 1 for thread 103, which is pinned to CPU 0");
    }
}
