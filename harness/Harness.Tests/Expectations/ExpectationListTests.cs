using Conformance.Harness.Configuration;
using Conformance.Harness.Expectations;
using Conformance.Harness.Results;

namespace Conformance.Harness.Tests.Expectations;

public sealed class ExpectationListTests
{
    private const string Founding = """{ "invariant": "1-*,2-*", "case": "fexit*", "engine": "bpftrace-0.23.2", "kernel": ">=5.10 <6.13", "reason": "attaches in written order", "link": "https://example.org/4104" }""";

    [Test]
    public void A_listed_failure_is_known() =>
        Apply(Founding, AResult(Outcome.Fail)).Should().BeEquivalentTo(new { Outcome = Outcome.KnownFail, Reason = "attaches in written order (https://example.org/4104)" });

    [Test]
    public void A_listed_failure_that_passes_is_unexpected() =>
        Apply(Founding, AResult(Outcome.Pass)).Should().BeEquivalentTo(new { Outcome = Outcome.UnexpectedPass, Reason = "listed as a known failure, but passed: attaches in written order (https://example.org/4104)" });

    [TestCase(Outcome.Error)]
    [TestCase(Outcome.Unsupported)]
    public void A_case_that_could_not_be_judged_stays_what_it_is(Outcome outcome) =>
        Apply(Founding, AResult(outcome)).Outcome.Should().Be(outcome);

    [Test]
    public void Each_condition_must_hold()
    {
        var listed = AResult(Outcome.Fail);
        Result[] others =
        [
            listed with { Invariant = "17-firing-count" }, listed with { Case = "kprobe/x" }, listed with { Engine = "tracer" },
            listed with { Kernel = "6.13.0" }, listed with { Kernel = "5.9.16" },
        ];
        foreach (var other in others)
            Apply(Founding, other).Outcome.Should().Be(Outcome.Fail, other.ToString());
        Apply("""{ "invariant": "*", "arch": "aarch64", "reason": "r" }""", listed).Outcome.Should().Be(Outcome.Fail);
        Apply("""{ "invariant": "*", "machine": "local", "reason": "r" }""", listed).Outcome.Should().Be(Outcome.Fail);
    }

    [Test]
    public void An_entry_that_no_result_bears_out_is_reported()
    {
        var list = Read($$"""{ "expectations": [ {{Founding}}, { "invariant": "9-*", "reason": "gone" } ] }""");
        var results = new[] { list.Apply(AResult(Outcome.Fail), "x86_64"), list.Apply(AResult(Outcome.Pass) with { Engine = "tracer" }, "x86_64") };
        list.UnusedIn(results, "x86_64").Select(entry => entry.Reason).Should().Equal("gone");
    }

    [Test]
    public void An_entry_about_an_engine_or_a_kernel_that_did_not_run_is_not_out_of_date()
    {
        var list = Read("""{ "expectations": [ { "invariant": "9-*", "engine": "other", "reason": "r" }, { "invariant": "9-*", "kernel": "5.10", "reason": "r" } ] }""");
        list.UnusedIn([AResult(Outcome.Pass)], "x86_64").Should().BeEmpty();
    }

    [Test]
    public void An_intermittent_failure_may_pass()
    {
        const string entry = """{ "invariant": "1-*", "outcome": "intermittent", "seen": "3 of 50", "reason": "it races" }""";
        Apply(entry, AResult(Outcome.Pass)).Outcome.Should().Be(Outcome.Pass);
        Apply(entry, AResult(Outcome.Fail)).Should().BeEquivalentTo(new { Outcome = Outcome.KnownFail, Reason = "intermittent, seen 3 of 50: it races" });
    }

    [TestCase("""{ "invariant": "1-*", "case": "nothing/*", "reason": "r" }""", "*entry 1: case 'nothing/*' matches none of the 1 cases that judge 1-*, fexit/x for one.*")]
    [TestCase("""{ "invariant": "1-scirpt-order", "reason": "r" }""", "*entry 1: invariant '1-scirpt-order' matches nothing that is judged. Did you mean 1-script-order?")]
    public void An_entry_that_can_match_no_case_is_refused(string entry, string message)
    {
        var act = () => Read($$"""{ "expectations": [ {{entry}} ] }""").RequireCases([("1-script-order", "fexit/x"), ("2-pair-agrees", "nothing/y")]);
        act.Should().Throw<ConfigurationException>().WithMessage(message);
    }

