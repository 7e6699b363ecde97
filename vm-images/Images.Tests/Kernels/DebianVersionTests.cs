namespace Conformance.Images.Tests;

public sealed class DebianVersionTests
{
    private static readonly string[] Pieces = ["0", "1", "9", "10", "007", ".", "~", "+", "-", "a", "rc", "deb13", "bpo"];

    [TestCase("7.3.4-1", "7.3~rc7-1~exp1", 1)]
    [TestCase("6.12.9-1", "6.12.10-1", -1)]
    [TestCase("7.3.4-1~bpo13+1", "7.3.4-1", -1)]
    [TestCase("1:1-1", "2-1", 1)]
    [TestCase("1.0", "1.0-0", 0)]
    [TestCase("", "~", 1)]
    public void Versions_are_ordered(string left, string right, int sign)
    {
        Math.Sign(DebianVersion.Compare(left, right)).Should().Be(sign);
        Math.Sign(DebianVersion.Compare(right, left)).Should().Be(-sign);
    }

    [Test]
    public async Task The_order_is_the_one_of_dpkg()
    {
        Random random = new(7);
        for (int i = 0; i < 150; i++)
        {
            string left = Version(random);
            string right = random.Next(3) == 0 ? left + Pieces[random.Next(Pieces.Length)] + "1" : Version(random);
            int sign = Math.Sign(DebianVersion.Compare(left, right));
            string relation = sign < 0 ? "lt" : sign > 0 ? "gt" : "eq";

            (await Run.ExitCodeAsync("dpkg", "--compare-versions", left, relation, right)).Should().Be(0, "'{0}' {1} '{2}'", left, relation, right);
        }
    }

    // dpkg wants a digit first, an epoch that is a number, and something behind the last hyphen.
    private static string Version(Random random) =>
        (random.Next(4) == 0 ? $"{random.Next(3)}:" : "") + random.Next(12)
        + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Pieces[random.Next(Pieces.Length)])) + "1";
}
