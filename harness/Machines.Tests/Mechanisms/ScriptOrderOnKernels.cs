using System.Globalization;
using System.Text.RegularExpressions;
using Conformance.Engine;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Mechanisms;

/// <summary>
/// What the engine promises of every mechanism, on an old kernel and a new one: probes on one hook fire in the order of the script, begin fires before all others and end after them, and a firing is
/// printed or counted as lost. One guest a kernel.
/// </summary>
[TestFixture("5.10")]
[TestFixture("7.3")]
[CancelAfter(240_000)]
public partial class ScriptOrderOnKernels(string series) : MechanismGuest(series)
{
    private const string Own = "/proc/self/exe:conformance_function";

    // Hook, the workload that passes it, how often, and runs an invocation.
    [TestCase($"kprobe:{Function}", "getpgid", 3)]
    [TestCase($"kretprobe:{Function}", "getpgid", 3)]
    [TestCase($"kprobe:{Function}+0", "getpgid", 3)]
    [TestCase($"kprobe.multi:{Function}", "getpgid", 3)]
    [TestCase($"kretprobe.multi:{Function}", "getpgid", 3)]
    [TestCase($"kprobe.session:{Function}", "getpgid", 6)]
    [TestCase($"fentry:{Function}", "getpgid", 3)]
    [TestCase($"fexit:{Function}", "getpgid", 3)]
    [TestCase("fmod_ret:security_file_open", "open", 0)]
    [TestCase($"fsession:{Function}", "getpgid", 6)]
    [TestCase($"fentry.multi:{Function}", "getpgid", 3)]
    [TestCase($"fexit.multi:{Function}", "getpgid", 3)]
    [TestCase($"fsession.multi:{Function}", "getpgid", 6)]
    [TestCase("tracepoint:syscalls:sys_enter_getpgid", "getpgid", 3)]
    [TestCase("rawtracepoint:sys_enter / arg1 == 121 /", "getpgid", 3)]
    [TestCase("tp_btf:sys_enter / args.id == 121 /", "getpgid", 3)]
    [TestCase($"uprobe:{Own}", "function", 3)]
    [TestCase($"uretprobe:{Own}", "function", 3)]
    [TestCase($"uprobe.multi:{Own}", "function", 3)]
    [TestCase($"uretprobe.multi:{Own}", "function", 3)]
    [TestCase($"uprobe.session:{Own}", "function", 6)]
    [TestCase("iter:task", "getpgid", 0)]
    [TestCase("interval:ms:20", "nanosleep", 0)]
    [TestCase("profile:hz:50", "nanosleep", 0)]
    [TestCase("software:context-switches:1", "nanosleep", 0)]
    [TestCase("watchpoint:jiffies:8:w", "nanosleep", 0)]
    public async Task Probes_of_one_hook_fire_as_the_script_writes_them(string hook, string workload, int times, CancellationToken cancellationToken)
    {
        var result = await Run($"{hook} {{ printf(\"a\") }} {hook} {{ printf(\"b\") }} {hook} {{ printf(\"c\"); }} {hook} {{ printf(\"d\") }}", workload, cancellationToken);

        if (IsLacking(result, hook))
            return;
        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().MatchRegex(times > 0 ? $"^(abcd){{{times}}}$" : "^(abcd)+$");
    }

    [TestCase("kprobe")]
    [TestCase("kretprobe")]
    [TestCase("fentry")]
    [TestCase("fexit")]
    [TestCase("uprobe")]
    public async Task More_probes_than_a_trampoline_takes_keep_their_order(string mechanism, CancellationToken cancellationToken)
    {
        const int Many = 41;
        var hook = mechanism == "uprobe" ? $"uprobe:{Own}" : $"{mechanism}:{Function}";
        var result = await Run(string.Concat(Enumerable.Range(0, Many).Select(i => $"{hook} {{ printf(\"{i} \") }} ")), mechanism == "uprobe" ? "function" : "getpgid", cancellationToken);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        var once = string.Concat(Enumerable.Range(0, Many).Select(i => $"{i} "));
        Text(result).Should().Be(once + once + once);
    }

