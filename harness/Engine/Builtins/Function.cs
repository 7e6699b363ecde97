using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>A function that scripts call. A new one is a file beside this one and a line in <see cref="FunctionTable"/>.</summary>
public abstract class Function
{
    /// <summary>As scripts write it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it stands right of an assignment to a map (<c>@x = count()</c>); then <see cref="Aggregate"/> binds it.</summary>
    public virtual bool Aggregates => false;

    /// <summary>How it is written, for messages (<c>str(pointer[, length])</c>); <c>null</c> if the name says it all.</summary>
    public virtual string? Signature => null;

    /// <summary>Whether the bare name is a call without arguments (<c>kstack</c>).</summary>
    public virtual bool AllowsBareName => false;

    /// <summary>Whether a call has a value, so that it may stand in an expression.</summary>
    public virtual bool HasValue => false;

    /// <summary>Binds a call that stands as a statement, or, if it <see cref="HasValue"/>, in an expression; reports wrong arguments.</summary>
    public virtual BoundExpression Bind(ProbeBinder binder, CallExpression call) => new BoundNothing(call.Span);

    /// <summary>Binds a call that is assigned to a map.</summary>
    public virtual BoundExpression Aggregate(ProbeBinder binder, CallExpression call, BoundMap target) => new BoundNothing(call.Span);

    /// <summary>Reports a wrong number of arguments.</summary>
    protected bool Takes(int least, int most, ProbeBinder binder, CallExpression call)
    {
        if (call.Arguments.Count >= least && call.Arguments.Count <= most)
            return true;
        var expected = (least, most) switch { (0, 0) => "no arguments", (1, 1) => "one argument", _ when least == most => $"{least} arguments", _ => $"{least} to {most} arguments" };
        binder.Report(call.Span, $"{Name}() takes {expected}, but here are {call.Arguments.Count}", Signature is { } signature ? $"write {signature}" : null);
        return false;
    }
}
