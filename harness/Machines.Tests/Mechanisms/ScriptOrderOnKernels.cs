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

    private Task<JobResult> Run(string script, string workload, CancellationToken cancellationToken) => workload switch
    {
        "getpgid" => Run(script, cancellationToken, new EngineOptions(), workload, ("times", 3), ("esrch", 0)),
        "nanosleep" => Run(script, cancellationToken, new EngineOptions(), workload, ("times", 20), ("interval_us", 10_000)),
        _ => Run(script, cancellationToken, new EngineOptions(), workload, ("times", 3)),
    };
}
