using Conformance.Engine;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Sessions;
using Conformance.Tracer.Commands.Arguments;

namespace Conformance.Tracer.Commands.Running;

/// <summary>What the command line means to the engine.</summary>
internal static class EngineOptionsOf
{
    /// <summary>Options for one script.</summary>
    /// <param name="childProcessId">The process that <c>-c</c> started, 0 if there is none.</param>
    public static EngineOptions CommandLine(ScriptOptions options, ScriptSource source, int childProcessId = 0) => new()
    {
        AttachOrder = options.AttachOrder,
        Output = Renderer(options),
        Parameters = source.Parameters,
        ProcessId = options.ProcessId,
        ChildProcessId = childProcessId,
        Unsafe = options.Unsafe,
        ReportReadErrors = options.ReportReadErrors,
        IncludeDirectories = options.IncludeDirectories,
        Includes = options.Includes,
        Run = options.Run,
        ProbeFilter = options.ProbeFilter,
        Variables = Settings(),
    };

    /// <summary>The kernel, with the types of the file that BPFTRACE_BTF names, if it names one.</summary>
    public static EngineContext Context() => new(Environment.GetEnvironmentVariable($"{ScriptSettings.Prefix}BTF") is { Length: > 0 } types ? types : null);

    /// <summary>The environment's settings, by their names in a config block.</summary>
    private static Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && name.StartsWith(ScriptSettings.Prefix, StringComparison.Ordinal))
                settings[name[ScriptSettings.Prefix.Length..].ToLowerInvariant()] = value;
        }

        return settings;
    }

    /// <summary>The renderer that <c>-f</c> names.</summary>
    public static IOutputRenderer Renderer(ScriptOptions options) => OutputRenderers.Find(options.Format)!;
}
