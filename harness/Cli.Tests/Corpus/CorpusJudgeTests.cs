using Conformance.Cli.Corpus;
using Conformance.Protocol;

namespace Conformance.Cli.Tests.Corpus;

/// <summary>Whose matter a script is that was not attached: nothing unknown is excused.</summary>
public sealed class CorpusJudgeTests
{
    [TestCase(JobStatus.Completed, "", CorpusOutcome.Attached)]
    [TestCase(JobStatus.Unsupported, "Cannot attach kprobe:f: this kernel has no function of that name (ENOENT).", CorpusOutcome.Lacking)]
    [TestCase(JobStatus.ScriptError, "a.bt:1:1: error: no function of this kernel matches 'x.*'\nkprobe:x.*\n^~~~", CorpusOutcome.Lacking)]
    [TestCase(JobStatus.ScriptError, "a.bt:1:1: error: skb:kfree_skb has no argument 'reason'\nx\n^", CorpusOutcome.Lacking)]
    [TestCase(JobStatus.ScriptError, "a.bt:1:1: error: struct cfs_rq has no member 'nr_queued'\nx\n^\na.bt:2:1: error: unknown name 'y'\ny\n^", CorpusOutcome.Ours)]
    [TestCase(JobStatus.ScriptError, "a.bt:1:1: error: unknown name 'SKB_DROP'\nx\n^\na.bt:2:1: error: skb:kfree_skb has no argument 'reason'\ny\n^", CorpusOutcome.Lacking)]
    [TestCase(JobStatus.ScriptError, "a.bt:1:1: error: unknown name 'AF_INET'\nx\n^", CorpusOutcome.Ours)]
    [TestCase(JobStatus.ScriptError, "a.bt:1:1: error: @x is never assigned\nx\n^", CorpusOutcome.Ours)]
    [TestCase(JobStatus.AttachFailed, "Cannot load kprobe:f: the kernel answered EACCES.", CorpusOutcome.Ours)]
    [TestCase(JobStatus.EngineCrash, "NullReferenceException while compiling the script", CorpusOutcome.Ours)]
    [TestCase(JobStatus.TimedOut, "the job's deadline passed", CorpusOutcome.Ours)]
    public void Only_what_is_plainly_missing_in_the_kernel_is_the_kernels(JobStatus status, string message, CorpusOutcome outcome) =>
        CorpusJudge.Of(new JobResult { Id = 1, Status = status, Message = message }).Outcome.Should().Be(outcome);

    [Test]
    public void A_script_that_lost_all_its_hooks_was_not_attached()
    {
        var result = new JobResult { Id = 1, Status = JobStatus.Completed, Probes = [new(0, "begin", "begin", "begin", 1), new(1, "end", "end", "end", 9)] };
        CorpusJudge.Of(result).Outcome.Should().Be(CorpusOutcome.Lacking);
        CorpusJudge.Of(result with { Probes = [.. result.Probes, new(2, "interval", "s:1", "interval:s:1", 5)] }).Outcome.Should().Be(CorpusOutcome.Attached);
    }

    [Test]
    public void The_table_has_a_row_a_script_and_package_and_counts_at_the_end()
    {
        var table = CorpusTable.Write(
            [
                new("a.bt", "forky 0.27.0-1", "6.12.1", CorpusOutcome.Attached, ""),
                new("a.bt", "forky 0.27.0-1", "7.3.1", CorpusOutcome.Lacking, "no a|b"),
            ],
            "./conformance corpus");

        table.Should().Contain("| a.bt | forky 0.27.0-1 | + | - |\n").And.Contain("| a.bt | 7.3.1 (forky) | no a\\|b |\n").And.EndWith("| 7.3.1 | 0 | 1 | 0 |\n");
    }
}
