using System.Formats.Tar;
using System.Text.RegularExpressions;
using CliWrap;

namespace Conformance.Images;

/// <summary>Takes the kernel out of a package without installing it, and without root.</summary>
internal static partial class DebianPackage
{
    private static readonly byte[] XzMagic = [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    /// <summary>Copies the package's kernel to <paramref name="output"/>.</summary>
    /// <exception cref="ImageException">The package is damaged or holds no kernel.</exception>
    public static Task CopyKernelAsync(string package, Stream output, CancellationToken cancellationToken) =>
        CopyAsync(package, "kernel", IsKernel, output, cancellationToken);

    /// <summary>A module of the package, unpacked.</summary>
    /// <param name="name">Its file's name without endings.</param>
    /// <exception cref="ImageException">The package is damaged or holds no such module.</exception>
    public static async Task<MemoryStream> ReadModuleAsync(string package, string name, CancellationToken cancellationToken)
    {
        using MemoryStream packed = new();
        await CopyAsync(package, $"module {name}", member => Path.GetFileName(member) is var file && (file == $"{name}.ko" || file == $"{name}.ko.xz"), packed, cancellationToken).ConfigureAwait(false);
        packed.Position = 0;
        MemoryStream module = new();
        if (packed.Length < XzMagic.Length || !packed.GetBuffer().AsSpan(0, XzMagic.Length).SequenceEqual(XzMagic))
            await packed.CopyToAsync(module, cancellationToken).ConfigureAwait(false);
        else
            await UnpackXzAsync(packed, module, cancellationToken).ConfigureAwait(false);
        module.Position = 0;
        return module;
    }

    private static async Task UnpackXzAsync(Stream packed, Stream output, CancellationToken cancellationToken)
    {
        try
        {
            CommandResult result = await (packed | Tool.Command("xz", ["-dc"]) | output).ExecuteAsync(cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
                throw new ImageException(ImageFault.Damaged, "a module of the package cannot be unpacked by xz. Start again.");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw Tool.Missing("xz", error);
        }
    }

    private static async Task CopyAsync(string package, string what, Func<string, bool> wanted, Stream output, CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bool found = false;
        System.Text.StringBuilder complaints = new();
        Command unpack = Tool.Command("dpkg-deb", ["--fsys-tarfile", package])
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(complaints))
            .WithStandardOutputPipe(PipeTarget.Create(async (stream, token) =>
            {
                found = await CopyMemberAsync(stream, wanted, output, token).ConfigureAwait(false);

                // Behind it come hundreds of modules: unpacking them would take seconds for nothing.
                if (found)
                    await enough.CancelAsync().ConfigureAwait(false);
            }));
        Exception? failure = null;
        try
        {
            await unpack.ExecuteAsync(enough.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (found)
        {
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw Tool.Missing("dpkg-deb", error);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException)
        {
            failure = error;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (!found)
        {
            string detail = failure?.Message ?? AptFailure.Words(complaints.ToString());
            throw new ImageException(ImageFault.Damaged, $"no {what} could be taken out of '{Path.GetFileName(package)}': {detail} Start again; if it stays so, ask for another release (./conformance kernels list).", failure);
        }
    }

    /// <summary>Unpacks a whole package into a directory, which is made if need be; its scripts are not run.</summary>
    /// <exception cref="ImageException">The package is damaged, or the disk is full.</exception>
    public static async Task UnpackAsync(string package, string directory, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImageException.OfWriting(directory, error);
        }

        var result = await Tool.RunAsync("dpkg-deb", ["--extract", package, directory], cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 0)
            return;
        throw AptFailure.Classify(result.StandardError) == ImageFault.DiskFull
            ? ImageException.DiskIsFull(directory)
            : new ImageException(ImageFault.Damaged, $"'{Path.GetFileName(package)}' cannot be unpacked: {AptFailure.Words(result.StandardError)} Start again.");
    }

    /// <summary>Whether a member of the package is the kernel.</summary>
    internal static bool IsKernel(string member) => Kernel().IsMatch(member);

    private static async Task<bool> CopyMemberAsync(Stream archive, Func<string, bool> wanted, Stream output, CancellationToken cancellationToken)
    {
        await using TarReader reader = new(archive, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !wanted(entry.Name) || entry.DataStream is null)
                continue;
            await entry.DataStream.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
            return true;
        }

        return false;
    }

    // /boot/vmlinuz-RELEASE up to 6.18, /usr/lib/modules/RELEASE/vmlinuz after it.
    [GeneratedRegex(@"^(\./)?(boot/vmlinuz-[^/]+|(usr/)?lib/modules/[^/]+/vmlinuz)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Kernel();
}
