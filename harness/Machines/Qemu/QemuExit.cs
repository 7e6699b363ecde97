using Conformance.Machines.Consoles;

namespace Conformance.Machines.Qemu;

/// <summary>Says in words how QEMU ended.</summary>
internal static class QemuExit
{
    // A shell's and .NET's convention: 128 + N for signal N.
    private const int SignalBase = 128;

    /// <summary>One sentence without its full stop.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="errors">What it wrote to standard error.</param>
    public static string Describe(int exitCode, string errors)
    {
        var end = exitCode switch
        {
            0 => "QEMU ended (the guest was reset or switched off)",
            > SignalBase => $"QEMU was killed by signal {exitCode - SignalBase}",
            _ => $"QEMU ended with exit code {exitCode}",
        };
        var words = Words(errors);
        return words.Length > 0 ? $"{end} and said: {words}" : end;
    }

    /// <summary>Whether QEMU ended because of what it was told, and not because of the guest or of a signal.</summary>
    public static bool IsRefusal(int exitCode) => exitCode is > 0 and < SignalBase;

    /// <summary>QEMU ended before the guest could start.</summary>
    public static MachineException Refusal(VirtualMachineSpec spec, int exitCode, string errors) => new(
        MachineFault.Setup,
        $"{spec.Name}: no machine for kernel '{spec.KernelImage}': {Describe(exitCode, errors)}. {NextStep(spec, errors)}");

    private static string NextStep(VirtualMachineSpec spec, string errors)
    {
        if (errors.Contains("kernel", StringComparison.OrdinalIgnoreCase) || errors.Contains(spec.KernelImage, StringComparison.Ordinal))
            return "If that file is no kernel for x86-64 (a bzImage), give another one; './conformance kernels fetch' gets known good ones.";
        if (errors.Contains("memory", StringComparison.OrdinalIgnoreCase))
            return "Run fewer machines side by side (--jobs).";
        return "See './conformance doctor' for what this machine lacks.";
    }

    // QEMU prefixes every line with its own path.
    private static string Words(string errors) => string.Join(
        "; ",
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => ConsoleText.Clean(line).Trim())
            .Where(line => line.Length > 0)
            .Take(5));
}
