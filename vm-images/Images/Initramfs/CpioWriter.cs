using System.Buffers;
using System.Globalization;
using System.Text;

namespace Conformance.Images;

/// <summary>
/// Writes an archive in cpio's "newc" format, the one the kernel unpacks as an initramfs
/// (Documentation/driver-api/early-userspace/buffer-format.rst). Times, owners and inode numbers are fixed, so the same
/// contents always give the same bytes. Call <see cref="Finish"/> at the end.
/// </summary>
public sealed class CpioWriter(Stream output)
{
    // File types of include/uapi/linux/stat.h.
    private const uint Directory = 0x4000;
    private const uint CharacterDevice = 0x2000;
    private const uint RegularFile = 0x8000;
    private const uint SymbolicLink = 0xA000;

    private const string Magic = "070701";
    private const string Trailer = "TRAILER!!!";

    // Every header and every body starts at a multiple of four bytes from the archive's start.
    private const int Alignment = 4;

    private long written;
    private uint inode;

    /// <summary>Adds a directory. Parents must be added first: the kernel creates none by itself.</summary>
    /// <param name="path">Relative or absolute; a leading slash is dropped.</param>
    /// <param name="permissions">Lower twelve bits of the mode.</param>
    public void AddDirectory(string path, uint permissions = 0x1ED /* 0755 */) =>
        WriteHeader(path, Directory | permissions, size: 0, links: 2);

    /// <summary>Adds a file.</summary>
    public void AddFile(string path, ReadOnlySpan<byte> content, uint permissions = 0x1A4 /* 0644 */)
    {
        WriteHeader(path, RegularFile | permissions, content.Length);
        Write(content);
        Pad();
    }

    /// <summary>Adds a file from a stream of known length.</summary>
    /// <exception cref="InvalidDataException">The stream is shorter or longer than it says, or too long for the format (4 GiB).</exception>
    public void AddFile(string path, Stream content, uint permissions = 0x1A4 /* 0644 */)
    {
        long size = content.Length - content.Position;
        WriteHeader(path, RegularFile | permissions, size);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            long copied = 0;
            for (int read; (read = content.Read(buffer)) > 0; copied += read)
                Write(buffer.AsSpan(0, read));
            if (copied != size)
                throw new InvalidDataException($"'{path}' changed while it was archived: {size} bytes announced, {copied} read.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        Pad();
    }

    /// <summary>Adds a symbolic link.</summary>
    public void AddSymbolicLink(string path, string target)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(target);
        WriteHeader(path, SymbolicLink | 0x1FF /* 0777 */, bytes.Length);
        Write(bytes);
        Pad();
    }

    /// <summary>Adds a character device node.</summary>
    /// <param name="major">Which driver (Documentation/admin-guide/devices.txt).</param>
    /// <param name="minor">Which device of it.</param>
    public void AddCharacterDevice(string path, uint major, uint minor, uint permissions = 0x180 /* 0600 */) =>
        WriteHeader(path, CharacterDevice | permissions, size: 0, links: 1, major, minor);

    /// <summary>Writes the entry that ends an archive and fills its last block of 512 bytes, as cpio itself does.</summary>
    public void Finish()
    {
        inode = uint.MaxValue; // the trailer has inode number 0
        WriteHeader(Trailer, mode: 0, size: 0);
        Pad(512);
        output.Flush();
    }

    private void WriteHeader(string path, uint mode, long size, uint links = 1, uint deviceMajor = 0, uint deviceMinor = 0)
    {
        string name = path.Trim('/');
        if (name.Length == 0)
            throw new ArgumentException("an archive entry needs a name.", nameof(path));
        if (size > uint.MaxValue)
            throw new InvalidDataException($"'{path}' has {size} bytes; the newc format ends at {uint.MaxValue}.");
        inode = unchecked(inode + 1);
        byte[] nameBytes = Encoding.UTF8.GetBytes(name);
        ReadOnlySpan<uint> fields =
        [
            inode, mode, 0, 0, links, 0, (uint)size, 0, 0, deviceMajor, deviceMinor, (uint)nameBytes.Length + 1, 0,
        ];
        StringBuilder header = new(Magic, 110);
        foreach (uint field in fields)
            header.Append(field.ToString("X8", CultureInfo.InvariantCulture));
        Write(Encoding.ASCII.GetBytes(header.ToString()));
        Write(nameBytes);
        Write([0]);
        Pad();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        written += bytes.Length;
    }

    private void Pad(int alignment = Alignment)
    {
        int missing = (int)(-written & (alignment - 1));
        Write(new byte[missing]);
    }
}
