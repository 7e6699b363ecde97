using System.Xml.Linq;
using System.Xml.Schema;
using Conformance.Reports.Tests.Samples;

namespace Conformance.Reports.Tests;

/// <summary>Reports of a run as text.</summary>
internal static class Rendered
{
    public static async Task<string> Text(SampleRun run, string fileName)
    {
        run.Write();
        await ReportWriter.WriteAllAsync([run.Directory], run.Directory, CancellationToken.None);
        return await File.ReadAllTextAsync(Path.Combine(run.Directory, fileName));
    }

    /// <summary>The JUnit file, checked against the schema.</summary>
    public static async Task<XElement> JUnit(SampleRun run)
    {
        var document = XDocument.Parse(await Text(run, "junit.xml"));
        var schemas = new XmlSchemaSet();
        schemas.Add("", Path.Combine(AppContext.BaseDirectory, "JUnit.xsd"));
        var problems = new List<string>();
        document.Validate(schemas, (_, e) => problems.Add(e.Message));
        problems.Should().BeEmpty();
        return document.Root!;
    }
}
