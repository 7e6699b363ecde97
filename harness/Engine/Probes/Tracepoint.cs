using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>A static tracepoint of the kernel through a perf event; its context is the record that tracefs describes, whose first 8 bytes programs may not read.</summary>
public sealed class Tracepoint : Mechanism
{
    /// <summary>PERF_TYPE_TRACEPOINT, include/uapi/linux/perf_event.h.</summary>
    private const uint PerfType = 2;

    private const string SystemCalls = "syscalls";

    public override string Name => "tracepoint";

    public override IReadOnlyList<string> Aliases => ["t"];

    /// <summary>BPF_PROG_TYPE_TRACEPOINT.</summary>
    public override uint ProgramType => 5;

    public override string ObjectSection(ProbeTarget target) => $"tracepoint/{target.Hook.Replace(':', '/')}";

    public override bool HasTypedArguments => true;

    public override string? Alternative => "rawtracepoint";

    internal override void Resolve(PlaceRequest request)
    {
        if (request.Parts.Count != 2 || request.Parts.Any(p => p.Length == 0))
        {
            request.Wrong($"'{request.Text}' is no tracepoint", "write tracepoint:category:name, for example tracepoint:syscalls:sys_enter_openat");
            return;
        }

        var tracefs = request.Kernel.Hooks.Tracefs;
        if (tracefs.MissingReason is { } reason)
            throw new UnsupportedException("tracefs", $"tracepoint:{request.Text} needs the kernel's list of tracepoints: {reason}");
        var (category, name) = (request.Parts[0], request.Parts[1]);
        if (PlaceRequest.IsPattern(request.Text))
            Wildcard(request, tracefs, request.Text);
        else if (tracefs.Format(category, name) is { } format)
            request.Add(Target(category, name, format));
        else
            request.Missing($"this kernel has no tracepoint {request.Text}", NearNames.Hint(request.Text, tracefs.Events) ?? $"see what there is: tracer -l 'tracepoint:{category}:*'");
    }

    internal override IEnumerable<ProbeTarget> List(PlaceRequest request, List<ProbeTarget> targets)
    {
        // A category alone, or everything.
        if (request.Parts.Count == 1 && PlaceRequest.IsPattern(request.Text))
            Wildcard(request, request.Kernel.Hooks.Tracefs, request.Text + ":*");
        else
            Resolve(request);
        return targets;
    }

    private void Wildcard(PlaceRequest request, Tracefs tracefs, string pattern)
    {
        foreach (var found in tracefs.EventsLike(pattern))
        {
            var colon = found.IndexOf(':', StringComparison.Ordinal);
            // Without a format it is one of ftrace's own events, which take no programs.
            if (tracefs.Format(found[..colon], found[(colon + 1)..]) is { } format)
                request.Add(Target(found[..colon], found[(colon + 1)..], format) with { Expanded = true });
            if (request.Full)
                return;
        }

        if (!request.Found)
            request.Missing($"no tracepoint of this kernel matches '{request.Text}'", "see what there is: tracer -l 'tracepoint:*:*'");
    }

    private ProbeTarget Target(string category, string name, TracepointFormat format) =>
        new(this, $"{category}:{name}", $"{Name}:{category}:{name}", null) { Place = category == SystemCalls ? WithoutTexts(format) : format };

    /// <summary>
    /// Newer kernels (6.19 and later) describe the texts that a system call's pointers lead to as members (<c>__filename_val</c>). They are copied for the tracer's own record;
    /// programs get the call's number and arguments alone (perf_call_bpf_enter, kernel/trace/trace_syscalls.c), and behind those lies anything.
    /// </summary>
    private static TracepointFormat WithoutTexts(TracepointFormat format) =>
        format with { Fields = [.. format.Fields.Where(f => f.Kind is not (TracepointFieldKind.DataLocation or TracepointFieldKind.RelativeLocation))] };

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools)
    {
        var attributes = new PerfEventAttributes { Type = PerfType, Config = (ulong)((TracepointFormat)target.Place!).Id, SamplePeriod = 1 };
        return PerfEvent.Open(program, target.AttachPoint, attributes, cpu: 0, process: -1, _ => null, tools.OpensOnly);
    }

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types)
    {
        const string Category = SystemCalls, Event = "sys_enter_getpgid";
        return types.Hooks.Tracefs.Format(Category, Event) is { } format
            ? (Target(Category, Event, format), null)
            : (null, types.Hooks.Tracefs.MissingReason ?? $"there is no tracepoint {Category}:{Event}");
    }

    public override IReadOnlyList<ContextArgument>? Arguments(ProbeTarget target) =>
        [.. ((TracepointFormat)target.Place!).Fields.Select(f => new ContextArgument(f.Name, Field(f) with { User = IsOfProcess(target, f) }))];

    public override IReadOnlyList<string> Describe(ProbeTarget target) => [.. ((TracepointFormat)target.Place!).Fields.Select(f => f.Declaration)];

    /// <summary>System calls are handed pointers of the process.</summary>
    private static bool IsOfProcess(ProbeTarget target, TracepointField field) =>
        field.Kind == TracepointFieldKind.Pointer && (target.Hook.StartsWith($"{SystemCalls}:", StringComparison.Ordinal) || field.Type.Contains("__user", StringComparison.Ordinal));

    private static ContextField Field(TracepointField field)
    {
        var type = TracepointTypes.Of(field);
        return field.Kind switch
        {
            TracepointFieldKind.DataLocation => new ContextField(field.Offset, type) { Source = ContextSource.Located, Width = 4 },
            TracepointFieldKind.RelativeLocation => new ContextField(field.Offset, type) { Source = ContextSource.LocatedRelative, Width = 4 },
            TracepointFieldKind.Array => new ContextField(field.Offset, type) { Source = ContextSource.Inline },
            _ => new ContextField(field.Offset, type) { Width = field.Size },
        };
    }
}
