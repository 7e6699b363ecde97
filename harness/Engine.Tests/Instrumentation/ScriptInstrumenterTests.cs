using Conformance.Engine.Instrumentation;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Tests.Instrumentation;

/// <summary>What other tracers are given to run.</summary>
public sealed class ScriptInstrumenterTests
{
    private static readonly Dialect Bpftrace = Dialect.Find("bpftrace")!;
    private static readonly Dialect Old = Dialect.Find("bpftrace-0.17")!;

    [Test]
    public void A_probe_counts_its_invocations_and_prints_its_firing_before_its_body()
    {
        var script = Instrument("kprobe:f { @x = 1 }");

        script.Text.Should().StartWith(
            "kprobe:f { $conf_n = @conf_n[0, tid]; @conf_n[0, tid] = $conf_n + 1; "
            + "$conf_s = @conf_s[tid]; @conf_s[tid] = $conf_s + 1; printf(\"\\036F0,%d,%d,%d,%llu,%d,\\n\", cpu, tid, $conf_s + 1, nsecs, $conf_n + 1);  @x = 1 }");
    }

    [Test]
    public void Invocations_that_a_predicate_stops_are_counted_and_not_printed()
    {
        var text = Instrument("kprobe:f / (pid == 1) && tid > 2 / { @x = 1 }").Text;

        text.Should().StartWith("kprobe:f  { $conf_n = @conf_n[0, tid]; @conf_n[0, tid] = $conf_n + 1; if ( (pid == 1) && tid > 2 ) { $conf_s").And.Contain("@x = 1  }}");
    }

    [Test]
    public void What_a_probe_prints_names_its_firing()
    {
        Instrument("""kprobe:f { if (pid) { printf("%d a\n", arg0) } }""").Text.Should().Contain("""printf("\036T%d,%d:%d a\n\037\n", tid, $conf_s + 1, arg0)""");
    }

    [Test]
    public void A_begin_probe_says_that_the_script_runs_and_one_is_added_where_there_is_none()
    {
        Instrument("begin { @x = 1 } begin { @x = 2 }").Text.Split("printf(\"\\036M").Should().HaveCount(2);
        Instrument("kprobe:f { }").Text.Should().Contain("\nBEGIN { printf(\"\\036M%llu\\n\", nsecs); }\n").And.EndWith("\ninterval:ms:100 { printf(\"\\036I%llu\\n\", nsecs); }\n");
    }

    [Test]
    public void Several_attach_points_print_which_one_it_was()
    {
        var script = Instrument("fexit:hrtimer_nanosleep, fexit:vfs_read* { }");

        script.Text.Should().Contain("%s\\n\"").And.Contain("+ 1, probe);");
        script.Probes.Select(probe => probe.AttachPoint).Should().Equal("fexit:hrtimer_nanosleep", "fexit:vfs_read", "fexit:vfs_readv");
        script.IndexOf(0, "kretfunc:vmlinux:vfs_readv").Should().Be(2);
        script.IndexOf(0, "fexit:elsewhere").Should().Be(-1);
        script.Attachments.Should().Be(1);
    }

    [Test]
    public void An_old_dialect_is_spelled_as_it_was()
    {
        var text = ScriptInstrumenter.Instrument("a.bt", "fexit:hrtimer_nanosleep / args.mode > 0 / { @x = args.rqtp; $y = curtask.pid } end { }", Old, () => RecordedKernel.WithTypes).Text;

        text.Should().StartWith("kretfunc:hrtimer_nanosleep ").And.Contain("if ( args->mode > 0 )").And.Contain("@x = args->rqtp; $y = curtask.pid").And.Contain("END {");
    }

    [Test]
    public void Lines_stay_where_they_are_and_the_result_is_a_script_again()
    {
        const string script = "// a comment\nkprobe:f\n/pid/\n{\n  printf(\"x\\n\");\n}\n\nkprobe:g { }\n";
        var instrumented = Instrument(script);

        instrumented.Probes.Select(probe => probe.Line).Should().Equal(2, 8);
        instrumented.Text.Split('\n').Should().Contain(line => line.Contains("kprobe:g")).And.HaveCountGreaterThan(8);
        instrumented.Text.Split('\n')[7].Should().StartWith("kprobe:g");
        var diagnostics = new DiagnosticBag(new SourceText("a.bt", instrumented.Text));
        Parser.Parse(new SourceText("a.bt", instrumented.Text), diagnostics).Probes.Should().HaveCount(4);
        diagnostics.Any.Should().BeFalse();
    }

    [Test]
    public void A_mechanism_that_we_do_not_know_is_the_tracers_to_judge()
    {
        Instrument("newprobe:place { }").Probes.Should().ContainSingle().Which.Should().Be(new InstrumentedProbe(0, "newprobe", "place", "newprobe:place", 1));
    }

    [Test]
    public void A_script_that_nobody_understands_is_refused()
    {
        Assert.That(() => Instrument("kprobe:f {"), Throws.InstanceOf<ScriptException>());
    }

    private static InstrumentedScript Instrument(string text) => ScriptInstrumenter.Instrument("a.bt", text, Bpftrace, () => RecordedKernel.WithTypes);
}
