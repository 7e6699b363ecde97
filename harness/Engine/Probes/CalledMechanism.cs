using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>A probe with a name that the tracer calls by itself, when it is asked to (<c>--test</c>, <c>--bench</c>); otherwise it is left out.</summary>
public abstract class CalledMechanism : LoneMechanism
{
    /// <summary>The option that makes it run.</summary>
    public abstract string Option { get; }

    /// <summary>What is run when it is.</summary>
    public abstract ScriptRun Run { get; }

    internal override void Resolve(PlaceRequest request)
    {
        if (request.Text.Length == 0 || PlaceRequest.IsPattern(request.Text))
            request.Wrong($"'{Name}' needs a name of its own", $"write {Name}:name {{ … }}");
        else
            request.Add(new ProbeTarget(this, request.Text, $"{Name}:{request.Text}", null));
    }
}
