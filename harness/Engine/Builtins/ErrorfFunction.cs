namespace Conformance.Engine.Builtins;

/// <summary><c>errorf("format", values…)</c>: an error message with the place in the script.</summary>
public sealed class ErrorfFunction() : ComplaintFunction(warning: false)
{
    /// <inheritdoc/>
    public override string Name => "errorf";
}
