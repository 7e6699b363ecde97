using System.Globalization;
using System.Text;
using Conformance.Engine;
using Conformance.Engine.Instrumentation;
using Conformance.Engine.Sessions;
using Conformance.Protocol;

namespace Conformance.Tracer.Peers;

/// <summary>
/// Turns what a tracer prints into firings and texts. Firings get the numbers that our own engine's have: the sequence on a CPU is the order of arrival; a
/// gap in a thread's own sequence is a loss. Fed by one thread, line by line as they come.
/// </summary>
internal sealed class PeerOutput(PeerSpec peer, InstrumentedScript script)
{
    private static readonly string s_textStart = $"{Marks.Start}{Marks.Text}";
    private readonly LinePattern _attached = LinePattern.Parse(peer.AttachedPattern.Length > 0 ? peer.AttachedPattern : $"{Marks.Start}{Marks.Attached}{{}}");
    private readonly LinePattern _pulses = LinePattern.Parse(peer.PulsePattern.Length > 0 ? peer.PulsePattern : $"{Marks.Start}{Marks.Pulse}{{time}}");
    private readonly LinePattern _firing = LinePattern.Parse(peer.FiringPattern.Length > 0 ? peer.FiringPattern : Mark);
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private readonly List<Event> _events = [];
    private readonly Dictionary<int, ThreadCount> _threads = [];
    private readonly Dictionary<(int Probe, int Thread), uint> _invocations = [];
    private readonly StringBuilder _text = new();
    private (int Thread, ulong Sequence)? _textOf;
    private ulong _pulse;
    private long _bytes;

    /// <summary>Set when the tracer said that it is attached.</summary>
    public ManualResetEventSlim Attached { get; } = new();

    /// <summary>Time of the last pulse that arrived (CLOCK_MONOTONIC or CLOCK_BOOTTIME, ns); everything that was printed before it has arrived too.</summary>
    public ulong Pulse => Interlocked.Read(ref _pulse);

    /// <summary>Bytes so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Firings so far.</summary>
    public int Firings { get; private set; }

    /// <summary>Events that it said it lost, between what the script printed.</summary>
    public ulong Lost { get; private set; }

    /// <summary>What it said before it was attached: banners, not the script's output.</summary>
    public string Preamble { get; private set; } = "";

    /// <summary>A line that should have been a firing and is none, or <c>null</c>.</summary>
    public string? Strange { get; private set; }

