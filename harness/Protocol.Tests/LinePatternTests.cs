namespace Conformance.Protocol.Tests;

/// <summary>Lines with holes.</summary>
public sealed class LinePatternTests
{
    [Test]
    public void Holes_take_what_is_between_the_texts()
    {
        LinePattern.Parse("[{cpu}] {probe}: {text}").Match("[3] 1: a: b\n").Should().Equal(new Dictionary<string, string> { ["cpu"] = "3", ["probe"] = "1", ["text"] = "a: b" });
    }

    [TestCase("[{cpu}]", "3]")]
    [TestCase("{cpu} end", "3 end or not")]
    [TestCase("{a}-{b}", "none")]
    [TestCase("ready", "ready or not")]
    public void Another_line_does_not_fit(string pattern, string line) => LinePattern.Parse(pattern).Match(line).Should().BeNull();

    [Test]
    public void A_hole_without_a_name_takes_what_does_not_matter() => LinePattern.Parse("Attaching {} probes...").Match("Attaching 12 probes...").Should().BeEmpty();

    [TestCase("{probe", "*not closed")]
    [TestCase("{a}{b}", "*touch each other*")]
    public void A_pattern_that_cannot_work_is_refused(string pattern, string words) =>
        FluentActions.Invoking(() => LinePattern.Parse(pattern)).Should().Throw<FormatException>().WithMessage(words);
}
