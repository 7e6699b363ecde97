using System.Runtime.InteropServices;
using Conformance.Engine;

namespace Conformance.Protocol.Codecs;

/// <summary>
/// Guesses the next firing from those before it, the same way on both sides; only what the guess missed is sent. Probes of one hook
/// fire in the same order again and again, on a CPU one event follows the other, and a probe's runs on a thread count up: most
/// guesses are right, and a right guess is a zero.
/// </summary>
internal sealed class FiringPredictor
{
    /// <summary>Number of columns that a firing becomes.</summary>
    public const int Columns = 6;

    private readonly Dictionary<int, int> _probeAfter = [];
    private readonly Dictionary<int, (ulong Sequence, ulong TimeNs)> _lastOnCpu = [];
    private readonly Dictionary<(int Probe, int ThreadId), uint> _invocations = [];
    private Firing _last;

    /// <summary>What the guess missed, one number a column.</summary>
    public void Encode(in Firing firing, Span<ulong> misses)
    {
        ref var probe = ref CollectionsMarshal.GetValueRefOrAddDefault(_probeAfter, _last.Probe, out _);
        misses[0] = ByteSink.Fold(firing.Probe - (long)probe);
        probe = firing.Probe;
        misses[1] = ByteSink.Fold(firing.Cpu - (long)_last.Cpu);
        misses[2] = ByteSink.Fold(firing.ThreadId - (long)_last.ThreadId);

        ref var onCpu = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastOnCpu, firing.Cpu, out var known);
        misses[3] = ByteSink.Fold((long)(firing.Sequence - onCpu.Sequence - 1));
        misses[4] = ByteSink.Fold((long)(firing.TimeNs - (known ? onCpu.TimeNs : _last.TimeNs)));
        onCpu = (firing.Sequence, firing.TimeNs);

        ref var invocation = ref CollectionsMarshal.GetValueRefOrAddDefault(_invocations, (firing.Probe, firing.ThreadId), out _);
        misses[5] = ByteSink.Fold(firing.Invocation - (long)invocation - 1);
        invocation = firing.Invocation;
        _last = firing;
    }

    /// <summary>The firing whose misses these are.</summary>
    public Firing Decode(ReadOnlySpan<ulong> misses)
    {
        ref var probe = ref CollectionsMarshal.GetValueRefOrAddDefault(_probeAfter, _last.Probe, out _);
        probe = (int)(probe + ByteSource.Unfold(misses[0]));
        var cpu = (int)(_last.Cpu + ByteSource.Unfold(misses[1]));
        var threadId = (int)(_last.ThreadId + ByteSource.Unfold(misses[2]));

        ref var onCpu = ref CollectionsMarshal.GetValueRefOrAddDefault(_lastOnCpu, cpu, out var known);
        var sequence = onCpu.Sequence + 1 + (ulong)ByteSource.Unfold(misses[3]);
        var timeNs = (known ? onCpu.TimeNs : _last.TimeNs) + (ulong)ByteSource.Unfold(misses[4]);
        onCpu = (sequence, timeNs);

        ref var invocation = ref CollectionsMarshal.GetValueRefOrAddDefault(_invocations, (probe, threadId), out _);
        invocation = (uint)(invocation + 1 + ByteSource.Unfold(misses[5]));
        return _last = new Firing(probe, cpu, threadId, sequence, timeNs, invocation);
    }
}
