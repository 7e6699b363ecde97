using Conformance.Harness.Configuration;
using Conformance.Harness.Expectations;
using Conformance.Harness.Results;

namespace Conformance.Harness.Tests.Expectations;

public sealed class ExpectationUpdateTests
{
    [Test]
    public void Failures_of_the_same_kernels_make_one_entry_as_wide_as_no_passing_case_forbids()
    {
        var update = Update(
            "",
            Of("fexit/x/2-probes", "6.12.1", Outcome.Fail), Of("fexit/x/2-probes", "7.3.4", Outcome.Fail), Of("fexit/x/3-probes", "6.12.1", Outcome.Fail), Of("fexit/x/3-probes", "7.3.4", Outcome.Fail),
            Of("kprobe/x/2-probes", "6.12.1", Outcome.Pass), Of("kprobe/x/2-probes", "7.3.4", Outcome.Pass));
        var entry = update.New.Should().ContainSingle().Subject;
        (entry.Invariant.Pattern, entry.Case.Pattern, entry.Kernel.ToString(), entry.Engine.Pattern, entry.Reason).Should().Be(("1-script-order", "fexit/*", "6.12|7.3", "bpftrace-0.23.2", ""));
        entry.Intermittent.Should().BeFalse();
    }

    [Test]
    public void A_case_that_passes_beside_one_that_fails_keeps_the_entry_narrow() =>
        Update("", Of("fexit/x/2-probes", "6.12.1", Outcome.Fail), Of("fexit/x/3-probes", "6.12.1", Outcome.Pass)).New.Single().Case.Pattern.Should().Be("fexit/x/2-probes");

    [Test]
    public void Kernels_that_differ_make_entries_that_differ() =>
        Update("", Of("a/x", "6.12.1", Outcome.Fail), Of("a/x", "7.3.4", Outcome.Pass), Of("b/x", "6.12.1", Outcome.Fail), Of("b/x", "7.3.4", Outcome.Fail))
            .New.Select(entry => $"{entry.Case} {entry.Kernel}").Should().BeEquivalentTo("a/* 6.12", "b/* 6.12|7.3");

    [Test]
    public void Invariants_that_fail_alike_share_an_entry() =>
        Update("", Of("a/x", "6.12.1", Outcome.Fail), Of("a/x", "6.12.1", Outcome.Fail) with { Invariant = "2-pair-agrees" }).New.Single().Invariant.Pattern.Should().Be("1-script-order,2-pair-agrees");

    [Test]
    public void What_fails_in_one_run_and_passes_in_another_is_intermittent_with_its_count()
    {
        var entry = Update("", Of("a/x", "6.12.1", Outcome.Fail), Of("a/x", "6.12.1", Outcome.Pass), Of("a/x", "6.12.1", Outcome.Pass)).New.Single();
        (entry.Intermittent, entry.Seen).Should().Be((true, "1 of 3"));
    }

    [Test]
    public void What_is_listed_is_not_listed_again() =>
        Update("""{ "invariant": "1-*", "case": "a/*", "reason": "r" }""", Of("a/x", "6.12.1", Outcome.KnownFail)).New.Should().BeEmpty();

    [Test]
    public void An_entry_whose_cases_all_passed_is_taken_out_and_others_stay()
    {
        var update = Update(
            """{ "invariant": "1-*", "case": "a/*", "reason": "mended" }, { "invariant": "1-*", "case": "b/*", "reason": "still" }, { "invariant": "1-*", "case": "c/*", "reason": "not run" }""",
            Of("a/x", "6.12.1", Outcome.UnexpectedPass), Of("b/x", "6.12.1", Outcome.KnownFail), Of("b/y", "6.12.1", Outcome.UnexpectedPass));
        update.Gone.Select(entry => entry.Reason).Should().Equal("mended");
        update.Entries.Select(entry => entry.Reason).Should().Equal("still", "not run");
    }

    [Test]
    public void What_could_not_be_judged_says_nothing() =>
        Update("", Of("a/x", "6.12.1", Outcome.Error), Of("b/x", "6.12.1", Outcome.Unsupported)).New.Should().BeEmpty();

    [Test]
    public void A_written_file_says_the_same_when_read_again_and_is_refused_until_its_reasons_are_there()
    {
        var path = Path.GetTempFileName();
        try
        {
            var draft = Update("", Of("fexit/x", "6.12.1", Outcome.Fail), Of("fexit/x", "6.12.1", Outcome.Pass)).Entries;
            File.WriteAllText(path, """{ "expectations": [] }""");
            ExpectationWriter.Write(path, new HashSet<int>(), draft);
            var refused = () => ExpectationList.Read(path);
            refused.Should().Throw<ConfigurationException>().WithMessage("*entry 1: key 'reason' is empty. Say there why*");
            ExpectationList.ReadWithDrafts(path).Entries.Should().HaveCount(1);

            var filled = draft[0] with { Reason = "it \"races\" — <sometimes>", Link = "https://example.org/1" };
            ExpectationWriter.Write(path, new HashSet<int> { 0 }, [filled]);
            ExpectationList.Read(path).Entries.Single().Should().BeEquivalentTo(filled, options => options.Excluding(entry => entry.Place).ComparingByMembers<Expectation>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ExpectationUpdate Update(string entries, params Result[] results)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $$"""{ "expectations": [ {{entries}} ] }""");
            return ExpectationUpdate.Of(ExpectationList.Read(path), results, "x86_64");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Result Of(string name, string kernel, Outcome outcome) => new(name, "same-hook", "1-script-order", kernel, "bpftrace-0.23.2", "vm", outcome, null, null, DateTimeOffset.UnixEpoch, 1);
}
