using Conformance.Harness.Configuration;

namespace Conformance.Harness.Runs;

/// <summary>One kernel x engine x machine that cases run on.</summary>
/// <param name="Kernel">As asked for (<c>6.12</c>); <see cref="RunningKernel"/> where machines share the kernel below.</param>
/// <param name="Engine">Name of the engine.</param>
/// <param name="Machine"><c>vm</c>, <c>container</c> or <c>local</c>.</param>
public sealed record Target(string Kernel, string Engine, string Machine)
{
    /// <summary>Stands for the kernel that this program itself runs on.</summary>
    public const string RunningKernel = "running";

    /// <summary>All targets that a configuration asks for, kernels outermost, each once.</summary>
    public static IReadOnlyList<Target> AllOf(RunConfiguration configuration)
    {
        var kernels = configuration.Machine == "vm" ? configuration.Kernels : [RunningKernel];
        return [.. from kernel in kernels
                   from engine in configuration.Engines.Select(name => Engines.Named(name, configuration.AttachOrder)).Distinct(StringComparer.Ordinal)
                   select new Target(kernel, engine, configuration.Machine)];
    }

    /// <summary>Short: the kernel, and what differs from the usual.</summary>
    public override string ToString() => $"{Kernel}/{Engine}/{Machine}";
}
