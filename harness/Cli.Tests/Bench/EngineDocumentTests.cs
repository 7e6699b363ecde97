using System.Xml.Linq;
using Conformance.Cli.Bench;

namespace Conformance.Cli.Tests.Bench;

public sealed class EngineDocumentTests
{
    private string _folder = "";

    private string Document => Path.Combine(_folder, "bench.md");

    [SetUp]
    public void Make_a_folder() => _folder = Directory.CreateTempSubdirectory("conformance-test-").FullName;

    [TearDown]
    public void Remove_it() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Only_what_lies_between_the_marks_is_replaced_however_often()
    {
        File.WriteAllText(Document, $"before\n{EngineDocument.Begin}\nold\n{EngineDocument.End}\nafter\n");
        EngineDocument.Open(Document).Write("| new |", "<svg/>");
        EngineDocument.Open(Document).Write("| newer |", null);

        File.ReadAllText(Document).Should().StartWith($"before\n{EngineDocument.Begin}\n").And.EndWith($"{EngineDocument.End}\nafter\n")
            .And.Contain("| newer |").And.Contain("](bench.growth.svg)").And.NotContain("old").And.NotContain("| new |");
        File.ReadAllText(Path.Combine(_folder, "bench.growth.svg")).Should().Be("<svg/>");
    }

    [Test]
    public void A_document_without_marks_is_refused_before_anything_is_measured()
    {
        FluentActions.Invoking(() => EngineDocument.Open(Document)).Should().Throw<UsageException>().WithMessage("*no file*");
        File.WriteAllText(Document, $"{EngineDocument.End} {EngineDocument.Begin}");
        FluentActions.Invoking(() => EngineDocument.Open(Document)).Should().Throw<UsageException>().WithMessage("*has no lines*");
    }

    [Test]
    public void The_chart_is_well_formed_and_has_a_point_for_each_time()
    {
        GrowthLine[] lines =
        [
            new("probes", "ours", [(1, 40, null), (10, 50, null), (100, 90, null)]),
            new("probes", "other", [(1, 4000, null), (10, 9000, null), (100, null, "not tried")]),
        ];
        var chart = XDocument.Parse(GrowthChart.Draw(lines));
        chart.Descendants().Count(e => e.Name.LocalName == "circle").Should().Be(5);
        chart.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value).Should().Contain(["probes", "ours", "other", "100"]);
    }
}
