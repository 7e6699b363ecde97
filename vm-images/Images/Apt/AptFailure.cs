namespace Conformance.Images;

/// <summary>Tells from apt's words what went wrong. apt has one exit code (100) for everything, so its words are all there is.</summary>
internal static class AptFailure
{
    // Sought in this order: a bad signature also says that the repository "is not signed", a truncated file also that it failed to fetch.
    private static readonly (ImageFault Fault, string[] Words)[] Signs =
    [
        (ImageFault.DiskFull, ["No space left on device", "Disk quota exceeded", "don't have enough free space"]),
        (ImageFault.ReadOnly, ["Read-only file system", "Permission denied"]),
        (ImageFault.BadSignature,
            ["signatures were invalid", "signatures couldn't be verified", "BADSIG", "NO_PUBKEY", "EXPKEYSIG", "NODATA", "NOSPLIT", "is not signed"]),
        (ImageFault.Damaged, ["Hash Sum mismatch", "Hashes of received file", "unexpected size", "File is corrupted"]),
        (ImageFault.NotServed, ["404  Not Found", "does not have a Release file", "File not found", "410  Gone"]),
        (ImageFault.NoNetwork,
        [
            "Could not resolve", "Temporary failure resolving", "Could not connect", "Unable to connect", "Connection failed",
            "Connection refused", "Connection timed out", "Network is unreachable", "Connection reset", "Could not handshake",
        ]),
    ];

    /// <summary>What a failed run means; <see cref="ImageFault.Apt"/> where no known word occurs.</summary>
    public static ImageFault Classify(string output)
    {
        foreach ((ImageFault fault, string[] words) in Signs)
        {
            if (Array.Exists(words, word => output.Contains(word, StringComparison.Ordinal)))
                return fault;
        }

        return ImageFault.Apt;
    }

    /// <summary>The lines in which apt complains, on one line, at most <paramref name="limit"/> characters.</summary>
    public static string Words(string output, int limit = 400)
    {
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] complaints = [.. lines.Where(line => line.StartsWith("E:", StringComparison.Ordinal) || line.StartsWith("W:", StringComparison.Ordinal))];
        string text = string.Join(' ', complaints.Length > 0 ? complaints : lines.TakeLast(3));
        if (text.Length == 0)
            return "(it said nothing.)";
        return text.Length <= limit ? text : text[..limit] + " …";
    }

    /// <summary>The failure as an exception.</summary>
    /// <param name="doing">What was tried: "update suite 'sid'".</param>
    /// <param name="directory">The private apt root.</param>
    public static ImageException Explain(string doing, string output, string directory)
    {
        ImageFault fault = Classify(output);
        string words = Words(output);
        return fault switch
        {
            ImageFault.DiskFull => ImageException.DiskIsFull(directory),
            ImageFault.ReadOnly => new(fault, $"apt could not {doing}: '{directory}' cannot be written. {words} Set CONFORMANCE_CACHE to a directory that can."),
            ImageFault.BadSignature => new(
                fault,
                $"bad signature: apt could not {doing}, because its signature does not verify against {MachineSources.Keyring}. {words} "
                + "Nothing of it was used. Run: apt-get install --only-upgrade debian-archive-keyring; if that does not help, the mirror or something "
                + "between it and this machine changes files: use another mirror."),
            ImageFault.Damaged => new(
                fault,
                $"apt could not {doing}: what arrived is not what the signed index promises (truncated or replaced). {words} "
                + "Nothing of it was kept. Try again in some minutes; if it stays so, use another mirror."),
            ImageFault.NotServed => new(fault, $"apt could not {doing}: the mirror does not have it (404). {words} Try: ./conformance kernels fetch --refresh"),
            ImageFault.NoNetwork => new(
                fault,
                $"apt could not {doing}: the mirror cannot be reached. {words} Check the network and apt's proxy (apt-config dump Acquire), then start again; "
                + "kernels fetched before need no network."),
            _ => new(ImageFault.Apt, $"apt could not {doing}: {words} Check that `apt-get update` works on this machine."),
        };
    }
}
