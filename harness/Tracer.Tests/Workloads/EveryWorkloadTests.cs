using Conformance.Protocol;
using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Tests.Workloads;

/// <summary>Each workload makes exactly the calls it reports: seen here by what the kernel returned for each.</summary>
public sealed class EveryWorkloadTests
{
    private const long Einval = -22, Efault = -14, Esrch = -3, Ebadf = -9, Enoent = -2, Eintr = -4;

    [Test]
    public void Nanosleep_succeeds_then_fails_as_asked() =>
        Returned("nanosleep", ("times", 2), ("einval", 1), ("efault", 2)).Should().Equal(0, 0, Einval, Efault, Efault);

    [Test]
    public void Getpgid_returns_the_process_group_then_fails_as_asked()
    {
        var group = SystemCall.Make(SystemCall.GetProcessGroup);
        Returned("getpgid", ("times", 2), ("esrch", 1)).Should().Equal(group, group, Esrch);
    }

    [Test]
    public void Umask_returns_the_mask_of_the_call_before_and_puts_the_first_one_back()
    {
        const long before = 0b001_001_001;
        var found = SystemCall.Make(SystemCall.Umask, before);
        var thread = Run("umask", ("times", 4)).Single();

        SystemCall.Make(SystemCall.Umask, found).Should().Be(before);
        thread.Returned.Should().Equal([before, .. thread.Arguments.Take(3)]);
    }

    [Test]
    public void Renaming_succeeds_and_leaves_the_name() => Returned("rename", ("times", 3)).Should().Equal(0, 0, 0);

    [TestCase("read", 0)]
    [TestCase("read", 1)]
    [TestCase("write", 0)]
    [TestCase("write", 1)]
    public void Reads_and_writes_move_whole_pieces_then_fail_as_asked(string workload, long file) =>
        Returned(workload, ("times", 3), ("bytes", 5), ("ebadf", 1), ("file", file)).Should().Equal(5, 5, 5, Ebadf);

    [Test]
    public void What_does_not_fit_a_pipe_is_refused_before_the_first_call() =>
        FluentActions.Invoking(() => Run("write", ("times", 1000), ("bytes", 65_536))).Should().Throw<WorkloadException>().WithMessage("*more than a pipe holds*");

    [Test]
    public void Open_returns_descriptors_and_leaves_none_open()
    {
        var before = Directory.GetFiles("/proc/self/fd").Length;
        var returned = Returned("open", ("times", 3), ("enoent", 2));

        returned.Take(3).Should().OnlyContain(descriptor => descriptor >= 0);
        returned.Skip(3).Should().Equal(Enoent, Enoent);
        Directory.GetFiles("/proc/self/fd").Length.Should().Be(before);
    }

    [Test]
    public void The_function_is_called_with_one_number_after_the_other() =>
        Returned("function", ("times", 3)).Should().Equal(FunctionWorkload.Answer(0), FunctionWorkload.Answer(1), FunctionWorkload.Answer(2));

    [Test]
    public void Every_interrupted_sleep_ends_with_EINTR() =>
        Returned("interrupted", ("times", 20)).Should().Equal(Enumerable.Repeat(Eintr, 20));

    [Test]
    public void All_threads_of_a_workload_make_all_calls()
    {
        var threads = Run("getpgid", ("times", 50), ("threads", 4), ("pin", 1));
        threads.Select(thread => thread.ThreadId).Should().OnlyHaveUniqueItems().And.HaveCount(4);
        threads.Should().OnlyContain(thread => thread.Calls == 50 && thread.Returned.Count == 50 && thread.Arguments.Count == 50 && thread.Cpu >= 0 && thread.StartNs <= thread.EndNs);
    }

    // These two start this very program again, which a test's host is not: the tracer as users run it.
    [Test, CancelAfter(60_000)]
    public async Task Spawned_processes_end_before_the_next_begins(CancellationToken cancellationToken)
    {
        var thread = (await TracerProgram.RunWorkloadAsync(cancellationToken, "spawn", "times=3")).Threads.Single();
        thread.Returned.Should().OnlyHaveUniqueItems().And.HaveCount(3).And.OnlyContain(child => !Directory.Exists($"/proc/{child}"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Killed_processes_never_return_from_their_call(CancellationToken cancellationToken)
    {
        var threads = (await TracerProgram.RunWorkloadAsync(cancellationToken, "killed", "times=2")).Threads;
        threads.Should().HaveCount(2).And.OnlyContain(thread => thread.Calls == 1 && thread.Returned.Count == 0 && !Directory.Exists($"/proc/{thread.ThreadId}"));
    }

    private static IReadOnlyList<long> Returned(string workload, params (string, long)[] parameters) => Run(workload, parameters).Single().Returned;

    private static IReadOnlyList<WorkloadThread> Run(string workload, params (string Name, long Value)[] parameters) =>
        WorkloadTable.Prepare(new(workload, parameters.ToDictionary(p => p.Name, p => p.Value))).Run(CancellationToken.None).Threads;
}
