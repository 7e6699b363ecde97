using Conformance.Harness.Peers;
using Conformance.Machines;

namespace Conformance.Harness.Runs;

/// <summary>What a run works with.</summary>
/// <param name="TracerBinary">Path of the static tracer.</param>
public sealed record RunServices(IKernelSource Kernels, IMachineProvider Machines, IRunObserver Observer, string TracerBinary)
{
    /// <summary>Other tracers; <c>null</c> where a run has none.</summary>
    public IPeerSource? Peers { get; init; }

    /// <summary>What a reader needs to compare times: the host's kernel, processor, QEMU.</summary>
    public IReadOnlyDictionary<string, string> Host { get; init; } = new Dictionary<string, string>();

    /// <summary>What the host adds to a job's own deadlines before it takes the agent for lost: the answer has to come over the serial line.</summary>
    public TimeSpan AnswerGrace { get; init; } = MachineSpec.UsualAnswerGrace;

    /// <summary>How slow this machine is: all deadlines of a run are as much longer.</summary>
    public Pace Pace { get; init; } = Pace.Usual;

    /// <summary>The host's memory, which machines share.</summary>
    public HostRoom Room { get; init; } = HostRoom.Unlimited;

    /// <summary>What cases took in earlier runs; <c>null</c> where nobody keeps that.</summary>
    public LaneTimes? Times { get; init; }

    /// <summary>What the user typed.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Version of Conformance.</summary>
    public string Version { get; init; } = typeof(RunServices).Assembly.GetName().Version?.ToString(3) ?? "";
}
