using Conformance.Harness.Results;

namespace Conformance.Harness.Tests.Results;

public sealed class RateTests
{
    // Values of Wilson's interval from its formula, computed with another program (R, prop.test without correction).
    [TestCase(3, 50, 0.0206, 0.1622)]
    [TestCase(25, 50, 0.3664, 0.6336)]
    [TestCase(1, 10, 0.0179, 0.4042)]
    public void A_share_has_the_bounds_of_Wilson_s_interval(int hits, int trials, double low, double high)
    {
        var rate = new Rate(hits, trials);
        rate.Low.Should().BeApproximately(low, 0.0001);
        rate.High.Should().BeApproximately(high, 0.0001);
    }

    [TestCase(50, 0.06)]
    [TestCase(300, 0.01)]
    [TestCase(2, 1)]
    public void What_never_happened_may_still_happen_by_the_rule_of_three(int trials, double high)
    {
        new Rate(0, trials).Low.Should().Be(0);
        new Rate(0, trials).High.Should().BeApproximately(high, 1e-9);
        new Rate(trials, trials).Low.Should().BeApproximately(1 - high, 1e-9);
        new Rate(trials, trials).High.Should().Be(1);
    }

    [Test]
    public void A_rate_reads_as_a_sentence() => new Rate(3, 50).ToString().Should().Be("3 of 50 (6 %, with 95 % confidence 2.1 to 16.2 %)");
}
