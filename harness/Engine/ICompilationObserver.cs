using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine;

/// <summary>Sees what each stage of compiling makes of a script, as soon as it is there: a later stage may refuse the script.</summary>
public interface ICompilationObserver
{
    /// <summary>The script as written.</summary>
    void OnTree(ScriptTree tree);

    /// <summary>The script with names and types, for this kernel.</summary>
    /// <param name="source">The text it was made of, for positions.</param>
    void OnBound(BoundScript script, SourceText source);

    /// <summary>The script as programs and maps.</summary>
    void OnCompiled(CompiledScript script);
}
