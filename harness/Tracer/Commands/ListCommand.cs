using Conformance.Engine;
using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Commands.Running;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer -l</c>: the probes of this machine that match a pattern, or those that a script would attach.</summary>
internal static class ListCommand
{
    public static int Run(ScriptOptions options)
    {
        using var output = TracerOutput.Open(options, () => { });
        var context = new EngineContext();
        if (options.Program is not null || options.Operands is [var file, ..] && File.Exists(file))
            ListScript(options, context, output);
        else
            throw new UsageException("-l lists the probes of a script so far: give a FILE or -e PROGRAM");
        output.Dispose();
        return output.ReaderGone ? ExitCode.BrokenPipe : ExitCode.Done;
    }

    private static void ListScript(ScriptOptions options, EngineContext context, TracerOutput output)
    {
        var source = ScriptSource.Read(options);
        var script = ScriptCompiler.Compile(source.Name, source.Text, context.Types, EngineOptionsOf.CommandLine(options, source));
        foreach (var point in script.Probes.Select(p => p.Target.AttachPoint).Distinct())
            output.Write($"{point}\n");
    }
}
