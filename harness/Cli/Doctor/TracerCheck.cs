using System.Buffers.Binary;

namespace Conformance.Cli.Doctor;

/// <summary>Looks at the tracer that guests run: it must be a static executable, because a guest has no libraries.</summary>
/// <param name="path">Where it should be, or <c>null</c> where none was built yet.</param>
public sealed class TracerCheck(string? path) : ICheck
{
    private const string Name = "static tracer";
    private const string Remedy = "./conformance run builds it; or set CONFORMANCE_TRACER to one";

    // Offsets and values of the ELF specification, 64 bits: e_phoff, e_phentsize, e_phnum, and the segment type that names a loader.
    private const int HeadersOffset = 0x20;
    private const int HeaderSizeOffset = 0x36;
    private const int HeaderCountOffset = 0x38;
    private const uint Interpreter = 3;

    /// <inheritdoc/>
    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(path) || !File.Exists(path))
            return Missing(string.IsNullOrEmpty(path) ? "not built yet" : $"no file '{path}'");
        try
        {
            byte[] binary = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            return IsStatic(binary) switch
            {
                true => new Finding(Name, true, $"{binary.Length / 1048576.0:F1} MiB ({path})") { Required = false },
                false => Missing($"'{path}' needs a loader and libraries, which a guest does not have"),
                null => Missing($"'{path}' is no ELF executable"),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Missing(error.Message);
        }
    }

    /// <summary>Whether an executable runs without a loader; <c>null</c> where it is no executable.</summary>
    internal static bool? IsStatic(ReadOnlySpan<byte> binary)
    {
        if (binary.Length < 64 || !binary.StartsWith("\u007fELF\u0002\u0001"u8))
            return null;
        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(binary[HeadersOffset..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(binary[HeaderSizeOffset..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(binary[HeaderCountOffset..]);
        if (size < sizeof(uint) || start > (ulong)binary.Length || (ulong)binary.Length - start < (ulong)(size * count))
            return null;
        for (int i = 0; i < count; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(binary[((int)start + (i * size))..]) == Interpreter)
                return false;
        }

        return true;
    }

    private static Finding Missing(string detail) => new(Name, false, detail, Remedy) { Required = false };
}
