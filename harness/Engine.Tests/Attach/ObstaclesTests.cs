using Conformance.Engine.Attach;

namespace Conformance.Engine.Tests.Attach;

/// <summary>What /proc and /sys say about being allowed to trace.</summary>
public sealed class ObstaclesTests
{
    [TestCase("000001ffffffffff", null)]
    [TestCase("0000000000200000", null)] // CAP_SYS_ADMIN alone
    [TestCase("000000c000000000", null)] // CAP_BPF and CAP_PERFMON
    [TestCase("0000000000000000", "CAP_BPF and CAP_PERFMON are missing")]
    [TestCase("0000008000000000", "CAP_PERFMON is missing")]
    [TestCase("0000004000000000", "CAP_BPF is missing")]
    public void Effective_capabilities_say_what_is_missing(string bits, string? missing)
    {
        var said = Obstacles.Privileges($"Name:\ttracer\nCapPrm:\t0000000000000000\nCapEff:\t{bits}\n");
        if (missing is null)
            said.Should().BeNull();
        else
            said.Should().Contain(missing).And.Contain("setcap cap_bpf,cap_perfmon+ep");
    }

    [TestCase("none integrity [confidentiality]\n", true)]
    [TestCase("none [integrity] confidentiality\n", false)]
    [TestCase("[none] integrity confidentiality\n", false)]
    [TestCase(null, false)]
    public void Only_confidentiality_forbids_tracing(string? file, bool forbidden) =>
        (Obstacles.Lockdown(file) is not null).Should().Be(forbidden);

    [TestCase(null, "quiet lockdown=confidentiality panic=-1", "/proc/cmdline says confidentiality")]
    [TestCase(null, "quiet lockdown=integrity", null)]
    [TestCase("[none] integrity confidentiality", "lockdown=confidentiality", null, Description = "the file knows better")]
    public void Without_securityfs_the_boot_parameter_tells(string? file, string commandLine, string? said)
    {
        if (said is null)
            Obstacles.Lockdown(file, commandLine).Should().BeNull();
        else
            Obstacles.Lockdown(file, commandLine).Should().Contain(said);
    }

    [Test]
    public void Nothing_is_in_the_way_where_nothing_can_be_read() =>
        Obstacles.Privileges(null).Should().BeNull();
}