    [TestCase($"kprobe:{Function}", "getpgid")]
    [TestCase($"kretprobe:{Function}", "getpgid")]
    [TestCase($"fentry:{Function}", "getpgid")]
    [TestCase($"fexit:{Function}", "getpgid")]
    [TestCase("tracepoint:syscalls:sys_enter_getpgid", "getpgid")]
    [TestCase("rawtracepoint:sys_enter / arg1 == 121 /", "getpgid")]
    [TestCase("tp_btf:sys_enter / args.id == 121 /", "getpgid")]
    [TestCase($"uprobe:{Own}", "function")]
    public async Task Bodies_that_share_code_count_and_fire_each_for_itself(string hook, string workload, CancellationToken cancellationToken)
    {
        const int Bodies = 30;
        var script = string.Concat(Enumerable.Range(0, Bodies).Select(i => $"{hook} {{ @c[{i}] = count(); @n[comm]++; @s += {i}; {(i % 10 == 9 ? $"printf(\"{i} %d;\", @s);" : "")} }}\n"));
        var result = await Run(script, workload, cancellationToken, new EngineOptions { RecordFirings = true });

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        result.Joined.Should().HaveCount(1, "all bodies are one program");
        var text = Text(result);
        for (var call = 1; call <= 3; call++)
            text.Should().Contain($"29 {call * Bodies * (Bodies - 1) / 2};");
        for (var body = 0; body < Bodies; body++)
            text.Should().Contain($"@c[{body}]: 3\n");
        text.Should().MatchRegex($@"@n\[\S+\]: {3 * Bodies}\n");
        // Predicates of some hooks fail for other threads' calls, which count as invocations.
        var firings = result.Firings.GroupBy(f => f.ThreadId).Single().ToList();
        firings.Select(f => f.Probe).Should().Equal(Enumerable.Range(0, 3 * Bodies).Select(i => i % Bodies));
        firings.GroupBy(f => f.Probe).Should().OnlyContain(ofProbe => ofProbe.Select(f => f.Invocation).SequenceEqual(firings.Where(f => f.Probe == 0).Select(f => f.Invocation)));
        firings.Select(f => f.Sequence).Should().Equal(Enumerable.Range(1, firings.Count).Select(i => (ulong)i));
    }

    [TestCase("kprobe")]
    [TestCase("fexit")]
    public async Task Many_functions_of_a_wildcard_and_a_name_among_them_keep_the_order(string mechanism, CancellationToken cancellationToken)
    {
        // More than sixteen: where the kernel has a link for many trampolines, it carries them.
        var result = await Run($"{mechanism}:__x64_sys_get* / func == \"{Function}\" / {{ printf(\"a\") }} {mechanism}:{Function} {{ printf(\"b\") }} {mechanism}:__x64_sys_getp* / func == \"{Function}\" / {{ printf(\"c\") }}", "getpgid", cancellationToken);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().Be("abcabcabc");
    }

    [Test]
    public async Task A_predicate_that_fails_ends_its_own_probe_alone(CancellationToken cancellationToken)
    {
        var result = await Run($"uprobe:{Own} {{ printf(\"a\") }} uprobe:{Own} / arg0 == 1 / {{ printf(\"b\") }} uprobe:{Own} {{ printf(\"c\") }}", "function", cancellationToken);

        Text(result).Should().Be("acabcac");
    }

    [Test]
    public async Task Begin_comes_first_and_end_last(CancellationToken cancellationToken)
    {
        var result = await Run("end { printf(\"E\") } tracepoint:raw_syscalls:sys_enter { printf(\".\") } end { printf(\"F\") } begin { printf(\"A\") } begin { printf(\"B\") }", "getpgid", cancellationToken);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().MatchRegex(@"^AB\.{3,}EF$");
    }

    [Test]
    public async Task In_a_storm_every_firing_is_printed_or_counted_as_lost(CancellationToken cancellationToken)
    {
        var result = await Run(
            "tracepoint:raw_syscalls:sys_enter { @ = count(); printf(\"a line that fills the smallest buffer with few firings\\n\") }", cancellationToken,
            new EngineOptions { RingBufferBytes = 4096 }, "umask", ("times", 5000));

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        var (seen, printed) = (long.Parse(Counted().Match(Text(result)).Groups[1].Value, CultureInfo.InvariantCulture), Text(result).Split('\n').LongCount(line => line.StartsWith("a line", StringComparison.Ordinal)));
        ((long)result.Lost).Should().BePositive("the storm must be one");
        (printed + (long)result.Lost).Should().Be(seen);
    }

    [GeneratedRegex("@: ([0-9]+)")]
    private static partial Regex Counted();

    /// <summary>Whether this kernel lacks the mechanism, which it then must say.</summary>
    private bool IsLacking(JobResult result, string hook)
    {
        var mechanism = hook[..hook.IndexOf(':', StringComparison.Ordinal)];
        if (Machine.Hello.Features.Single(f => f.Name == mechanism).Available)
            return false;
        Series.Should().Be("5.10", "the other kernel has every mechanism");
        result.Status.Should().Be(JobStatus.Unsupported);
        return true;
    }

    private Task<JobResult> Run(string script, string workload, CancellationToken cancellationToken, EngineOptions? options = null) => workload switch
    {
        "getpgid" => Run(script, cancellationToken, options ?? new(), workload, ("times", 3), ("esrch", 0)),
        "nanosleep" => Run(script, cancellationToken, options ?? new(), workload, ("times", 20), ("interval_us", 10_000)),
        _ => Run(script, cancellationToken, options ?? new(), workload, ("times", 3)),
    };
}
