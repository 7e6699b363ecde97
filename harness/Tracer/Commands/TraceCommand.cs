using System.Diagnostics;
using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Commands.Running;
using Conformance.Tracer.Commands.Stages;

namespace Conformance.Tracer.Commands;

/// <summary>Runs a script until it ends itself, its command or process ends, or somebody interrupts it; or stops short of that, as the options say.</summary>
internal static class TraceCommand
{
    public static int Run(ScriptOptions options)
    {
        if (options is { Command: not null, ProcessId: not 0 })
            throw new UsageException("both -c and -p were given: a new process or a running one, one of them");
        var source = ScriptSource.Read(options);
        var watched = options.ProcessId == 0 ? null : WatchedProcess.Open(options.ProcessId);
        using var interruption = new Interruption();
        using var output = TracerOutput.Open(options, interruption.Stop);
        using var child = options.Command is { } command && options.ElfFile is null ? HeldChild.Start(command) : null;

        var context = EngineOptionsOf.Context();
        var engineOptions = EngineOptionsOf.CommandLine(options, source, child?.ProcessId ?? 0);
        var observer = options.Stages.Count == 0 ? null : new StageObserver(StageTable.Select(options.Stages), new StageContext(context, engineOptions), output.Write);
        var began = Stopwatch.GetTimestamp();
        var script = ScriptCompiler.Compile(source.Name, source.Text, context.Types, engineOptions, observer);
        var report = new TraceReport(options, output, Stopwatch.GetElapsedTime(began));
        report.Warn(script.Warnings);
        output.EndOfBatch();

        var exitCode = ExitCode.Done;
        if (options.ElfFile is { } path)
            ObjectCommand.Write(script, path);
        else
            exitCode = Trace(new Trial(script, context, engineOptions, options.DryRun, options.Format == "json"), output, interruption, child, watched?.Ended, report);
        output.Dispose();
        return output.ReaderGone ? ExitCode.BrokenPipe : output.Failure is { } failure ? throw new OutputException(failure) : exitCode;
    }

    /// <summary>What is run.</summary>
    private sealed record Trial(CompiledScript Script, EngineContext Context, EngineOptions Options, bool Dry, bool Json);

    /// <summary>The exit code that the script chose, or that all is well.</summary>
    private static int Trace(Trial trial, TracerOutput output, Interruption interruption, HeldChild? child, Task? processEnded, TraceReport report)
    {
        try
        {
            var captured = new CapturedOutput(output);
            using var session = Session.Start(trial.Script, trial.Context, trial.Options, captured, interruption.Token);
            if (trial.Options.Run == ScriptRun.Probes)
                report.Attached(session);
            if (trial.Dry)
                return ExitCode.Done;
            // What begin probes print comes before what the command prints.
            session.Drain();
            output.EndOfBatch();
            child?.Release();
            var passed = trial.Options.Run != ScriptRun.Tests || TestRun.Run(session, captured, output, trial.Json);
            if (trial.Options.Run == ScriptRun.Benchmarks)
                BenchmarkRun.Run(session, output, trial.Json);
            Follow(session, output, interruption.Token, ReasonsToEnd(trial.Script, session, child, processEnded));
            session.Finish();
            output.EndOfBatch();
            session.Dispose();
            report.Ended(session, child);
            return trial.Options.Run == ScriptRun.Probes ? session.ExitCode : passed ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            // Interrupted while attaching: all is closed again, and there is nothing to print.
            return ExitCode.Done;
        }
    }

    /// <summary>Whatever completes first ends the session. A script of begin, end and iterator probes alone has nothing to wait for but its command.</summary>
    private static Task ReasonsToEnd(CompiledScript script, Session session, HeldChild? child, Task? processEnded)
    {
        if (child is not null)
            return Task.WhenAny(session.Exited, child.Ended);
        if (script.Probes.All(p => p.Target.Mechanism.IsOverOnceAttached))
            return Task.CompletedTask;
        return processEnded is null ? session.Exited : Task.WhenAny(session.Exited, processEnded);
    }

    /// <summary>Writes what probes produce until there is a reason to end.</summary>
    private static void Follow(Session session, TracerOutput output, CancellationToken stop, Task end)
    {
        // Short enough for exit(), long enough to cost nothing. The ring buffer's own wake-up would schedule this thread in the middle of what is traced.
        var period = TimeSpan.FromMilliseconds(10);
        const int Storm = 100; // Where so many events came, more have come meanwhile: while they do, there is no waiting.
        do
        {
            for (var events = Storm; events >= Storm && (events = session.Drain()) > 0;)
                output.EndOfBatch();
        }
        while (!end.IsCompleted && !stop.WaitHandle.WaitOne(period));
    }
}
