using Conformance.Harness.Expectations;
using Conformance.Harness.Text;

namespace Conformance.Harness.Tests.Expectations;

/// <summary>What people wrote into the file stays as they wrote it.</summary>
public sealed class ExpectationWriterTests
{
    private const string File = """
        // Known failures of three engines.
        {
          "expectations": [
            // The founding bug.
            { "invariant": "1-*", "reason": "a" }, // since 0.1
            /* two
               lines */
            {
              "reason": "b, {c} ]", "invariant": "2-*" // keys in any order
            },
            { "invariant": "3-*", "reason": "d" },
            // nothing below
          ],
        }

        """;

    private static readonly Expectation s_new = new("new", new Glob("4-*"), new Glob("fexit/*"), KernelRange.Parse(">=6.12"), new Glob("*"), new Glob("x"), new Glob("*"), "why", null);

    [Test]
    public void A_file_of_which_nothing_goes_stays_as_it_is_but_for_a_comma_at_the_end() =>
        Edit([]).Should().Be(File.Replace("""d" },""", """d" }""", StringComparison.Ordinal));

    [Test]
    public void New_entries_come_first_and_the_rest_stays() =>
        Edit([], s_new).Should().StartWith("""
            // Known failures of three engines.
            {
              "expectations": [
                {
                  "invariant": "4-*",
                  "case": "fexit/*",
                  "kernel": ">=6.12",
                  "engine": "x",
                  "reason": "why"
                },
                // The founding bug.
                { "invariant": "1-*", "reason": "a" }, // since 0.1
                /* two
            """);

    [Test]
    public void An_entry_goes_with_its_comments_and_no_other_s()
    {
        Edit([0]).Should().NotContain("founding").And.NotContain("since 0.1").And.Contain("lines */");
        Edit([1]).Should().Contain("founding").And.Contain("""a" }, // since 0.1""").And.NotContain("lines */").And.NotContain("keys in any order").And.Contain("nothing below");
        Edit([2]).Should().Contain("keys in any order").And.Contain("nothing below").And.NotContain("3-*");
    }

    [Test]
    public void Whatever_goes_and_comes_the_file_can_be_read([Range(0, 7)] int which, [Values] bool more)
    {
        var gone = Enumerable.Range(0, 3).Where(entry => (which & (1 << entry)) != 0).ToArray();
        var read = Read(Edit(gone, more ? [s_new, s_new] : []));
        read.Should().HaveCount(3 - gone.Length + (more ? 2 : 0));
    }

    [Test]
    public void A_list_on_one_line_takes_entries_too()
    {
        Read(ExpectationWriter.Edit("""{ "expectations": [] }""", new HashSet<int>(), [s_new])).Should().ContainSingle();
        Read(ExpectationWriter.Edit("""{ "expectations": [ { "invariant": "1-*", "reason": "é" }, { "invariant": "2-*", "reason": "b" } ] }""", new HashSet<int> { 0 }, [s_new])).Select(entry => entry.Reason).Should().Equal("why", "b");
    }

    private static string Edit(int[] gone, params Expectation[] added) => ExpectationWriter.Edit(File, gone.ToHashSet(), added);

    private static IReadOnlyList<Expectation> Read(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllText(path, text);
            return ExpectationList.Read(path).Entries;
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }
}
