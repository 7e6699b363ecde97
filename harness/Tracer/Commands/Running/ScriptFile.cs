using System.Text;

namespace Conformance.Tracer.Commands.Running;

/// <summary>A script cannot be read; the message says which, why and what to do.</summary>
internal sealed class ScriptFileException(string message) : Exception(message);

/// <summary>Reads scripts: text in UTF-8, of a size that somebody may have written.</summary>
internal static class ScriptFile
{
    private const int MostBytes = 16 << 20;

    /// <summary>The text of a file.</summary>
    /// <exception cref="ScriptFileException">It cannot be read, or is no text.</exception>
    public static string Read(string path)
    {
        if (Directory.Exists(path))
            throw new ScriptFileException($"'{path}' is a directory: name a script in it");
        try
        {
            using var file = File.OpenRead(path);
            return Decode(path, ReadAll(path, file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            var hint = path.Contains('{', StringComparison.Ordinal) ? "a script on the command line follows -e" : $"look for it from here, {Environment.CurrentDirectory}";
            throw new ScriptFileException($"there is no file '{Shorten(path)}': {hint}");
        }
        catch (UnauthorizedAccessException)
        {
            throw new ScriptFileException($"'{path}' may not be read by this user: check its permissions (ls -l), or run as root");
        }
        catch (IOException e)
        {
            throw new ScriptFileException($"'{Shorten(path)}' cannot be read: {e.Message}");
        }
    }

    /// <summary>The text on standard input, to its end.</summary>
    /// <exception cref="ScriptFileException">It is no text.</exception>
    public static string ReadStandardInput()
    {
        using var input = Console.OpenStandardInput();
        return Decode("stdin", ReadAll("stdin", input));
    }

    private static byte[] ReadAll(string name, Stream stream)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > MostBytes)
                throw new ScriptFileException($"'{name}' is larger than {MostBytes >> 20} MiB: is it a script?");
        }

        return bytes.ToArray();
    }

    private static string Decode(string name, byte[] bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        ReadOnlySpan<byte> mark = [0xef, 0xbb, 0xbf];
        if (rest.StartsWith(mark))
            rest = rest[mark.Length..];
        if (rest.StartsWith("\u007fELF"u8))
            throw new ScriptFileException($"'{name}' is a program, not a script: -c runs a program and traces it");
        var wrong = FirstWrongByte(rest);
        if (wrong < 0)
            return Encoding.UTF8.GetString(rest);
        var line = rest[..wrong].Count((byte)'\n') + 1;
        var column = wrong - rest[..wrong].LastIndexOf((byte)'\n');
        throw new ScriptFileException($"{name}:{line}:{column}: byte 0x{rest[wrong]:x2} is no text: scripts are UTF-8, save it so");
    }

    /// <summary>Offset of the first byte that is not UTF-8, or a zero; -1 if all is text.</summary>
    private static int FirstWrongByte(ReadOnlySpan<byte> bytes)
    {
        var zero = bytes.IndexOf((byte)0);
        var text = zero < 0 ? bytes : bytes[..zero];
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf8(text[at..], out _, out var length) != System.Buffers.OperationStatus.Done)
                return at;
            at += length;
        }

        return zero;
    }

    private static string Shorten(string path) => path.Length <= 80 ? path : path[..77] + "...";
}
