using Conformance.Cli.Differential;

namespace Conformance.Cli.Tests.Differential;

/// <summary>Scripts with their directives.</summary>
public sealed class ScriptReaderTests
{
    [Test]
    public void The_first_line_says_what_a_script_shows_and_the_others_are_directives()
    {
        var script = Read("""
            // Counting.
            // options: -f json --unsafe
            // workload: getpgid times=2
            // parameters: 5 a
            // compare: errors
            // normalise: order, ids
            // differs bpftrace-0.23 (ours right): it counts twice: once more.
            // refused by bpftrace-0.27: it has no such thing.
            BEGIN { exit(); }
            // refused
            """);

        script.Family.Should().Be("family");
        script.Shows.Should().Be("Counting.");
        script.CommandLine.Should().Equal("-f", "json", "--unsafe", "-c", "/init workload -q getpgid times=2", "{script}", "5", "a");
        script.ComparesErrors.Should().BeTrue();
        script.Rules.Should().Equal("order", "ids");
        script.Refused.Should().BeFalse("only the comment at the top has directives");
        script.Known.Should().Equal(
            new KnownDifference("bpftrace-0.23", Right.Ours, "it counts twice: once more.", Refused: false),
            new KnownDifference("bpftrace-0.27", Right.Ours, "it has no such thing.", Refused: true));
    }

    [TestCase("BEGIN { }", "the first line has to be a comment")]
    [TestCase("// Shows.\n// refuse\nBEGIN { }", "'refuse' is no directive")]
    [TestCase("// Shows.\n// normalise: colours\nBEGIN { }", "there is no rule 'colours'")]
    [TestCase("// Shows.\n// differs bpftrace: because\nBEGIN { }", "is no directive")]
    [TestCase("// Shows.\n// options:\nBEGIN { }", "is no directive")]
    public void What_is_no_directive_is_refused(string text, string message)
    {
        var read = () => Read(text);
        read.Should().Throw<UsageException>().WithMessage($"*{message}*");
    }

    private static DifferentialScript Read(string text) => ScriptReader.Read("family/name", text);
}
