using Conformance.Engine.Attach;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Tests.Attach;

public sealed class AttachFailureTests
{
    [TestCase(1, "EPERM", "root")]
    [TestCase(7, "E2BIG", "38")]
    [TestCase(2, "ENOENT", "kallsyms")]
    [TestCase(99, "EADDRNOTAVAIL", "blacklist")]
    [TestCase(24, "EMFILE", "ulimit -n")]
    [TestCase(12, "ENOMEM", "memory")]
    public void A_refusal_names_the_probe_the_error_and_the_next_step(int errno, string name, string remedy)
    {
        var failure = AttachFailure.Of("attach fexit:vfs_read", -errno);
        failure.Errno.Should().Be(errno);
        failure.Message.Should().Contain("fexit:vfs_read").And.Contain(name).And.Contain(remedy);
    }

    [TestCase(1, "EPERM", "ulimit -l")]
    [TestCase(7, "E2BIG", "max_map_keys")]
    [TestCase(22, "EINVAL", "512")]
    [TestCase(24, "EMFILE", "ulimit -n")]
    public void A_map_that_is_refused_is_told_with_its_sizes_and_the_next_step(int errno, string name, string remedy)
    {
        Assume.That(errno != 1 || Engine.Libbpf.ResourceLimits.LockedMemory is not null, "no limit here");
        AttachFailure.OfMap(new("@x", BpfMapType.Hash, 600, 16, 4096), -errno).Message.Should().Contain("map @x (4096 entries of 600 + 16 bytes)").And.Contain(name).And.Contain(remedy);
    }

    [Test]
    public void A_verifiers_log_is_kept_and_pointed_at()
    {
        var failure = AttachFailure.Of("load fexit:vfs_read", -13, "R1 invalid mem access");
        failure.VerifierLog.Should().Be("R1 invalid mem access");
        failure.Message.Should().Contain("verifier");
    }
}
