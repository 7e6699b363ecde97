namespace Conformance.Images.Tests;

/// <summary>What apt 2.6 prints when things go wrong.</summary>
public sealed class AptFailureTests
{
    [TestCase("E: The repository 'http://m/debian nowhere Release' does not have a Release file.", ImageFault.NotServed)]
    [TestCase("Err:1 http://m/p.deb\n  404  Not Found [IP: 192.0.2.1 80]\nE: Failed to fetch http://m/p.deb  404  Not Found", ImageFault.NotServed)]
    [TestCase("W: GPG error: http://m sid InRelease: The following signatures were invalid: BADSIG 0E98404D386FA1D9\nE: The repository 'http://m sid InRelease' is not signed.", ImageFault.BadSignature)]
    [TestCase("W: GPG error: http://m sid InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 1", ImageFault.BadSignature)]
    [TestCase("E: Failed to fetch http://m/InRelease  Clearsigned file isn't valid, got 'NOSPLIT' (does the network require authentication?)", ImageFault.BadSignature)]
    [TestCase("E: Failed to fetch http://m/p.deb  Hash Sum mismatch\n   Hashes of expected file:", ImageFault.Damaged)]
    [TestCase("E: Failed to fetch http://m/Packages.xz  File has unexpected size (99 != 100). Mirror sync in progress?", ImageFault.Damaged)]
    [TestCase("W: Failed to fetch http://m/InRelease  Temporary failure resolving 'm'", ImageFault.NoNetwork)]
    [TestCase("W: Failed to fetch http://m/InRelease  Could not connect to m:80 (192.0.2.1). - connect (111: Connection refused)", ImageFault.NoNetwork)]
    [TestCase("E: Write error - write (28: No space left on device)", ImageFault.DiskFull)]
    [TestCase("E: Could not open lock file /c/lists/lock - open (30: Read-only file system)", ImageFault.ReadOnly)]
    [TestCase("E: Release file for http://m/InRelease is expired (invalid since 3d 1h).", ImageFault.Apt)]
    public void A_failure_is_known_by_the_words_of_apt(string output, ImageFault fault)
    {
        AptFailure.Classify(output).Should().Be(fault);
        ImageException error = AptFailure.Explain("update suite 'sid'", output, "/cache/apt/sid");
        error.Fault.Should().Be(fault);
        error.Message.Should().ContainAny("suite 'sid'", "/cache/apt/sid");
    }

    [Test]
    public void Only_complaints_are_repeated_and_never_without_end()
    {
        AptFailure.Words("Get:1 http://m x\nW: one\nReading package lists...\nE: two").Should().Be("W: one E: two");
        AptFailure.Words("E: " + new string('x', 5000)).Length.Should().BeLessThan(410);
        AptFailure.Words("").Should().Be("(it said nothing.)");
    }
}
