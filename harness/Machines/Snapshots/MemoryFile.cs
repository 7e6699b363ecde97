using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Conformance.Machines.Snapshots;

/// <summary>A guest's memory as a file with holes where pages are zero: it takes as much disk as the guest has written, and can be mapped as it is.</summary>
internal static partial class MemoryFile
{
    private const int Page = 4096;
    private const int Piece = 256 * Page;

    // lseek(2), include/uapi/linux/fs.h
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NoDataBehind = 6; // ENXIO

    /// <summary>Copies what is not zero.</summary>
    /// <param name="source">A memory file of any kind; holes in it are skipped.</param>
    /// <param name="target">A new file.</param>
    /// <returns>Its fingerprint.</returns>
    /// <exception cref="IOException">Reading or writing failed, for want of space too.</exception>
    public static MemoryPrint Copy(SafeFileHandle source, SafeFileHandle target, CancellationToken cancellationToken)
    {
        var print = Walk(source, cancellationToken, (offset, run) => RandomAccess.Write(target, run, offset));
        if (RandomAccess.GetLength(target) < print.Length)
            RandomAccess.SetLength(target, print.Length);
        return print;
    }

    /// <summary>The fingerprint of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static MemoryPrint Read(SafeFileHandle file, CancellationToken cancellationToken) => Walk(file, cancellationToken, null);

    private delegate void Take(long offset, ReadOnlySpan<byte> run);

    private static MemoryPrint Walk(SafeFileHandle file, CancellationToken cancellationToken, Take? take)
    {
        var length = RandomAccess.GetLength(file);
        var hash = new XxHash128();
        var buffer = new byte[Piece];
        var written = 0L;
        for (var at = Next(file, 0, SeekData); at >= 0 && at < length; at = Next(file, at, SeekData))
        {
            // A file system may have smaller blocks than the guest has pages.
            var end = Math.Min(length, (Next(file, at, SeekHole) + Page - 1) / Page * Page);
            at = at / Page * Page;
            while (at < end)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(Piece, end - at)), at);
                if (count == 0)
                    throw new EndOfStreamException($"the memory file became shorter than {length} bytes while it was read");
                written += Digest(hash, buffer.AsSpan(0, count), at, take);
                at += count;
            }
        }

        return new MemoryPrint(length, written, Convert.ToHexStringLower(hash.GetCurrentHash()));
    }

    /// <summary>Takes the pages that are not zero, each with its place, so that holes make no difference.</summary>
    private static long Digest(XxHash128 hash, ReadOnlySpan<byte> piece, long offset, Take? take)
    {
        Span<byte> place = stackalloc byte[8];
        var taken = 0L;
        var start = 0;
        for (var at = 0; at < piece.Length; at += Page)
        {
            var page = piece.Slice(at, Math.Min(Page, piece.Length - at));
            if (!page.ContainsAnyExcept((byte)0))
            {
                Hand(piece[start..at], offset + start);
                start = at + page.Length;
                continue;
            }

            BinaryPrimitives.WriteInt64LittleEndian(place, offset + at);
            hash.Append(place);
            hash.Append(page);
            taken += page.Length;
        }

        Hand(piece[start..], offset + start);
        return taken;

        void Hand(ReadOnlySpan<byte> run, long from)
        {
            if (run.Length > 0)
                take?.Invoke(from, run);
        }
    }

    private static long Next(SafeFileHandle file, long offset, int what)
    {
        var place = Seek(file, offset, what);
        if (place >= 0)
            return place;
        var error = Marshal.GetLastPInvokeError();
        return error == NoDataBehind ? -1 : throw new IOException($"lseek of a memory file: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "lseek64", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);
}

/// <summary>What a memory file holds.</summary>
/// <param name="Length">Bytes, holes included.</param>
/// <param name="Written">Bytes in pages that are not zero.</param>
/// <param name="Hash">XXH128 of those pages and their places: against accidents, not against forgers, who could replace this figure too.</param>
internal sealed record MemoryPrint(long Length, long Written, string Hash);
