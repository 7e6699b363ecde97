using Conformance.Cli.Differential;
using Conformance.Protocol;

namespace Conformance.Cli.Tests.Differential;

/// <summary>What a comparison comes to: nothing that nobody expected passes, and no directive that is out of date.</summary>
public sealed class DifferentialJudgeTests
{
    private const string Differs = "// differs bpftrace (ours right): a reason", RefusedBy = "// refused by bpftrace-0.2: a reason", Refused = "// refused";
    private static readonly CommandAnswer s_one = new(0, "Attaching 1 probe...\n1\n", "", 5), s_two = new(0, "2\n", "", 9), s_refusal = new(1, "", "x.bt:1:1: ERROR: no\n", 3);

    [Test]
    public void Answers_are_the_same_or_not_and_a_directive_has_to_say_so()
    {
        Judge("", s_one, s_one with { Output = "1\n" }).Should().Be(DifferentialOutcome.Same);
        Judge("", s_one, s_two).Should().Be(DifferentialOutcome.Unexpected);
        Judge(Differs, s_one, s_two).Should().Be(DifferentialOutcome.Known);
        Judge(Differs, s_one, s_one).Should().Be(DifferentialOutcome.Unexpected, "the directive is out of date");
        Judge(Differs, s_one, s_refusal).Should().Be(DifferentialOutcome.Known);
    }

    [Test]
    public void Exit_codes_are_compared_and_errors_where_a_script_asks_for_it()
    {
        Judge("", s_one, s_one with { ExitCode = 3 }).Should().Be(DifferentialOutcome.Unexpected);
        Judge("", s_one, s_one with { ExitCode = 139 }).Should().Be(DifferentialOutcome.Unexpected, "it was killed by a signal");
        Judge("", s_one, s_one with { Errors = "WARNING: x\n" }).Should().Be(DifferentialOutcome.Same);
        Judge("// compare: errors", s_one, s_one with { Errors = "WARNING: x\n" }).Should().Be(DifferentialOutcome.Unexpected);
    }

    [Test]
    public void A_refusal_is_the_same_only_where_it_is_what_the_script_shows()
    {
        Judge(Refused, s_refusal, s_refusal with { Errors = "other words" }).Should().Be(DifferentialOutcome.Same);
        Judge("", s_refusal, s_refusal).Should().Be(DifferentialOutcome.Unexpected);
        Judge(Refused, s_one, s_one).Should().Be(DifferentialOutcome.Unexpected);
        Judge(Refused, s_one, s_refusal).Should().Be(DifferentialOutcome.Unexpected);
        Judge(Refused, s_refusal, s_one).Should().Be(DifferentialOutcome.Unexpected);
        Judge("", s_refusal, s_one).Should().Be(DifferentialOutcome.Unexpected);
    }

    [Test]
    public void A_peer_that_refuses_what_we_take_needs_a_directive_that_is_true()
    {
        Judge("", s_one, s_refusal).Should().Be(DifferentialOutcome.Unexpected);
        Judge(RefusedBy, s_one, s_refusal).Should().Be(DifferentialOutcome.Refused);
        Judge(RefusedBy, s_one, s_one).Should().Be(DifferentialOutcome.Unexpected);
        Judge(RefusedBy, s_one, s_two).Should().Be(DifferentialOutcome.Unexpected);
        Judge(RefusedBy, s_refusal, s_refusal).Should().Be(DifferentialOutcome.Unexpected);
        Judge("// refused by bpftrace-0.23: a reason", s_one, s_refusal).Should().Be(DifferentialOutcome.Unexpected, "it is about another peer");
    }

    [Test]
    public void What_was_printed_before_a_script_failed_is_no_refusal() =>
        DifferentialJudge.IsRefusal(s_refusal with { Output = "1\n" }).Should().BeFalse();

    private static DifferentialOutcome Judge(string directive, CommandAnswer ours, CommandAnswer theirs) =>
        DifferentialJudge.Of(ScriptReader.Read("family/name", $"// Shows.\n{directive}\nBEGIN {{ }}"), "bpftrace-0.27", ours, theirs).Outcome;
}
