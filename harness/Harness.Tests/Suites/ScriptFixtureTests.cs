using Conformance.Suites.Writing;

namespace Conformance.Harness.Tests.Suites;

public class ScriptFixtureTests
{
    [Test]
    public void A_fixture_is_written_once_for_each_set_of_values_and_its_probes_are_labelled_through()
    {
        var script = ScriptFixture.FillEach("x.bt", "one-hook", Enumerable.Range(1, 2).Select<int, (string, string)[]>(number => [("attach-point", "kprobe:f,kprobe:g"), ("predicate", number == 1 ? "" : "/pid/"), ("number", $"{number}")]));

        script.Name.Should().Be("x.bt");
        script.Text.Should().Be("""
            // a b
            kprobe:f,kprobe:g { printf("%d\n", @last[tid]); @last[tid] = 1; }
            // c d
            kprobe:f,kprobe:g /pid/ { printf("%d\n", @last[tid]); @last[tid] = 2; }

            """);
    }

    [Test]
    public void A_name_without_a_value_and_a_fixture_that_is_not_there_are_told()
    {
        var missing = () => ScriptFixture.Fill("x.bt", "storm", ("hook", "f"));
        var unknown = () => ScriptFixture.Fill("x.bt", "strom");

        missing.Should().Throw<InvalidOperationException>().WithMessage("fixtures/scripts/storm.bt asks for {{mechanism}}, and the case has no value for it; it has hook.");
        unknown.Should().Throw<InvalidOperationException>().WithMessage("There is no fixtures/scripts/strom.bt.");
    }
}
