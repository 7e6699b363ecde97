namespace Conformance.Engine.Syntax;

/// <summary>A whole script. What stands between the probes is sorted by kind; order matters only within a kind.</summary>
public sealed record ScriptTree(IReadOnlyList<ProbeTree> Probes)
{
    /// <summary>Headers that the script asks for, as written (<c>&lt;linux/sched.h&gt;</c>). They are not read.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary><c>import "path"</c>.</summary>
    public IReadOnlyList<ImportTree> Imports { get; init; } = [];

    /// <summary>All settings of all <c>config</c> blocks.</summary>
    public IReadOnlyList<ConfigSetting> Config { get; init; } = [];

    /// <summary>C's definitions: structures, unions, enumerations, typedefs.</summary>
    public IReadOnlyList<Definition> Definitions { get; init; } = [];

    /// <summary><c>let @name = hash(100);</c>.</summary>
    public IReadOnlyList<MapDeclaration> Maps { get; init; } = [];

    /// <summary><c>macro name(…) { … }</c>. They are expanded before binding.</summary>
    public IReadOnlyList<MacroTree> Macros { get; init; } = [];

    /// <summary><c>fn name(…): type { … }</c>.</summary>
    public IReadOnlyList<FunctionTree> Functions { get; init; } = [];

    /// <summary>Several scripts as one, in this order.</summary>
    public static ScriptTree Of(IReadOnlyList<ScriptTree> scripts) => new([.. scripts.SelectMany(s => s.Probes)])
    {
        Includes = [.. scripts.SelectMany(s => s.Includes)],
        Imports = [.. scripts.SelectMany(s => s.Imports)],
        Config = [.. scripts.SelectMany(s => s.Config)],
        Definitions = [.. scripts.SelectMany(s => s.Definitions)],
        Maps = [.. scripts.SelectMany(s => s.Maps)],
        Macros = [.. scripts.SelectMany(s => s.Macros)],
        Functions = [.. scripts.SelectMany(s => s.Functions)],
    };
}

/// <summary>One clause: its attach points, its predicate or <c>null</c>, its body.</summary>
public sealed record ProbeTree(TextSpan Span, IReadOnlyList<AttachPoint> AttachPoints, Expression? Predicate, BlockStatement Body);

/// <summary>Another script that this one needs.</summary>
public sealed record ImportTree(TextSpan Span, string Path);

/// <summary>One setting. <paramref name="Name"/> is in lower case and without <c>BPFTRACE_</c>, whatever its spelling; a bare word is a <see cref="NameExpression"/>.</summary>
public sealed record ConfigSetting(TextSpan NameSpan, string Name, Expression Value);

/// <summary>A map declared with its kind (<c>hash</c>, <c>lruhash</c>, <c>percpuhash</c>, <c>percpulruhash</c>) and what stands in the parentheses.</summary>
public sealed record MapDeclaration(TextSpan Span, string Name, TextSpan KindSpan, string Kind, IReadOnlyList<Expression> Arguments);

/// <summary>A macro. Parameters are variables, maps (both taken by name) or bare names (any expression).</summary>
/// <param name="Value">The body's value: its last expression, if no semicolon ends it.</param>
public sealed record MacroTree(TextSpan Span, string Name, TextSpan NameSpan, IReadOnlyList<Expression> Parameters, BlockStatement Body, Expression? Value);

/// <summary>A subprogram.</summary>
public sealed record FunctionTree(TextSpan Span, string Name, TextSpan NameSpan, IReadOnlyList<ParameterTree> Parameters, TypeName Result, BlockStatement Body);

/// <summary>A parameter of a subprogram.</summary>
public sealed record ParameterTree(VariableExpression Variable, TypeName Type);
