using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>Attach points that name a tracepoint without category: <c>sched_switch</c>, <c>vmlinux:sched_switch</c>, with wildcards; and what the context of their programs holds.</summary>
internal static class RawTracepointPlaces
{
    /// <summary>Most arguments a tracepoint has for programs (<c>MAX_BPF_FUNC_ARGS</c> and <c>DEFINE_BPF_TRACE</c>, kernel/trace/bpf_trace.c).</summary>
    private const int MostArguments = 12;

    public static void Resolve(PlaceRequest request)
    {
        var name = request.Parts.Count > 0 ? request.Parts[^1] : "";
        if (request.Parts.Count is not (1 or 2) || name.Length == 0)
        {
            request.Wrong($"'{request.Text}' is no tracepoint", $"write {request.Mechanism.Name}:name, for example {request.Mechanism.Name}:sched_switch");
            return;
        }

        if (request.Parts.Count == 2 && !PlaceRequest.IsPattern(request.Parts[0]) && request.Parts[0] != "vmlinux" && request.Kernel.Module(request.Parts[0]) is null)
            request.Missing($"no module '{request.Parts[0]}' with types is loaded", "the kernel's own tracepoints are vmlinux:name, or just name");
        else if (PlaceRequest.IsPattern(name))
            Wildcard(request, name);
        else
            Named(request, name);
    }

    public static ProbeTarget Target(Mechanism mechanism, string name, KernelFunction? function) =>
        new(mechanism, name, $"{mechanism.Name}:{name}", function) { FunctionName = name, Printed = $"{mechanism.Name}:vmlinux:{name}" };

    /// <summary>One slot of 8 bytes an argument (<c>struct bpf_raw_tracepoint_args</c>).</summary>
    public static ContextField Argument(int index) => index < MostArguments
        ? new ContextField(8 * index, ContextField.Register)
        : ContextField.Refused($"a tracepoint has at most {MostArguments} arguments");

    private static void Named(PlaceRequest request, string name)
    {
        var function = request.Kernel.FindTracepoint(name);
        // A kernel whose types do not know it may still have it; without types only the kernel itself can tell.
        if (function is null && request.Kernel.MissingReason is null && (request.Mechanism.NeedsBtfFunction || !Known(request, name)))
            request.Missing($"this kernel has no tracepoint {name}", NearNames.Hint(name, request.Kernel.TracepointsLike("*")) ?? $"see what there is: tracer -l '{request.Mechanism.Name}:*'");
        else
            request.Add(Target(request.Mechanism, name, function));
    }

    private static void Wildcard(PlaceRequest request, string pattern)
    {
        var names = request.Kernel.MissingReason is null ? request.Kernel.TracepointsLike(pattern) : request.Kernel.Hooks.Tracefs.EventsLike("*:" + pattern).Select(e => e[(e.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        foreach (var name in names)
        {
            var function = request.Kernel.FindTracepoint(name);
            if (function is not null || !request.Mechanism.NeedsBtfFunction)
                request.Add(Target(request.Mechanism, name, function) with { Expanded = true });
            if (request.Full)
                return;
        }

        if (!request.Found)
            request.Missing($"no tracepoint of this kernel matches '{request.Text}'", $"see what there is: tracer -l '{request.Mechanism.Name}:*'");
    }

    private static bool Known(PlaceRequest request, string name) => request.Kernel.Hooks.Tracefs.EventsLike("*:" + name).Any();
}
