using Conformance.Engine.Attach;

namespace Conformance.Engine.Tests.Attach;

public sealed class AttachFailureTests
{
    [TestCase(1, "EPERM", "root")]
    [TestCase(7, "E2BIG", "38")]
    [TestCase(2, "ENOENT", "kallsyms")]
    [TestCase(99, "EADDRNOTAVAIL", "blacklist")]
    public void A_refusal_names_the_probe_the_error_and_the_next_step(int errno, string name, string remedy)
    {
        var failure = AttachFailure.Of("attach fexit:vfs_read", -errno);
        failure.Errno.Should().Be(errno);
        failure.Message.Should().Contain("fexit:vfs_read").And.Contain(name).And.Contain(remedy);
    }

    [Test]
    public void A_verifiers_log_is_kept_and_pointed_at()
    {
        var failure = AttachFailure.Of("load fexit:vfs_read", -13, "R1 invalid mem access");
        failure.VerifierLog.Should().Be("R1 invalid mem access");
        failure.Message.Should().Contain("verifier");
    }
}
