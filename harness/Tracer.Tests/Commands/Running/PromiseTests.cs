using System.Diagnostics;
using System.Globalization;
using Conformance.Tracer.Tests.Support;

namespace Conformance.Tracer.Tests.Commands.Running;

/// <summary>What the tracer promises of its beginning and its end, on this machine's own kernel.</summary>
[CancelAfter(120_000)]
[NonParallelizable]
public sealed class PromiseTests
{
    [Test]
    public async Task All_probes_are_live_before_the_command_makes_its_first_instruction(CancellationToken cancellationToken)
    {
        // The first that any program does is the dynamic loader's: it asks where its heap ends. Known by its name, not by its number, which is another one inside a container.
        const int brk = 12; // arch/x86/entry/syscalls/syscall_64.tbl
        var name = $"live{Guid.NewGuid():N}"[..15];
        var command = Path.Combine(Path.GetTempPath(), name);
        var script = $$"""
            begin { printf("begin "); }
            end { printf("end"); }
            tracepoint:raw_syscalls:sys_enter / comm == "{{name}}" && !@seen / { printf("a%d ", args.id); }
            tracepoint:raw_syscalls:sys_enter / comm == "{{name}}" && !@seen / { printf("b%d ", args.id); @seen = 1; }
            """;
        File.CreateSymbolicLink(command, "/bin/true");
        try
        {
            var result = await TracerProgram.RunAsync(cancellationToken, "-q", "-c", command, "-e", script);
            result.StandardOutput.Should().StartWith($"begin a{brk} b{brk} end", result.StandardError);
        }
        finally
        {
            File.Delete(command);
        }
    }

    [TestCase("exit()", null)]
    [TestCase("Ctrl-C", "INT")]
    [TestCase("SIGTERM", "TERM")]
    [TestCase("SIGKILL", "KILL")]
    [TestCase("a crash", "ABRT", true)] // the runtime takes the first for the beginning of its own abort(3)
    public async Task Nothing_of_a_script_stays_in_the_kernel_after(string end, string? signal, bool again = false)
    {
        // BPF_OBJ_NAME_LEN leaves 15 characters, three of which are ours.
        var name = $"gone{Guid.NewGuid():N}"[..12];
        var script = $"tracepoint:sched:sched_switch {{ @{name} = count(); }} interval:ms:100 {{ @{name} = count(); {(signal is null ? "exit();" : "")} }} begin {{ printf(\"up\\n\"); }}";
        using var tracer = Process.Start(new ProcessStartInfo(TracerProgram.Path, ["-q", "-e", script]) { RedirectStandardOutput = true })!;
        try
        {
            if (signal is not null)
            {
                (await tracer.StandardOutput.ReadLineAsync()).Should().Be("up");
                var held = Await(() => BpfTraces.Of($"AT_{name}"), things => things.Any(t => t.StartsWith("program", StringComparison.Ordinal)));
                held.Should().Contain(t => t.StartsWith("map", StringComparison.Ordinal)).And.Contain(t => t.StartsWith("program", StringComparison.Ordinal), "else this would find nothing whatever is left");

                // A signal that comes before the one before it was taken is the same signal (signal(7)), so one more may be needed.
                do
                {
                    using var kill = Process.Start("kill", [$"-{signal}", tracer.Id.ToString(CultureInfo.InvariantCulture)]);
                    await kill.WaitForExitAsync();
                }
                while (again && !tracer.WaitForExit(TimeSpan.FromMilliseconds(200)));
            }

            await tracer.StandardOutput.ReadToEndAsync();
            await tracer.WaitForExitAsync();
        }
        finally
        {
            if (!tracer.HasExited)
                tracer.Kill();
        }

        // The kernel frees by and by what nobody holds.
        Await(() => BpfTraces.Of($"AT_{name}"), things => things.Count == 0).Should().BeEmpty($"{end} must leave nothing behind");
    }

    /// <summary>The first answer that is as wanted, or the last one within half a minute.</summary>
    private static IReadOnlyList<string> Await(Func<IReadOnlyList<string>> ask, Func<IReadOnlyList<string>, bool> wanted)
    {
        var answer = ask();
        SpinWait.SpinUntil(
            () =>
            {
                if (wanted(answer))
                    return true;
                Thread.Sleep(50);
                answer = ask();
                return false;
            },
            TimeSpan.FromSeconds(30));
        return answer;
    }
}
