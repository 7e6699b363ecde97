namespace Conformance.Engine.Kernel;

/// <summary>The kernel's list of functions that must not be probed, because the probe itself would come through them (kernel/kprobes.c). Read only to explain a refusal.</summary>
internal static class KprobeBlacklist
{
    public const string Path = "/sys/kernel/debug/kprobes/blacklist";

    /// <summary>Whether a function is on it; <c>null</c> if the list cannot be read (debugfs is not mounted, or not for us).</summary>
    public static bool? Has(string function)
    {
        try
        {
            // 0xstart-0xend<tab>name, with [module] behind those of modules.
            return File.ReadLines(Path).Any(line => line.AsSpan(line.IndexOf('\t', StringComparison.Ordinal) + 1).Trim() is var rest
                && rest.StartsWith(function, StringComparison.Ordinal) && (rest.Length == function.Length || rest[function.Length] is ' ' or '\t'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
