using System.Security.Cryptography;
using System.Text;

namespace Conformance.Images.Tests;

/// <summary>A Debian archive in a directory, small but real: apt reads it through a file: URI and verifies it like any other.</summary>
internal sealed class TestArchive(string directory, SigningKey key)
{
    private readonly Dictionary<string, List<string>> stanzas = [];

    public AptSource Source(string suite) => new($"file:{directory}", suite, key.Keyring);

    public string PoolFile(string package, string version) => Path.Combine(directory, "pool", $"{package}_{version}_amd64.deb");

    public string InRelease(string suite) => Path.Combine(directory, "dists", suite, "InRelease");

    /// <summary>Adds a package whose one file is a kernel; <see cref="PublishAsync"/> makes it visible.</summary>
    /// <param name="member">Where in the package the kernel lies; by default as up to 6.18.</param>
    public Task AddAsync(string suite, string package, string version, string release, byte[]? kernel = null, string? member = null) =>
        AddFilesAsync(suite, package, version, "", ((member ?? "boot/vmlinuz-RELEASE").Replace("RELEASE", release, StringComparison.Ordinal), kernel ?? FakeKernel.Of(release)));

    /// <summary>Adds a package with any files.</summary>
    /// <param name="depends">What it depends on, as control files say it; empty: nothing.</param>
    public async Task AddFilesAsync(string suite, string package, string version, string depends, params (string Path, byte[] Content)[] files)
    {
        using TemporaryDirectory tree = new();
        foreach ((string path, byte[] content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(tree[path])!);
            await File.WriteAllBytesAsync(tree[path], content);
        }

        Directory.CreateDirectory(tree["DEBIAN"]);
        string control = $"Package: {package}\nVersion: {version}\nArchitecture: amd64\nMaintainer: Nobody <nobody@tests.invalid>\n"
            + $"{(depends.Length > 0 ? $"Depends: {depends}\n" : "")}Description: a test\n";
        await File.WriteAllTextAsync(tree["DEBIAN/control"], control);
        string pool = PoolFile(package, version);
        Directory.CreateDirectory(Path.GetDirectoryName(pool)!);
        await Run.ToolAsync("dpkg-deb", ["--root-owner-group", "-Znone", "--build", tree.Path, pool]);
        byte[] bytes = await File.ReadAllBytesAsync(pool);
        stanzas.TryAdd(suite, []);
        stanzas[suite].Add(control + $"Filename: pool/{Path.GetFileName(pool)}\nSize: {bytes.Length}\nSHA256: {Hash(bytes)}\n");
    }

    /// <summary>Writes a suite's index and signs it.</summary>
    public async Task PublishAsync(string suite, SigningKey? other = null)
    {
        string suiteDirectory = Path.Combine(directory, "dists", suite);
        Directory.CreateDirectory(Path.Combine(suiteDirectory, "main", "binary-amd64"));
        byte[] packages = Encoding.UTF8.GetBytes(string.Join('\n', stanzas.GetValueOrDefault(suite) ?? []));
        await File.WriteAllBytesAsync(Path.Combine(suiteDirectory, "main", "binary-amd64", "Packages"), packages);
        string release = Path.Combine(suiteDirectory, "Unsigned");
        await File.WriteAllTextAsync(
            release,
            $"Origin: Tests\nLabel: Tests\nSuite: {suite}\nCodename: {suite}\nDate: {DateTime.UtcNow:R}\nArchitectures: amd64\nComponents: main\n"
            + $"SHA256:\n {Hash(packages)} {packages.Length} main/binary-amd64/Packages\n");
        await (other ?? key).ClearSignAsync(release, InRelease(suite));
        File.Delete(release);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
