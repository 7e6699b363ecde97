using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;

namespace Conformance.Engine.Tests.Sessions;

/// <summary>Sessions on this machine's own kernel: needs root (or CAP_BPF and CAP_PERFMON) and a kernel with ring buffers, 5.10 or newer.</summary>
[NonParallelizable]
public sealed class SessionTests
{
    private readonly EngineContext _context = new();
    private readonly RecordingSink _sink = new();

    [SetUp]
    public void Forget()
    {
        _sink.Firings.Clear();
        _sink.Output.Clear();
    }

    private Session Start(CompiledScript script) => Session.Start(script, _context, new EngineOptions(), _sink);

    [Test]
    public void Begin_probes_run_at_the_start_and_end_probes_at_the_finish_in_script_order()
    {
        using var session = Start(HandWritten.Script([HandWritten.End, HandWritten.Begin, HandWritten.Begin, HandWritten.End]));
        session.Drain();
        _sink.Firings.Select(f => f.Probe).Should().Equal(1, 2);
        session.Finish();
        _sink.Firings.Select(f => f.Probe).Should().Equal(1, 2, 0, 3);
        session.AttachSequence.Should().BeEmpty();
        session.Lost.Should().Be(0);
    }

    [Test]
    public void A_firing_carries_what_its_program_recorded()
    {
        using var session = Start(HandWritten.Script([HandWritten.Begin]));
        session.Drain();
        var firing = _sink.Firings.Should().ContainSingle().Subject;
        firing.TimeNs.Should().BePositive();
        firing.Cpu.Should().BeInRange(0, Environment.ProcessorCount * 64);
        firing.ThreadId.Should().BePositive();
    }

    [Test]
    public void Finish_runs_end_probes_once_however_often_it_is_called()
    {
        using var session = Start(HandWritten.Script([HandWritten.End]));
        session.Finish();
        session.Finish();
        _sink.Firings.Should().ContainSingle();
    }

    [Test]
    public void Disposing_without_finish_runs_no_end_probe()
    {
        Start(HandWritten.Script([HandWritten.End])).Dispose();
        _sink.Firings.Should().BeEmpty();
    }

    [Test]
    public void Exit_is_noticed_when_its_event_is_drained()
    {
        using var session = Start(HandWritten.Script([HandWritten.Begin], EventKind.Exit));
        session.Exited.IsCompleted.Should().BeFalse();
        session.DrainUntil(CancellationToken.None);
        session.Exited.IsCompleted.Should().BeTrue();
    }

    [Test]
    public void Text_is_rendered_by_its_format_and_tied_to_its_firing()
    {
        using var session = Start(HandWritten.Script([HandWritten.Begin], EventKind.Output, actions: [new Fixed("hello\n")]));
        session.Drain();
        var output = _sink.Output.Should().ContainSingle().Subject;
        output.Text.Should().Be("hello\n");
        output.Firing!.Value.Probe.Should().Be(0);
    }

    [Test]
    public void Events_that_find_the_buffer_full_are_counted_and_the_rest_arrives_whole()
    {
        var page = Environment.SystemPageSize;
        using var session = Start(HandWritten.Script([.. Enumerable.Repeat(HandWritten.Begin, 100)], ringBytes: page));
        session.Drain();
        var fits = page / (EventHeader.Size + 8);
        _sink.Firings.Select(f => f.Probe).Should().Equal(Enumerable.Range(0, _sink.Firings.Count));
        _sink.Firings.Count.Should().BeInRange(fits - 1, fits);
        session.Finish();
        session.Lost.Should().Be((ulong)(100 - _sink.Firings.Count));
    }

    [Test]
    public void Events_arrive_whole_and_in_order_across_the_end_of_the_buffer()
    {
        for (var round = 0; round < 3; round++)
        {
            _sink.Firings.Clear();
            using var session = Start(HandWritten.Script([.. Enumerable.Repeat(HandWritten.Begin, 50), .. Enumerable.Repeat(HandWritten.End, 50)], ringBytes: Environment.SystemPageSize));
            session.Finish();
            _sink.Firings.Select(f => f.Probe).Should().Equal(Enumerable.Range(0, 100));
            session.Lost.Should().Be(0);
        }
    }

