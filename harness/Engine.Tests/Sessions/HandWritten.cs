using Conformance.Engine.Attach;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Tests.Sessions;

/// <summary>Scripts as the compiler would hand them on, written by hand: each probe sends one event of a kind.</summary>
internal static class HandWritten
{
    public const int Events = 0;
    public const int Lost = 1;

    // enum bpf_func_id, include/uapi/linux/bpf.h.
    private const int MapLookup = 1;
    private const int KtimeGetNs = 5;
    private const int ProcessorId = 8;
    private const int CurrentPidTgid = 14;
    private const int RingOutput = 130;

    /// <summary>One probe a target, each sending an event of <paramref name="kind"/>.</summary>
    public static CompiledScript Script(IReadOnlyList<ProbeTarget> targets, EventKind kind = EventKind.Firing, int ringBytes = 1 << 16, IReadOnlyList<IScriptAction>? actions = null)
    {
        var programs = targets.Select((target, i) => new BpfProgram([i], $"p{i}", target, Send(i, kind), [new(0, i + 1, 1)])).ToList();
        var maps = new List<BpfMap> { new("events", BpfMapType.RingBuffer, 0, 0, ringBytes), new("lost", BpfMapType.Array, 4, 8, 1) };
        var source = string.Concat(targets.Select(t => $"{t.AttachPoint} {{ }}\n"));
        var bpf = new BpfObject("hand.bt", source, programs, maps) { EventsMap = Events, LostMap = Lost };
        return new CompiledScript(bpf, [.. targets.Select((t, i) => new CompiledProbe(i, t, i + 1))], actions ?? [], []);
    }

    public static ProbeTarget Begin { get; } = new(new Begin(), "", "begin", null);

    public static ProbeTarget End { get; } = new(new End(), "", "end", null);

    /// <summary>Sends one event without payload; counts it as lost if the ring buffer is full.</summary>
    private static BpfInstruction[] Send(int probe, EventKind kind)
    {
        BpfInstruction[] count =
        [
            new(0x18, 0x11, 0, Lost), new(0, 0, 0, 0),
            TinyProgram.StoreConstant32(10, -4, 0),
            TinyProgram.MoveRegister(2, 10),
            TinyProgram.Add(2, -4),
            TinyProgram.Call(MapLookup),
            TinyProgram.JumpIfEqual(0, 0, 3),
            TinyProgram.Load64(1, 0, 0),
            TinyProgram.Add(1, 1),
            TinyProgram.Store64(0, 0, 1),
        ];
        return
        [
            TinyProgram.StoreConstant32(10, -48, (int)kind),
            TinyProgram.StoreConstant32(10, -44, probe),
            TinyProgram.Call(ProcessorId),
            TinyProgram.Store32(10, -40, 0),
            TinyProgram.Call(CurrentPidTgid),
            TinyProgram.Store32(10, -36, 0),
            TinyProgram.Move(1, 0),
            TinyProgram.Store64(10, -32, 1),
            TinyProgram.Call(KtimeGetNs),
            TinyProgram.Store64(10, -24, 0),
            TinyProgram.Move(1, 0),
            TinyProgram.Store64(10, -16, 1),
            TinyProgram.Store64(10, -8, 1),
            new(0x18, 0x11, 0, Events), new(0, 0, 0, 0),
            TinyProgram.MoveRegister(2, 10),
            TinyProgram.Add(2, -48),
            TinyProgram.Move(3, 48),
            TinyProgram.Move(4, 0),
            TinyProgram.Call(RingOutput),
            TinyProgram.JumpIfEqual(0, 0, count.Length),
            .. count,
            .. TinyProgram.Nothing,
        ];
    }
}

/// <summary>Keeps what a session hands over.</summary>
internal sealed class RecordingSink : Engine.Sessions.ISessionSink
{
    public List<Firing> Firings { get; } = [];

    public List<OutputText> Output { get; } = [];

    public void OnFiring(in Firing firing) => Firings.Add(firing);

    public void OnOutput(in OutputText output) => Output.Add(output);
}
