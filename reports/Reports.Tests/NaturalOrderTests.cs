using Conformance.Reports.Model;

namespace Conformance.Reports.Tests;

public sealed class NaturalOrderTests
{
    [TestCase("6.9.1", "6.12.0")]
    [TestCase("5.10.0-32-cloud-amd64", "6.1.0-55-cloud-amd64")]
    [TestCase("6.12.43+deb13-amd64", "6.12.107+deb13-amd64")]
    [TestCase("7.3-rc2", "7.3")]
    [TestCase("7.3~rc2", "7.3")]
    [TestCase("7.3", "7.3.1")]
    [TestCase("2-pair-agrees", "10-kprobe-before-fentry")]
    public void An_older_kernel_or_a_smaller_number_comes_first(string first, string second)
    {
        NaturalOrder.Instance.Compare(first, second).Should().BeNegative();
        NaturalOrder.Instance.Compare(second, first).Should().BePositive();
    }

    [Test]
    public void Names_that_differ_only_in_leading_zeros_are_not_the_same() =>
        NaturalOrder.Instance.Compare("6.1", "6.01").Should().NotBe(0);

    [TestCase("6.12.107+deb13-cloud-amd64", "6.12.107")]
    [TestCase("running", "running")]
    public void The_short_name_of_a_kernel_is_its_version(string release, string expected) =>
        Words.ShortKernel(release).Should().Be(expected);
}
