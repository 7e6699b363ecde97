using Conformance.Engine;
using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;
using Conformance.Engine.Syntax;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Commands.Running;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer -l</c>: the probes of this machine that match patterns, or those that a script would attach; with <c>-v</c> what can be read in each.</summary>
internal static class ListCommand
{
    public static int Run(ScriptOptions options)
    {
        using var output = TracerOutput.Open(options, () => { });
        var context = EngineOptionsOf.Context();
        string[] operands = [.. options.Operands, .. options.AfterDashes];
        if (options.Program is null && operands is [var type] && TypeDeclaration.IsType(type))
        {
            output.Write(TypeDeclaration.Of(type, context.Types));
            output.Dispose();
            return output.ReaderGone ? ExitCode.BrokenPipe : ExitCode.Done;
        }

        var probes = options.Program is not null || (operands is [var file, ..] && File.Exists(file)) ? OfScript(options, context) : Matching(operands, options, context);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var probe in probes)
        {
            if (!seen.Add(probe.AttachPoint))
                continue;
            output.Write($"{probe.AttachPoint}\n");
            foreach (var argument in probe.Arguments)
                output.Write($"    {argument}\n");
            if (output.ReaderGone)
                break;
        }

        output.Dispose();
        if (seen.Count == 0)
            Console.Error.WriteLine($"tracer: {NothingFound(operands)}");
        return output.ReaderGone ? ExitCode.BrokenPipe : seen.Count > 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static IEnumerable<ListedProbe> OfScript(ScriptOptions options, EngineContext context)
    {
        var source = ScriptSource.Read(options);
        var script = ScriptCompiler.Compile(source.Name, source.Text, context.Types, EngineOptionsOf.CommandLine(options, source));
        return script.Probes.Select(p => ProbeList.Of(p.Target, options.Verbose));
    }

    /// <summary>Patterns stand in words of their own or between commas; none means everything.</summary>
    private static IEnumerable<ListedProbe> Matching(string[] operands, ScriptOptions options, EngineContext context)
    {
        string[] patterns = operands.Length == 0 ? [""] : [.. operands.SelectMany(o => o.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        return patterns.SelectMany(pattern => ProbeList.Find(pattern, context.Types, new EngineOptions { ProcessId = options.ProcessId }, options.Verbose));
    }

    private static string NothingFound(string[] operands)
    {
        var last = operands.LastOrDefault() ?? "";
        var name = last.Split(':')[0];
        if (last.Contains(':', StringComparison.Ordinal) && !name.Contains('*', StringComparison.Ordinal) && Mechanisms.Find(name) is null)
        {
            var near = NearNames.Hint(name, Mechanisms.All.SelectMany(m => m.Aliases.Prepend(m.Name)));
            return $"there is no probe type '{name}'{(near is null ? $"; known are {string.Join(", ", Mechanisms.All.Select(m => m.Name))}" : $": {near}")}";
        }

        return $"no probe of this machine matches '{string.Join(' ', operands)}': try a wider pattern, for example '*{last.Split(':')[^1].Trim('*')}*'";
    }
}
