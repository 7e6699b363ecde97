using Conformance.Engine;
using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Commands.Running;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer -l</c>: the probes of this machine that match a pattern, or those that a script would attach; with <c>-v</c> what <c>args</c> has in each.</summary>
internal static class ListCommand
{
    private const string Everything = "*";

    public static int Run(ScriptOptions options)
    {
        using var output = TracerOutput.Open(options, () => { });
        var context = new EngineContext();
        string[] operands = [.. options.Operands, .. options.AfterDashes];
        var found = false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in options.Program is not null || (operands is [var file, ..] && File.Exists(file))
            ? OfScript(options, context)
            : (operands.Length == 0 ? [Everything] : operands).SelectMany(pattern => ProbeListing.Find(pattern, context.Types, new EngineOptions { ProcessId = options.ProcessId })))
        {
            found = true;
            if (seen.Add(target.AttachPoint))
                Print(target, options.Verbose, output);
            if (output.ReaderGone)
                break;
        }

        output.Dispose();
        if (!found && !options.Quiet)
            Console.Error.WriteLine($"tracer: no probe of this machine matches '{string.Join(' ', operands)}': try a wider pattern, for example '*{operands.LastOrDefault()?.Split(':')[^1].Trim('*')}*'");
        return output.ReaderGone ? ExitCode.BrokenPipe : found ? ExitCode.Done : ExitCode.Failed;
    }

    private static IEnumerable<ProbeTarget> OfScript(ScriptOptions options, EngineContext context)
    {
        var source = ScriptSource.Read(options);
        return ScriptCompiler.Compile(source.Name, source.Text, context.Types, EngineOptionsOf.CommandLine(options, source)).Probes.Select(p => p.Target);
    }

    private static void Print(ProbeTarget target, bool withArguments, TracerOutput output)
    {
        output.Write($"{target.AttachPoint}\n");
        if (!withArguments || !target.Mechanism.HasTypedArguments)
            return;
        foreach (var argument in target.Mechanism.Arguments(target) ?? [])
            output.Write($"    {argument.Field.Type.Spelling} {argument.Name}\n");
        if (target.Mechanism is { HasReturnValue: true, HasTypedArguments: true } && target.Function is { } function && function.Return.Size > 0)
            output.Write($"    {function.Return.Spelling} retval\n");
    }
}
