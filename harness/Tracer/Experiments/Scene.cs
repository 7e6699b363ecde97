using Conformance.Engine;
using Conformance.Engine.Attach;
using Conformance.Engine.Probes;
using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Experiments;

/// <summary>A hook where a mechanism can be tried, and something that passes it exactly once.</summary>
/// <param name="Target">The hook.</param>
/// <param name="Call">Passes it once, on the calling thread.</param>
internal sealed record Scene(ProbeTarget Target, Action Call)
{
    /// <summary>
    /// The scene of a mechanism: a function of this program for probes in user space, the event of a thread that renames itself (which nothing else does meanwhile) for tracepoints, a page fault for
    /// software events, getpgid(2) for kernel functions.
    /// </summary>
    /// <exception cref="UnsupportedException">This kernel has none.</exception>
    public static Scene Of(Bench bench, Mechanism mechanism) => mechanism.Name switch
    {
        _ when mechanism.ObservesUserCode => new(Resolve(bench, $"{mechanism.Name}:/proc/self/exe:{FunctionWorkload.Symbol}"), FunctionWorkload.CallOnce),
        "software" => new(Resolve(bench, "software:page-faults:1"), FreshPages.TouchOne),
        "tracepoint" => new(Resolve(bench, "tracepoint:task:task_rename"), RenameWorkload.CallOnce),
        "rawtracepoint" or "tp_btf" => new(Resolve(bench, $"{mechanism.Name}:task_rename"), RenameWorkload.CallOnce),
        _ => new(NotingProbes.HarmlessTarget(mechanism, bench.Context), CallGetpgid),
    };

    /// <summary>Like the engine's own harmless call, but for a process by its number: only then the security hook is asked (kernel/sys.c, do_getpgid).</summary>
    private static void CallGetpgid() => SystemCall.Make(SystemCall.GetProcessGroup, Environment.ProcessId);

    private static ProbeTarget Resolve(Bench bench, string attachPoint)
    {
        var script = bench.Compile("scene.bt", $"{attachPoint} {{ }}", bench.Context.Types, new EngineOptions());
        return script.Probes[0].Target;
    }
}
