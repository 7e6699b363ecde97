namespace Conformance.Engine.Sessions;

/// <summary>Where a session's time went, in microseconds of wall time in the guest.</summary>
/// <param name="LoadKernel">Inside bpf(2) calls that create maps and load programs.</param>
/// <param name="AttachKernel">Inside the calls that open and enable links.</param>
/// <param name="DetachKernel">Inside the calls that close links, programs and maps (wall time, they may run side by side).</param>
public sealed record SessionTimings(long LoadKernel, long AttachKernel, long DetachKernel);