    [TestCase("[", "* is not valid JSON*")]
    [TestCase("{}", "*no key 'expectations'*")]
    [TestCase("""{ "expectations": [ 1 ] }""", "*entry 1: it must be an object*")]
    [TestCase("""{ "expectations": [ { "invariant": "1-*", "reason": "r" }, { "invarant": "1-*" } ] }""", "*entry 2: key 'invarant' is unknown. Did you mean invariant?")]
    [TestCase("""{ "expectations": [ { "reason": "r" } ] }""", "*entry 1: key 'invariant' is missing.")]
    [TestCase("""{ "expectations": [ { "invariant": "1-*" } ] }""", "*entry 1: key 'reason' is missing.")]
    [TestCase("""{ "expectations": [ { "invariant": "1-*", "reason": " " } ] }""", "*entry 1: key 'reason' is empty. Say there why this fails*")]
    [TestCase("""{ "expectations": [ { "invariant": "1-*", "outcome": "flaky", "reason": "r" } ] }""", "*entry 1: key 'outcome' has the value 'flaky', it must be fail or intermittent.")]
    [TestCase("""{ "expectations": [ { "invariant": "1-*", "seen": "1 of 2", "reason": "r" } ] }""", "*entry 1: key 'seen' counts an intermittent failure*")]
    [TestCase("""{ "expectations": [ { "invariant": 1, "reason": "r" } ] }""", "*entry 1: key 'invariant' has the value 1, it must be a text.")]
    [TestCase("""{ "expectations": [ { "invariant": "*", "reason": "r", "kernel": "=>5.10" } ] }""", "*entry 1: key 'kernel' has the value '=>5.10': '=>5.10' is no kernel version*")]
    [TestCase("""{ "expectations": [ { "invariant": "*", "reason": "r", "link": "javascript:x" } ] }""", "*entry 1: key 'link' has the value 'javascript:x'*")]
    public void A_broken_file_is_named_with_entry_key_and_value(string json, string message)
    {
        var act = () => Read(json);
        act.Should().Throw<ConfigurationException>().WithMessage(message);
    }

    [Test]
    public void A_missing_file_is_named()
    {
        var act = () => ExpectationList.Read("/nowhere/expectations.json");
        act.Should().Throw<ConfigurationException>().WithMessage("/nowhere/expectations.json cannot be read*");
    }

    [TestCase("*", "7.3.4+deb13-cloud-amd64", true)]
    [TestCase("6.1", "6.1.0-50-cloud-amd64", true)]
    [TestCase("6.1", "6.12.107+deb13-cloud-amd64", false)]
    [TestCase(">=6.12", "6.12.107+deb13-cloud-amd64", true)]
    [TestCase(">6.12", "6.12.107+deb13-cloud-amd64", false)]
    [TestCase(">6.12", "6.18.15+deb13-cloud-amd64", true)]
    [TestCase("<6.12.107", "6.12.107+deb13-cloud-amd64", false)]
    [TestCase("<=6.12", "6.12.107+deb13-cloud-amd64", true)]
    [TestCase("<6.12", "6.2.0", true)]
    [TestCase("5.10|7.3", "7.3.4", true)]
    [TestCase(">=5.10 <6.1 | 7.3", "6.1.0", false)]
    public void Kernel_ranges_compare_numbers_and_not_letters(string range, string release, bool contains) =>
        KernelRange.Parse(range).Contains(release).Should().Be(contains);

    private static Result Apply(string entry, Result result) => Read($$"""{ "expectations": [ {{entry}} ] }""").Apply(result, "x86_64");

    private static ExpectationList Read(string json)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            return ExpectationList.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Result AResult(Outcome outcome) =>
        new("fexit/hrtimer_nanosleep/2-probes/1-thread", "same-hook", "1-script-order", "6.12.107+deb13-cloud-amd64", "bpftrace-0.23.2", "vm", outcome, null, null, DateTimeOffset.UnixEpoch, 1);
}
