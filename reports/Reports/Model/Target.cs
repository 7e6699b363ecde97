namespace Conformance.Reports.Model;

/// <summary>One column of the matrix: where results were produced.</summary>
/// <param name="Kernel">What <c>uname -r</c> printed.</param>
/// <param name="Engine">Name of the engine.</param>
/// <param name="Machine"><c>vm</c>, <c>container</c> or <c>local</c>.</param>
public sealed record Target(string Kernel, string Engine, string Machine) : IComparable<Target>
{
    /// <summary>Orders by kernel age, then engine, then machine.</summary>
    public int CompareTo(Target? other)
    {
        if (other is null) return 1;
        var byKernel = NaturalOrder.Instance.Compare(Kernel, other.Kernel);
        if (byKernel != 0) return byKernel;
        var byEngine = NaturalOrder.Instance.Compare(Engine, other.Engine);
        return byEngine != 0 ? byEngine : NaturalOrder.Instance.Compare(Machine, other.Machine);
    }

    /// <summary>Kernel, engine and machine, for places where only one string fits.</summary>
    public override string ToString() => $"{Kernel} · {Engine} · {Machine}";
}
