using Conformance.Harness.Runs;
using Conformance.Images;

namespace Conformance.Harness.Tests.Runs;

/// <summary>A lock file repeats a run with exactly its kernels.</summary>
public sealed class StoredKernelsTests
{
    private string _directory;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("conformance-kernels-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task A_run_that_is_repeated_gets_the_kernel_to_the_byte_or_none()
    {
        var file = Path.Combine(_directory, "bzImage");
        await File.WriteAllBytesAsync(file, Kernel(1));
        var first = await new StoredKernels(Store).FetchAsync(file, null, default);
        var locked = new StoredKernels(Store, new KernelLock([new(file, first.Release, first.Sha256, first.Package)]));

        (await locked.FetchAsync(file, null, default)).Should().Be(first);

        await File.WriteAllBytesAsync(file, Kernel(2));
        (await new StoredKernels(Store).FetchAsync(file, null, default)).Release.Should().Be(first.Release, "only its bytes are others");
        (await FluentActions.Awaiting(() => locked.FetchAsync(file, null, default)).Should().ThrowAsync<ImageException>()).WithMessage($"*is not the kernel of the lock file*");
        (await FluentActions.Awaiting(() => locked.FetchAsync("6.12", null, default)).Should().ThrowAsync<ImageException>()).WithMessage("*has no kernel '6.12'*");
    }

    private KernelStore Store => new(new KernelStoreOptions { CacheRoot = Path.Combine(_directory, "cache"), Sources = _ => throw new InvalidOperationException("the mirror was asked") });

    /// <summary>The header of a bzImage (Documentation/arch/x86/boot.rst), its version, and what else there is.</summary>
    private static byte[] Kernel(byte rest)
    {
        var bytes = new byte[8192];
        (bytes[0x1FE], bytes[0x1FF]) = (0x55, 0xAA);
        "HdrS"u8.CopyTo(bytes.AsSpan(0x202));
        bytes[0x20F] = 0x01;
        "6.99.0-own (somebody@somewhere) #1 SMP\0"u8.CopyTo(bytes.AsSpan(0x300));
        bytes[^1] = rest;
        return bytes;
    }
}
