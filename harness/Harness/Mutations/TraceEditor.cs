using Conformance.Engine;
using Conformance.Protocol;

namespace Conformance.Harness.Mutations;

/// <summary>
/// Rewrites what a run recorded as if it had happened otherwise: a history that contradicts nothing. Each place in the stream keeps its time, sequence numbers on a CPU stay without gaps (beyond those that events lost left), and what a firing
/// printed goes where it goes.
/// </summary>
internal sealed class TraceEditor
{
    private readonly JobResult _result;
    private readonly ILookup<(int Cpu, ulong Sequence), string> _printed;
    private readonly List<Event> _events;
    private readonly List<ulong> _times;

    public TraceEditor(JobResult result)
    {
        _result = result;
        _printed = result.Output.Where(output => output.Firing is not null).ToLookup(output => (output.Firing!.Value.Cpu, output.Firing.Value.Sequence), output => output.Text);
        _events = [.. result.Firings.Select(firing => new Event(firing, [.. _printed[(firing.Cpu, firing.Sequence)]]))];
        _times = [.. result.Firings.Select(firing => firing.TimeNs)];
    }

    /// <summary>What a firing printed, or <c>null</c>.</summary>
    public static string? Printed(JobResult result, Firing firing) =>
        result.Output.Where(output => output.Firing is { } by && by.Cpu == firing.Cpu && by.Sequence == firing.Sequence).Select(output => output.Text).FirstOrDefault();

    /// <summary>Two firings happen in each other's place.</summary>
    public TraceEditor Swap(int one, int other)
    {
        (_events[one], _events[other]) = (_events[other], _events[one]);
        return this;
    }

    /// <summary>A firing happens later, just behind another.</summary>
    public TraceEditor Move(int from, int behind)
    {
        var moved = _events[from];
        _events.Insert(behind + 1, moved);
        _events.RemoveAt(from);
        return this;
    }

    /// <summary>A firing does not happen.</summary>
    public TraceEditor Drop(int place)
    {
        _events.RemoveAt(place);
        _times.RemoveAt(place);
        return this;
    }

    /// <summary>A firing happens twice; its second time prints the same.</summary>
    public TraceEditor Double(int place)
    {
        _events.Insert(place, _events[place]);
        _times.Insert(place, _times[place]);
        return this;
    }

    /// <summary>A firing is another one.</summary>
    public TraceEditor Change(int place, Func<Firing, Firing> change)
    {
        _events[place] = _events[place] with { Firing = change(_events[place].Firing) };
        return this;
    }

    /// <summary>A firing prints something else.</summary>
    public TraceEditor Print(int place, string text)
    {
        _events[place] = _events[place] with { Texts = [text] };
        return this;
    }

    /// <summary>The run as it is now.</summary>
    public JobResult ToResult()
    {
        var numbers = _result.Firings.GroupBy(firing => firing.Cpu).ToDictionary(cpu => cpu.Key, cpu => new Queue<ulong>(cpu.Select(firing => firing.Sequence).Order()));
        var (firings, output) = (new List<Firing>(_events.Count), new List<OutputText>());
        foreach (var (place, now) in _events.Index())
        {
            var left = numbers[now.Firing.Cpu];
            // One more than there were gets the number behind the last.
            var number = left.Count > 0 ? left.Dequeue() : firings.Where(before => before.Cpu == now.Firing.Cpu).Max(before => before.Sequence) + 1;
            var firing = now.Firing with { TimeNs = _times[place], Sequence = number };
            firings.Add(firing);
            output.AddRange(now.Texts.Select(text => new OutputText(text, firing)));
        }

        return _result with { Firings = firings, Output = [.. output, .. _result.Output.Where(text => text.Firing is null)] };
    }

    private sealed record Event(Firing Firing, IReadOnlyList<string> Texts);
}
