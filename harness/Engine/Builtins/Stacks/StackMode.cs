namespace Conformance.Engine.Builtins.Stacks;

/// <summary>How a stack is shown.</summary>
internal enum StackMode
{
    /// <summary>Name and offset.</summary>
    Bpftrace,

    /// <summary>Address, name and offset, as perf script shows them.</summary>
    Perf,

    /// <summary>Addresses.</summary>
    Raw,
}
