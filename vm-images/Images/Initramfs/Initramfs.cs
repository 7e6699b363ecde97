using System.Security.Cryptography;

namespace Conformance.Images;

/// <summary>The guest's first file system: the static tracer as <c>/init</c> and the directories it mounts upon, nothing else.</summary>
public static class Initramfs
{
    // Part of the file's name, so that a change of what is put beside the tracer makes a new file. Raise it with the contents.
    private const int Layout = 1;

    // Each build of the tracer makes one, and few are ever used again.
    private const int MostKept = 4;

    /// <summary>
    /// Gives the path of the initramfs for a tracer, and builds it if the cache has none. The name holds the hash of the
    /// binary: another binary gets another file, the same one is built once. Safe to call from several processes.
    /// </summary>
    /// <param name="tracerBinary">Path of the static tracer.</param>
    /// <param name="cacheRoot">Usually <see cref="CacheDirectory.Default"/>.</param>
    /// <exception cref="ImageException">The binary cannot be read, or the cache cannot be written.</exception>
    public static string ForTracer(string tracerBinary, string cacheRoot)
    {
        byte[] binary = Read(tracerBinary);
        string hash = Convert.ToHexStringLower(SHA256.HashData(binary))[..16];
        string path = Path.Combine(cacheRoot, "initramfs", $"tracer-{hash}-{Layout}.cpio");
        if (File.Exists(path))
        {
            CacheDirectory.Use(path);
            return path;
        }

        AtomicFile.Write(path, stream => Write(stream, binary));
        CacheDirectory.Thin(Path.GetDirectoryName(path)!, "tracer-*.cpio", MostKept);
        return path;
    }

    /// <summary>The same in a file that nobody keeps, where the cache cannot be written.</summary>
    /// <param name="tracerBinary">Path of the static tracer.</param>
    /// <exception cref="ImageException">The binary cannot be read, or there is no room among temporary files either.</exception>
    public static UnlinkedFile Unkept(string tracerBinary)
    {
        byte[] binary = Read(tracerBinary);
        return UnlinkedFile.Write(stream => Write(stream, binary));
    }

    private static byte[] Read(string tracerBinary)
    {
        byte[] binary;
        try
        {
            binary = File.ReadAllBytes(tracerBinary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(
                ImageFault.Unreadable,
                $"cannot read the tracer '{tracerBinary}': {error.Message} Build it through ./conformance, or set CONFORMANCE_TRACER to one.",
                error);
        }

        if (!IsExecutable(binary))
        {
            throw new ImageException(
                ImageFault.Unreadable,
                $"'{tracerBinary}' is no ELF executable for x86-64 ({binary.Length} bytes). Build it through ./conformance, or set CONFORMANCE_TRACER to one.");
        }

        return binary;
    }

    /// <summary>
    /// Gives the path of a file that holds several archives one behind the other, as the kernel unpacks them, and builds it if the cache has none. Other
    /// files with the same further archives belong to tracers of yesterday and are removed: they are large.
    /// </summary>
    /// <param name="first">What <see cref="ForTracer"/> gave.</param>
    /// <param name="further">Paths of archives.</param>
    /// <param name="cacheRoot">Usually <see cref="CacheDirectory.Default"/>.</param>
    /// <exception cref="ImageException">An archive cannot be read, or the cache cannot be written.</exception>
    public static string Joined(string first, IReadOnlyList<string> further, string cacheRoot)
    {
        if (further.Count == 0)
            return first;
        string directory = Path.Combine(cacheRoot, "initramfs");
        string group = "with-" + string.Join('+', further.Select(Path.GetFileNameWithoutExtension));
        string path = Path.Combine(directory, $"{group}--{Path.GetFileName(first)}");
        if (File.Exists(path) && new FileInfo(path).Length == ((string[])[first, .. further]).Sum(part => new FileInfo(part).Length))
        {
            CacheDirectory.Use(path);
            return path;
        }

        AtomicFile.Write(path, output =>
        {
            foreach (string part in (string[])[first, .. further])
            {
                using FileStream input = File.OpenRead(part);
                input.CopyTo(output);
            }
        });

        // A running QEMU has its file open and keeps it.
        foreach (string old in Directory.EnumerateFiles(directory, $"{group}--*.cpio").Where(old => old != path))
            AtomicFile.Remove(old);
        CacheDirectory.Thin(directory, "with-*.cpio", MostKept);
        return path;
    }

    /// <summary>Writes the archive.</summary>
    /// <param name="tracer">The static tracer's bytes.</param>
    public static void Write(Stream output, ReadOnlySpan<byte> tracer)
    {
        CpioWriter archive = new(output);
        archive.AddDirectory("dev");

        // The kernel opens /dev/console for PID 1 before PID 1 could have mounted anything (init/main.c, console_on_rootfs).
        archive.AddCharacterDevice("dev/console", major: 5, minor: 1);
        archive.AddCharacterDevice("dev/null", major: 1, minor: 3, permissions: 0x1B6 /* 0666 */);
        archive.AddDirectory("proc");
        archive.AddDirectory("sys");
        archive.AddDirectory("run");
        archive.AddDirectory("tmp", permissions: 0x3FF /* 01777 */);
        archive.AddFile("init", tracer, permissions: 0x1ED /* 0755 */);
        archive.Finish();
    }

    // e_ident and e_machine of the ELF specification: 64 bits, little-endian, EM_X86_64 = 62 at offset 18.
    private static bool IsExecutable(ReadOnlySpan<byte> binary) =>
        binary.Length > 64 && binary.StartsWith("\u007fELF\u0002\u0001"u8) && binary[18] == 62 && binary[19] == 0;
}
