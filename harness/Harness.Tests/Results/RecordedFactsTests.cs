using Conformance.Harness.Configuration;
using Conformance.Harness.Results;

namespace Conformance.Harness.Tests.Results;

public sealed class RecordedFactsTests
{
    private string _directory = null!;

    private string File => Path.Combine(_directory, "facts.json");

    [SetUp]
    public void Make() => _directory = Directory.CreateTempSubdirectory("conformance-facts-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_fact_that_another_build_of_the_series_shows_otherwise_has_changed()
    {
        RecordedFacts.None.With([new("6.12.107+deb13-cloud-amd64", "fexit", "run-order", "newest-first")]).Write(File);
        var recorded = RecordedFacts.Read(File);

        recorded.ChangedIn([new("6.12.118+deb13-rt-amd64", "fexit", "run-order", "oldest-first")]).Select(fact => fact.ToString())
            .Should().Equal("6.12.118+deb13-rt-amd64: fexit run-order is oldest-first, recorded is newest-first");
        recorded.ChangedIn([new("6.12.118+deb13-rt-amd64", "fexit", "run-order", "newest-first")]).Should().BeEmpty();
    }

    [TestCase("6.1.0-56-cloud-amd64", "fexit", "run-order")]
    [TestCase("6.12.107", "fentry", "run-order")]
    [TestCase("6.12.107", "fexit", "own-order")]
    public void What_is_not_recorded_has_not_changed(string kernel, string mechanism, string fact) =>
        RecordedFacts.None.With([new("6.12.107", "fexit", "run-order", "newest-first")]).ChangedIn([new(kernel, mechanism, fact, "other")]).Should().BeEmpty();

    [Test]
    public void What_was_found_last_is_kept_and_series_are_in_the_order_of_their_numbers()
    {
        RecordedFacts.None.With([new("6.12.1", "fexit", "run-order", "a"), new("6.1.2", "fexit", "run-order", "b"), new("5.10.3", "kprobe", "run-order", "c")])
            .With([new("6.12.9", "fexit", "run-order", "d")]).Write(File);

        RecordedFacts.Read(File).All.Select(fact => $"{fact.Series} {fact.Value}").Should().Equal("5.10 c", "6.1 b", "6.12 d");
        System.IO.File.ReadAllLines(File).Should().HaveCount(5, "each fact has its line, so that a change is one line of a diff");
    }

    [Test]
    public void A_file_that_is_not_there_holds_nothing() => RecordedFacts.Read(File).All.Should().BeEmpty();

    [TestCase("{}")]
    [TestCase("[{\"series\":\"new\",\"mechanism\":\"fexit\",\"fact\":\"run-order\",\"value\":\"x\"}]")]
    [TestCase("[{\"series\":\"6.12\"}]")]
    public void A_broken_file_is_told_with_its_name(string text)
    {
        System.IO.File.WriteAllText(File, text);
        FluentActions.Invoking(() => RecordedFacts.Read(File)).Should().Throw<ConfigurationException>().WithMessage($"{File}*");
    }
}