    /// <summary>Takes the next bytes of standard output.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        Interlocked.Add(ref _bytes, bytes.Length);
        var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        foreach (var character in characters.AsSpan(0, _decoder.GetChars(bytes, characters, flush: false)))
        {
            if (character == Marks.Start && _line.Length > 0)
                EndLine(); // Behind an output without a line end.
            _line.Append(character);
            if (character == '\n')
                EndLine();
        }
    }

    /// <summary>Standard output has ended.</summary>
    public void End()
    {
        if (_line.Length > 0)
            EndLine();
        if (_textOf is not null)
            EndText();
    }

    /// <summary>Hands everything over in the order in which it happened: within a thread by its own numbers, else as it came.</summary>
    /// <returns>Firings that are missing by the threads' own numbers.</returns>
    public ulong Deliver(ISessionSink sink)
    {
        var ordered = InThreadOrder();
        var onCpu = new Dictionary<int, ulong>();
        var numbered = new Dictionary<(int, ulong), Firing>();
        foreach (var firing in ordered.Where(one => one.Text is null))
        {
            onCpu[firing.Cpu] = onCpu.GetValueOrDefault(firing.Cpu) + 1;
            var known = new Firing(firing.Probe, firing.Cpu, firing.Thread, onCpu[firing.Cpu], firing.Time, firing.Invocation);
            numbered[(firing.Thread, firing.Sequence)] = known;
            sink.OnFiring(known);
        }

        foreach (var text in ordered.Where(one => one.Text is not null))
            sink.OnOutput(new OutputText(text.Text!, numbered.TryGetValue((text.Thread, text.Sequence), out var by) ? by : null));
        return _threads.Values.Aggregate(0UL, (sum, thread) => sum + thread.Highest - thread.Seen);
    }

    private void EndLine()
    {
        var line = _line.ToString();
        _line.Clear();
        if (_textOf is not null || StartsText(ref line))
            Continue(line);
        else if (_attached.Match(line) is not null)
            Attached.Set();
        else if (_pulses.Match(line) is { } pulse)
            Interlocked.Exchange(ref _pulse, (ulong)Number(pulse, "time", 0));
        else if (_firing.Match(line) is { } values)
            Add(values, line);
        else if (line.StartsWith(Marks.Start))
            Strange ??= line.Trim();
        else
            Plain(line);
    }

    private bool StartsText(ref string line)
    {
        if (!line.StartsWith(s_textStart, StringComparison.Ordinal))
            return false;
        var comma = line.IndexOf(',', StringComparison.Ordinal);
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (comma < 0 || colon < comma
            || !int.TryParse(line.AsSpan(s_textStart.Length, comma - s_textStart.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var thread)
            || !ulong.TryParse(line.AsSpan(comma + 1, colon - comma - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            return false;
        _textOf = (thread, sequence);
        line = line[(colon + 1)..];
        return true;
    }

    private void Continue(string line)
    {
        var end = line.IndexOf(Marks.TextEnd, StringComparison.Ordinal);
        _text.Append(end < 0 ? line : line[..end]);
        if (end >= 0)
            EndText();
    }

    private void EndText()
    {
        var (thread, sequence) = _textOf!.Value;
        _events.Add(new Event(-1, -1, thread, sequence, 0, 0, _text.ToString()));
        _text.Clear();
        _textOf = null;
    }

    private void Add(IReadOnlyDictionary<string, string> values, string line)
    {
        var probe = (int)Number(values, "probe", -1);
        var thread = (int)Number(values, "tid", -1);
        if (probe < 0 || thread < 0)
        {
            Strange ??= line.Trim();
            return;
        }

        Firings++;
        var index = script.IndexOf(probe, values.GetValueOrDefault("name") ?? "");
        if (!_threads.TryGetValue(thread, out var count))
            _threads.Add(thread, count = new ThreadCount());
        var sequence = (ulong)Number(values, "sequence", (long)count.Seen + 1);
        count.Seen++;
        count.Highest = Math.Max(count.Highest, sequence);

        // A tracer whose map of counts is full says 1 again and again: such a number is none.
        var before = _invocations.GetValueOrDefault((index, thread));
        var invocation = (uint)Number(values, "invocation", before + 1);
        _invocations[(index, thread)] = Math.Max(before, invocation);
        var cpu = (int)Number(values, "cpu", 0);
        _events.Add(new Event(index, cpu, thread, sequence, (ulong)Number(values, "time", 0), invocation > before ? invocation : 0, null));
        if (values.TryGetValue("text", out var text))
            _events.Add(new Event(-1, -1, thread, sequence, 0, 0, text));
    }

    private void Plain(string line)
    {
        if (!Attached.IsSet)
            Preamble += line;
        else if (PeerWords.Lost(line) is > 0 and var lost)
            Lost += lost;
        else if (!line.StartsWith($"@{Marks.Names}", StringComparison.Ordinal)) // The maps that instrumentation added are printed at the end.
            _events.Add(new Event(-1, -1, 0, 0, 0, 0, line));
    }

    private static long Number(IReadOnlyDictionary<string, string> values, string hole, long otherwise) => LinePattern.TryNumber(values, hole, out var number) ? number : otherwise;

    /// <summary>Buffers of several CPUs are read one after the other, so a thread that moved can arrive out of order: its events are sorted among the places that it has.</summary>
    private Event[] InThreadOrder()
    {
        var ordered = _events.ToArray();
        foreach (var places in _events.Index().Where(one => one.Item.Text is null).GroupBy(one => one.Item.Thread, one => one.Index))
        {
            var own = places.ToArray();
            foreach (var (place, one) in own.Zip(own.Select(place => _events[place]).OrderBy(one => one.Sequence)))
                ordered[place] = one;
        }

        return ordered;
    }

    private static readonly string Mark = $"{Marks.Start}{Marks.Firing}{{probe}},{{cpu}},{{tid}},{{sequence}},{{time}},{{invocation}},{{name}}";

    private sealed class ThreadCount
    {
        public ulong Seen { get; set; }

        public ulong Highest { get; set; }
    }

    /// <summary>A firing, or a text if <paramref name="Text"/> is set.</summary>
    private sealed record Event(int Probe, int Cpu, int Thread, ulong Sequence, ulong Time, uint Invocation, string? Text);
}
