using Conformance.Tracer.Guest;

namespace Conformance.Tracer.Tests.Guest;

public sealed class KernelCommandLineTests
{
    [TestCase("console=ttyS0 conformance.port=/dev/ttyS2 quiet\n", "/dev/ttyS2")]
    [TestCase("conformance.port=/dev/ttyS2 conformance.port=/dev/hvc0", "/dev/hvc0")]
    [TestCase("console=ttyS0 quiet", null)]
    [TestCase("conformance.portal=x xconformance.port=y", null)]
    [TestCase("", null)]
    public void The_last_value_of_a_name_counts(string commandLine, string? port) =>
        KernelCommandLine.Find(commandLine, "port").Should().Be(port);
}
