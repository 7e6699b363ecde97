using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine;

/// <summary>Text to programs, in three stages: <c>Syntax</c>, <c>Binding</c>, <c>CodeGen</c>.</summary>
public static class ScriptCompiler
{
    /// <summary>Compiles a script for a kernel.</summary>
    /// <param name="fileName">Name for messages.</param>
    /// <exception cref="ScriptException">The script is wrong; the message shows each place.</exception>
    /// <exception cref="UnsupportedException">The kernel lacks what the script needs (<c>btf</c>).</exception>
    public static CompiledScript Compile(string fileName, string text, IKernelTypes kernel, EngineOptions options)
    {
        var source = new SourceText(fileName, text);
        var diagnostics = new DiagnosticBag(source);
        var tree = Parser.Parse(source, diagnostics);
        diagnostics.ThrowIfAny();
        var bound = Binder.Bind(tree, source, kernel, options, diagnostics);
        diagnostics.ThrowIfAny();
        var compiled = ScriptGenerator.Generate(bound, source, kernel, options, diagnostics);
        diagnostics.ThrowIfAny();
        return compiled;
    }
}
