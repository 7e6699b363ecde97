using System.Globalization;
using Conformance.Engine;
using Conformance.Engine.Output;
using Conformance.Engine.Sessions;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands.Running;

/// <summary>What the tracer itself says about a session: in JSON as part of the output, otherwise on standard error, so that output stays the script's own.</summary>
internal sealed class TraceReport(ScriptOptions options, TracerOutput output, TimeSpan compile)
{
    private const string Json = "json";

    /// <summary>What the compiler has doubts about.</summary>
    public void Warn(IReadOnlyList<Diagnostic> warnings)
    {
        foreach (var warning in options.NoWarnings ? [] : warnings)
            Console.Error.WriteLine($"{warning.File}:{warning.Line}:{warning.Column}: warning: {warning.Message}{(warning.Hint is { } hint ? $" ({hint})" : "")}");
    }

    /// <summary>All probes are attached.</summary>
    public void Attached(Session session)
    {
        foreach (var warning in options.NoWarnings ? [] : session.Warnings)
            Tell($"warning: {warning}");
        if (options.Quiet)
            return;
        var attached = EngineOptionsOf.Renderer(options).Render(new AttachedProbes(session.Probes.Count));
        if (options.Format == Json)
            output.Write(attached);
        else
            Console.Error.Write(attached);
        if (!options.Verbose)
            return;
        var order = session.AttachSequence.Select(index => session.Probes[index]).ToList();
        if (order.Count > 0)
            Tell($"attached in this order: {string.Join(", ", order.Select(p => $"{p.Target.AttachPoint} (line {p.Line})"))}");
        foreach (var note in session.OrderNotes)
            Tell($"order: {note}");
        Tell($"compiled in {Milliseconds(compile.TotalMilliseconds)}, loaded in {Milliseconds(session.Timings.LoadKernel / 1000.0)}, attached in {Milliseconds(session.Timings.AttachKernel / 1000.0)}");
    }

    /// <summary>All probes are detached, and everything was printed.</summary>
    public void Ended(Session session, HeldChild? child)
    {
        if (session.Lost > 0 && options.Format == Json)
            output.Write(EngineOptionsOf.Renderer(options).Render(new LostEvents(session.Lost)));
        else if (session.Lost > 0 && !options.NoWarnings)
            Tell($"lost {session.Lost} events: the ring buffer was full. Print less, or give it more room (config {{ perf_rb_pages = … }})");
        foreach (var map in options.NoWarnings ? [] : session.FullMaps)
            Tell($"warning: {map}");
        if (options.Verbose)
            Skipped(session);
        if (child is not null && !options.Quiet && child.Ended.IsCompletedSuccessfully)
            Tell($"'{child.Command}' {child.Ended.Result}");
        if (options.Verbose)
            Tell($"detached in {Milliseconds(session.Timings.DetachKernel / 1000.0)}");
    }

    private static void Skipped(Session session)
    {
        for (var i = 0; i < session.Skipped.Count; i++)
        {
            if (session.Skipped[i] > 0)
                Tell($"the kernel skipped {session.Probes[i].Target.AttachPoint} {session.Skipped[i]} times: its program was already running on that CPU");
        }
    }

    private static void Tell(string text) => Console.Error.WriteLine($"tracer: {text}");

    private static string Milliseconds(double value) => $"{value.ToString("0.0", CultureInfo.InvariantCulture)} ms";
}
