namespace Conformance.Reports.Tests;

/// <summary>A directory of one test; gone after it.</summary>
public sealed class TestDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("conformance-reports-").FullName;

    /// <summary>A path inside.</summary>
    public string this[string name] => Path.Combine(_path, name);

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(_path, recursive: true);
}
