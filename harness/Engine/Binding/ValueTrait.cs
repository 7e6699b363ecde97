namespace Conformance.Engine.Binding;

/// <summary>
/// What a type knows beyond kind and size, for types that functions bring along: how user space folds an aggregation (<c>count()</c>) or shows bytes that only it understands
/// (<c>ksym()</c>). Compared by value: two types are the same type if their traits are equal.
/// </summary>
/// <param name="Name">How messages name the type (<c>a count</c>).</param>
public abstract record ValueTrait(string Name)
{
    /// <summary>The trait for a place that holds values of both; <c>null</c> if there is none.</summary>
    public virtual ValueTrait? Merge(ValueTrait other) => Equals(other) ? this : null;
}
