using Conformance.Engine;

namespace Conformance.Tracer.Commands.Arguments;

/// <summary>What the command line says about running a script.</summary>
internal sealed record ScriptOptions
{
    /// <summary>What to do.</summary>
    public TracerMode Mode { get; init; }

    /// <summary>The script given with <c>-e</c>, or <c>null</c>.</summary>
    public string? Program { get; init; }

    /// <summary>What stands on the command line without an option: the script's file (<c>-</c> for standard input) and its parameters, in order.</summary>
    public IReadOnlyList<string> Operands { get; init; } = [];

    /// <summary>What stands behind <c>--</c>.</summary>
    public IReadOnlyList<string> AfterDashes { get; init; } = [];

    /// <summary>The command to run and trace (<c>-c</c>), or <c>null</c>.</summary>
    public string? Command { get; init; }

    /// <summary>The process to trace (<c>-p</c>); 0 for all.</summary>
    public int ProcessId { get; init; }

    /// <summary>Where output goes instead of standard output, or <c>null</c>.</summary>
    public string? OutputFile { get; init; }

    /// <summary>The output's format: <c>text</c> or <c>json</c>.</summary>
    public string Format { get; init; } = "text";

    /// <summary>When output is written.</summary>
    public Buffering Buffering { get; init; }

    /// <summary>Print nothing but what the script prints.</summary>
    public bool Quiet { get; init; }

    /// <summary>No warnings.</summary>
    public bool NoWarnings { get; init; }

    /// <summary>Tell more: timings, attach order, the verifier's log.</summary>
    public bool Verbose { get; init; }

    /// <summary>Tell failed reads at run time.</summary>
    public bool ReportReadErrors { get; init; }

    /// <summary>Allow what may change the machine.</summary>
    public bool Unsafe { get; init; }

    /// <summary>What of the script is run.</summary>
    public ScriptRun Run { get; init; }

    /// <summary>Regular expression that probes must match, or <c>null</c>.</summary>
    public string? ProbeFilter { get; init; }

    /// <summary>Directories for <c>#include</c> and <c>import</c>.</summary>
    public IReadOnlyList<string> IncludeDirectories { get; init; } = [];

    /// <summary>Headers read before the script.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>Names of the stages to print (<c>-d</c>), or none.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>End as soon as all is attached.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where to write the object file, or <c>null</c>.</summary>
    public string? ElfFile { get; init; }

    /// <summary>See <see cref="Engine.AttachOrder"/>.</summary>
    public AttachOrder AttachOrder { get; init; }
}