    [Test]
    public void Maps_are_printed_at_the_end_in_their_formats_order()
    {
        var script = HandWritten.Script([HandWritten.Begin]);
        var maps = script.Object.Maps.Append(new BpfMap("@x", BpfMapType.Array, 4, 8, 3)).ToList();
        script = script with { Object = script.Object with { Maps = maps }, Maps = [new CompiledMap("@x", 2, Scalar: false, new Descending())] };
        using var session = Start(script);
        session.Finish();
        _sink.Output.Select(o => (o.Text, o.Firing)).Should().Equal(("@x[2]: 0\n@x[1]: 0\n@x[0]: 0\n", null));
    }

    [Test]
    public void A_program_that_the_verifier_refuses_is_explained_with_its_log_and_its_line_of_the_script()
    {
        var script = HandWritten.Script([HandWritten.Begin]);
        var broken = script.Object.Programs[0] with { Instructions = [new(0xbf, 0x90, 0, 0), new(0x95, 0, 0, 0)] };
        script = script with { Object = script.Object with { Programs = [broken] } };
        FluentActions.Invoking(() => Start(script)).Should().Throw<AttachException>()
            .Where(e => e.Errno == 13 && e.VerifierLog!.Contains("R9 !read_ok", StringComparison.Ordinal) && e.VerifierLog.Contains("; hand.bt:1: begin { }\n0: (bf)", StringComparison.Ordinal)
                && e.Message.StartsWith("hand.bt:1:1: error: the kernel's verifier refuses this part of begin: R9 !read_ok\nbegin { }\n^\nhint: ", StringComparison.Ordinal));
    }

    [Test]
    public void A_function_without_types_is_unsupported_and_named()
    {
        var target = new ProbeTarget(new Fexit(), "no_such_function", "fexit:no_such_function", null);
        FluentActions.Invoking(() => Start(HandWritten.Script([target]))).Should().Throw<UnsupportedException>()
            .Where(e => e.Feature == "btf" || e.Feature == "function:no_such_function");
    }

    [Test]
    public void A_function_that_does_not_exist_cannot_take_a_kprobe()
    {
        var target = new ProbeTarget(new Kprobe(), "no_such_function", "kprobe:no_such_function", null) { Place = new KernelPlace("no_such_function", null, 0), FunctionName = "no_such_function" };
        FluentActions.Invoking(() => Start(HandWritten.Script([target]))).Should().Throw<UnsupportedException>()
            .Where(e => e.Feature == "kprobe" || e.Feature == "function:no_such_function");
    }

    [Test]
    public void No_session_leaves_a_descriptor_behind_however_it_ends()
    {
        void RunAll()
        {
            using (var session = Start(HandWritten.Script([HandWritten.Begin, HandWritten.End])))
                session.Finish();
            Start(HandWritten.Script([HandWritten.Begin])).Dispose();
            A_program_that_the_verifier_refuses_is_explained_with_its_log_and_its_line_of_the_script();
            A_function_that_does_not_exist_cannot_take_a_kprobe();
            A_function_without_types_is_unsupported_and_named();
        }

        // The first round opens what the process keeps (the runtime's own descriptors).
        RunAll();
        var before = BpfDescriptors();
        RunAll();
        BpfDescriptors().Should().Be(before);
    }

    [Test]
    public void A_cancelled_start_leaves_nothing_behind()
    {
        var before = BpfDescriptors();
        FluentActions.Invoking(() => Session.Start(HandWritten.Script([HandWritten.Begin]), _context, new EngineOptions(), _sink, new CancellationToken(canceled: true)))
            .Should().Throw<OperationCanceledException>();
        BpfDescriptors().Should().Be(before);
    }

    [Test]
    public void Draining_a_disposed_session_reads_nothing()
    {
        var session = Start(HandWritten.Script([HandWritten.Begin]));
        session.Dispose();
        session.Drain().Should().Be(0);
    }

    private static int BpfDescriptors() =>
        Directory.EnumerateFiles("/proc/self/fd").Select(f => new FileInfo(f).LinkTarget ?? "").Count(t => t.Contains("bpf", StringComparison.Ordinal) || t.Contains("perf_event", StringComparison.Ordinal));

    private sealed class Fixed(string text) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(new Printed(text));
    }

    private sealed class Descending : IMapFormat
    {
        public PrintedMap Read(string name, IReadOnlyList<MapEntry> entries, MapView view, RenderContext context) =>
            new(name, false, MapFlavour.Values, [.. entries.Select(e => BitConverter.ToInt32(e.Key)).OrderDescending().Select(key => new PrintedEntry([new IntegerOutput(key)], new IntegerOutput(0)))]);
    }
}
