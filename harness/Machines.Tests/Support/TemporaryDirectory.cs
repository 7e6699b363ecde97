namespace Conformance.Machines.Tests.Support;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("conformance-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Writes a file and gives its path.</summary>
    public string File(string name, ReadOnlySpan<byte> content)
    {
        var path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a shell script that can be executed, and gives its path: a stand-in for QEMU.</summary>
    public string Script(string name, string text) => Program(name, System.Text.Encoding.UTF8.GetBytes($"#!/bin/sh\n{text}\n"));

    /// <summary>Writes a file that can be executed, and gives its path.</summary>
    public string Program(string name, ReadOnlySpan<byte> content)
    {
        var path = File(name, content);
        if (OperatingSystem.IsLinux())
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
