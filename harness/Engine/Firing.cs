namespace Conformance.Engine;

/// <summary>One run of one probe, as the probe's own BPF program recorded it.</summary>
/// <param name="Probe">Index of the probe in the script, in written order after expansion, from 0.</param>
/// <param name="Cpu">The CPU it ran on.</param>
/// <param name="ThreadId">The kernel's thread id (what <c>gettid</c> answers).</param>
/// <param name="Sequence">Number of this event among the session's events on its CPU, from 1, without gaps unless events were lost.</param>
/// <param name="TimeNs">CLOCK_MONOTONIC, nanoseconds (<c>bpf_ktime_get_ns</c>).</param>
/// <param name="Invocation">Which run of this probe on this thread it is, from 1; counted in the kernel before the predicate, so that a lost event leaves a gap. 0: the counter's map was full.</param>
public readonly record struct Firing(int Probe, int Cpu, int ThreadId, ulong Sequence, ulong TimeNs, uint Invocation);

/// <summary>One piece of text that a script printed, tied to the firing that printed it.</summary>
/// <param name="Text">What was printed, line ends as the script wrote them.</param>
/// <param name="Firing">The firing that printed it; <c>null</c> for what the engine prints itself (maps at the end).</param>
public readonly record struct OutputText(string Text, Firing? Firing);
