using Conformance.Protocol;
using Conformance.Tracer.Peers;

namespace Conformance.Tracer.Tests.Peers;

/// <summary>A process's whole answer.</summary>
[NonParallelizable]
public sealed class CommandRunnerTests
{
    [Test]
    public void An_answer_has_both_streams_byte_for_byte_and_the_exit_code()
    {
        var answer = Run("printf 'a\\377b'; cat \"$0\"; echo 'no good' >&2; exit 3", 30_000).Answer!;

        answer.Output.Should().Be("a\u00ffbBEGIN { }");
        answer.Errors.Should().Be("no good\n");
        answer.ExitCode.Should().Be(3);
    }

    [Test]
    public void A_signal_is_told_as_a_shell_tells_it() => Run("kill -SEGV $$", 30_000).Answer!.ExitCode.Should().Be(128 + 11);

    [Test]
    public void What_does_not_end_is_killed_with_its_children_and_quoted()
    {
        var run = () => Run("echo started; while :; do sleep 0.01; done", 300);

        run.Should().Throw<OperationCanceledException>().WithMessage("*deadline of 300 ms passed before dummy ended*started*");
    }

    private static JobResult Run(string behaviour, int timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        var peer = new PeerSpec { Name = "dummy", Program = "/bin/sh", Arguments = [], Instrument = false };
        var job = new Job { Id = 1, ScriptName = "x.bt", Script = "BEGIN { }", Peer = peer, Command = new CommandSpec(["-c", behaviour, "{script}"]), TimeoutMs = timeout };
        return CommandRunner.Run(job, deadline.Token);
    }
}
