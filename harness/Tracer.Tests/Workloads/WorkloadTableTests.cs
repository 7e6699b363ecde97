using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Tests.Workloads;

public sealed class WorkloadTableTests
{
    [Test]
    public void Workloads_have_names_of_their_own_and_sound_defaults()
    {
        WorkloadTable.All.Select(w => w.Name).Should().OnlyHaveUniqueItems();
        foreach (var workload in WorkloadTable.All)
        {
            workload.Summary.Should().NotBeEmpty();
            workload.Parameters.Select(p => p.Name).Should().OnlyHaveUniqueItems();
            workload.Parameters.Where(p => p.Default < p.Least || p.Default > p.Most || p.Meaning.Length == 0).Should().BeEmpty();
        }
    }

    [Test]
    public void Threads_of_a_gang_start_only_when_all_are_ready()
    {
        var ready = 0;
        var seen = new int[4];
        using var gang = new Gang(4);

        gang.Run(
            index =>
            {
                Interlocked.Increment(ref ready);
                gang.StartTogether();
                return seen[index] = Volatile.Read(ref ready);
            },
            CancellationToken.None);

        seen.Should().Equal(4, 4, 4, 4);
    }

    [Test]
    public void A_thread_that_fails_before_the_start_does_not_hold_the_others()
    {
        using var gang = new Gang(3);

        var run = () => gang.Run(
            index =>
            {
                if (index == 1)
                {
                    throw new WorkloadException("no CPU 99");
                }

                gang.StartTogether();
                return index;
            },
            CancellationToken.None);

        run.Should().Throw<WorkloadException>().WithMessage("no CPU 99");
    }

    [Test]
    public void A_cancelled_workload_stops_between_two_calls()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        var run = () => WorkloadTable.Prepare(new("nanosleep", new Dictionary<string, long> { ["times"] = 1_000_000, ["interval_us"] = 1_000_000 })).Run(cancelled.Token);

        run.Should().Throw<OperationCanceledException>();
    }
}
