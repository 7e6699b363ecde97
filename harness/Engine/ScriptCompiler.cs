using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;
using Conformance.Engine.Syntax.Macros;

namespace Conformance.Engine;

/// <summary>Text to programs, in three stages: <c>Syntax</c>, <c>Binding</c>, <c>CodeGen</c>.</summary>
public static class ScriptCompiler
{
    /// <summary>Compiles a script for a kernel.</summary>
    /// <param name="fileName">Name for messages.</param>
    /// <exception cref="ScriptException">The script is wrong; the message shows each place.</exception>
    /// <exception cref="UnsupportedException">The kernel lacks what the script needs (<c>btf</c>).</exception>
    public static CompiledScript Compile(string fileName, string text, IKernelTypes kernel, EngineOptions options) => Compile(fileName, text, kernel, options, null);

    /// <summary>The same, with somebody who sees what each stage makes.</summary>
    /// <inheritdoc cref="Compile(string, string, IKernelTypes, EngineOptions)"/>
    public static CompiledScript Compile(string fileName, string text, IKernelTypes kernel, EngineOptions options, ICompilationObserver? observer)
    {
        var imports = ScriptImports.Gather(fileName, text);
        var source = imports.Source;
        var diagnostics = new DiagnosticBag(source);
        imports.Report(diagnostics);
        var tree = Parser.Parse(source, diagnostics, kernel.MissingReason is null ? ["BPFTRACE_HAVE_BTF"] : []) with { Imports = [] };
        diagnostics.ThrowIfAny();
        tree = MacroExpander.Expand(tree, diagnostics);
        diagnostics.ThrowIfAny();
        tree = PlaceParameters.Fill(tree, options.Parameters.Positional, diagnostics);
        diagnostics.ThrowIfAny();
        observer?.OnTree(tree);
        options = ScriptSettings.Apply(tree.Config, options, diagnostics);
        diagnostics.ThrowIfAny();
        var bound = Binder.Bind(tree, source, kernel, options, diagnostics);
        diagnostics.ThrowIfAny();
        observer?.OnBound(bound, source);
        var compiled = ScriptGenerator.Generate(bound, source, kernel, options, diagnostics);
        diagnostics.ThrowIfAny();
        compiled = compiled with { Warnings = diagnostics.Warnings, NamesProcesses = bound.NamesProcesses, PrintsMaps = options.PrintMapsAtEnd, Cut = (options.MaxStringLength, options.TruncationTrailer) };
        observer?.OnCompiled(compiled);
        return compiled;
    }
}
