namespace Conformance.Machines.Qemu;

/// <summary>The guest's memory, and what of it the host can see.</summary>
/// <param name="MiB">Size in MiB.</param>
/// <param name="Kind">Where it lies.</param>
/// <param name="File">The file it is a copy of, for <see cref="GuestMemoryKind.CopyOfFile"/>.</param>
public sealed record GuestMemory(int MiB, GuestMemoryKind Kind = GuestMemoryKind.Private, string? File = null) : IQemuDevice
{
    // The same name in a guest that is saved and in one that is restored: QEMU matches blocks of memory by it.
    private const string Id = "ram";

    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments => Kind switch
    {
        GuestMemoryKind.Private => ["-m", $"{MiB}"],
        GuestMemoryKind.Visible => ["-m", $"{MiB}", "-object", $"memory-backend-memfd,id={Id},size={MiB}M,share=on", "-M", $"memory-backend={Id}"],
        _ => ["-m", $"{MiB}", "-object", $"memory-backend-file,id={Id},size={MiB}M,mem-path={Escaped},share=off", "-M", $"memory-backend={Id}"],
    };

    private string Escaped => (File ?? throw new InvalidOperationException("a copy of a file needs the file")).Replace(",", ",,", StringComparison.Ordinal);
}

/// <summary>Where a guest's memory lies.</summary>
public enum GuestMemoryKind
{
    /// <summary>In QEMU.</summary>
    Private,

    /// <summary>In an anonymous file that QEMU holds open, so that this process can read it: a guest that is to be saved.</summary>
    Visible,

    /// <summary>A file, mapped copy-on-write: a restored guest reads what it touches, and guests of one file share what they do not write.</summary>
    CopyOfFile,
}
