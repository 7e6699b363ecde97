using System.Text;
using Conformance.Engine;
using Conformance.Engine.Instrumentation;
using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Peers;

namespace Conformance.Tracer.Tests.Peers;

/// <summary>What other tracers print, as firings and texts.</summary>
public sealed class PeerOutputTests
{
    private static readonly PeerSpec Peer = new() { Name = "p", Program = "p", Arguments = [] };

    [Test]
    public void Marks_become_firings_with_a_sequence_for_each_cpu()
    {
        var (sink, lost, _) = Read("\u001eM5\n\u001eF0,1,70,1,100,1,\n\u001eF1,1,71,1,101,1,\n\u001eF1,1,70,2,102,1,\n");

        sink.Firings.Should().Equal(new Firing(0, 1, 70, 1, 100, 1), new Firing(1, 1, 71, 2, 101, 1), new Firing(1, 1, 70, 3, 102, 1));
        lost.Should().Be(0);
    }

    [Test]
    public void A_text_belongs_to_its_firing_whatever_came_between()
    {
        var (sink, _, _) = Read("\u001eM5\n\u001eF0,1,70,1,100,1,\n\u001eF0,1,71,1,101,1,\n\u001eT70,1:two\nlines\n\u001f\nplain\n\u001eT9,9:orphan\u001f\n");

        sink.Output.Should().Equal(new OutputText("two\nlines\n", sink.Firings[0]), new OutputText("plain\n", null), new OutputText("orphan", null));
    }

    [Test]
    public void What_it_says_it_lost_is_counted_and_is_no_output_of_the_script()
    {
        var (sink, _, output) = Read("\u001eM5\nLost 3927 events\nLost 2 events\nLost 5 eggs\n");
        output.Lost.Should().Be(3929);
        sink.Output.Should().Equal(new OutputText("Lost 5 eggs\n", null));
    }

    [Test]
    public void A_gap_in_a_threads_own_numbers_is_a_loss()
    {
        Read("\u001eM5\n\u001eF0,1,70,1,100,1,\n\u001eF0,1,70,4,100,4,\n").Lost.Should().Be(2);
    }

    [Test]
    public void A_thread_that_moved_between_buffers_is_put_in_its_own_order()
    {
        var (sink, _, _) = Read("\u001eM5\n\u001eF0,2,70,2,200,2,\n\u001eF0,1,70,1,100,1,\n");

        sink.Firings.Select(firing => firing.TimeNs).Should().Equal(100, 200);
    }

    [Test]
    public void A_count_that_does_not_grow_is_none()
    {
        Read("\u001eM5\n\u001eF0,1,70,1,100,1,\n\u001eF0,1,70,2,100,1,\n").Sink.Firings[1].Invocation.Should().Be(0);
    }

    [Test]
    public void Banners_and_the_maps_of_the_instrumentation_are_no_output()
    {
        var (sink, _, output) = Read("Attaching 2 probes...\n\u001eM5\n@conf_n[0, 70]: 1\n@conf_s[70]: 1\n@mine: 3\n");

        sink.Output.Should().Equal(new OutputText("@mine: 3\n", null));
        output.Preamble.Should().Be("Attaching 2 probes...\n");
    }

    [Test]
    public void A_mark_behind_an_unfinished_line_is_seen_and_a_broken_one_is_told()
    {
        var (sink, _, output) = Read("\u001eM5\nno end\u001eF0,1,70,1,100,1,\n\u001eF0,1,7");

        sink.Firings.Should().HaveCount(1);
        sink.Output.Should().Equal(new OutputText("no end", null));
        output.Strange.Should().Be("\u001eF0,1,7");
    }

    private static (Sink Sink, ulong Lost, PeerOutput Output) Read(string text)
    {
        InstrumentedProbe[] probes = [new(0, "kprobe", "f", "kprobe:f", 1), new(1, "kprobe", "f", "kprobe:f", 2)];
        var output = new PeerOutput(Peer, new InstrumentedScript("", probes));
        foreach (var piece in Encoding.UTF8.GetBytes(text).Chunk(7))
            output.Feed(piece);
        output.End();
        var sink = new Sink();
        return (sink, output.Deliver(sink), output);
    }

    private sealed class Sink : ISessionSink
    {
        public List<Firing> Firings { get; } = [];

        public List<OutputText> Output { get; } = [];

        public void OnFiring(in Firing firing) => Firings.Add(firing);

        public void OnOutput(in OutputText output) => Output.Add(output);
    }
}
