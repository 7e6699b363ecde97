namespace Conformance.Harness.Invariants;

/// <summary>Whose sentence it is.</summary>
public enum Layer
{
    /// <summary>Promise of a tracer, judged for every engine.</summary>
    Promise,

    /// <summary>Portable law of the kernel, judged with programs attached as written.</summary>
    Kernel,

    /// <summary>Fact of a kernel: recorded and compared, not judged.</summary>
    Fact,
}

/// <summary>A sentence that every trace or experiment must satisfy, or whose answer is recorded. One file each; <see cref="InvariantTable"/> is the table.</summary>
public abstract class Invariant(int number, string shortName, Layer layer, string sentence)
{
    /// <summary>The design's number; scripts and expectations refer to it.</summary>
    public int Number { get; } = number;

    /// <summary>Number and short name, as results write it (<c>1-script-order</c>).</summary>
    public string Name { get; } = $"{number}-{shortName}";

    /// <summary>Whose sentence it is.</summary>
    public Layer Layer { get; } = layer;

    /// <summary>The sentence.</summary>
    public string Sentence { get; } = sentence;

    /// <summary>Kernel source files that make it so, for readers; empty where there are none, or where we do not know.</summary>
    public virtual string Behind => "";
}
