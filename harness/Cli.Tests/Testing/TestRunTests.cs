using Conformance.Cli.Testing;

namespace Conformance.Cli.Tests.Testing;

public sealed class TestRunTests
{
    private const string Summary = "failed A_test (1ms)\n\nTest run summary: Failed! - /x/X.dll (net10.0|x64)\n  total: 113\n  failed: 1\n  succeeded: 110\n  skipped: 2\n  duration: 1s\n";

    [Test]
    public void The_summary_of_a_run_is_counted()
    {
        TestCounts.InSummary(Summary).Should().Be(new TestCounts(110, 1, 2));
    }

    [TestCase("")]
    [TestCase("Unhandled exception.")]
    [TestCase("Test run summary: Passed!\n  total: 1\n")]
    public void A_run_that_broke_off_has_no_counts(string output)
    {
        TestCounts.InSummary(output).Should().BeNull();
    }

    [Test]
    public void Only_what_stands_behind_the_last_summary_counts()
    {
        TestCounts.InSummary("  failed: 7\n" + Summary).Should().Be(new TestCounts(110, 1, 2));
    }

    [Test]
    public void Counts_add_up()
    {
        (new TestCounts(1, 2, 3) + new TestCounts(10, 20, 30)).Should().Be(new TestCounts(11, 22, 33));
    }

    [Test]
    public void Test_projects_are_found_by_their_names_and_the_suites_come_last()
    {
        string root = Directory.CreateTempSubdirectory("projects-").FullName;
        foreach (string project in (string[])["harness/B.Tests/B.Tests", "harness/B/B", "reports/A.Tests/A.Tests", "suites/Suites/Suites"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, project))!);
            File.WriteAllText(Path.Combine(root, project + ".csproj"), "");
        }

        TestProjects.Find(root, null).Select(TestProjects.Name).Should().Equal("A.Tests", "B.Tests", "Suites");
        TestProjects.Find(root, "b.t").Select(TestProjects.Name).Should().Equal("B.Tests");
        Directory.Delete(root, recursive: true);
    }

    [Test]
    public async Task A_project_name_that_fits_none_is_a_usage_error_with_the_names_there_are()
    {
        string root = Directory.CreateTempSubdirectory("projects-").FullName;
        StringWriter output = new();

        (await new TestRun(new TestRunOptions(root) { Project = "nothing" }, output).RunAsync(default)).Should().Be(2);

        output.ToString().Should().Contain("no test project has 'nothing' in its name");
        Directory.Delete(root, recursive: true);
    }

    [TestCase("Cpio", "FullyQualifiedName~Cpio")]
    [TestCase("Name=A_test", "Name=A_test")]
    public void A_plain_word_is_sought_in_full_names(string filter, string expression)
    {
        TestRun.FilterExpression(filter).Should().Be(expression);
    }
}
