using System.Globalization;
using System.Text;
using System.Xml;
using Conformance.Harness.Results;
using Conformance.Reports.Model;

namespace Conformance.Reports.Formats;

/// <summary><c>junit.xml</c>: what CI servers read. One test suite a target, in the shape of Jenkins' schema.</summary>
public sealed class JUnitReport : IReportFormat
{
    /// <inheritdoc />
    public string FileName => "junit.xml";

    /// <inheritdoc />
    public void Write(ReportModel model, TextWriter writer)
    {
        using var xml = XmlWriter.Create(writer, new XmlWriterSettings { Indent = true, NewLineChars = "\n", CloseOutput = false });
        var problems = model.Problems.ToLookup(p => new Target(p.Kernel, p.Engine ?? "", p.Machine ?? ""));
        var byTarget = model.Results.ToLookup(r => r.Target);
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        Attribute(xml, "name", "Conformance");
        WriteCounts(xml, model.Results, model.Problems.Count);
        foreach (var target in model.Targets) WriteSuite(xml, target, [.. byTarget[target]], [.. problems[target]]);
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void WriteSuite(XmlWriter xml, Target target, List<ReportedResult> results, List<TargetInfo> problems)
    {
        xml.WriteStartElement("testsuite");
        Attribute(xml, "name", target.ToString());
        WriteCounts(xml, results, problems.Count);
        Attribute(xml, "skipped", Number(results.Count(IsSkipped)));
        if (results.Count > 0) Attribute(xml, "timestamp", results.Min(r => r.Result.Started).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        WriteProperty(xml, "kernel", target.Kernel);
        WriteProperty(xml, "engine", target.Engine);
        WriteProperty(xml, "machine", target.Machine);
        xml.WriteEndElement();
        foreach (var problem in problems) WriteProblem(xml, problem);
        foreach (var result in results) WriteCase(xml, result);
        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyList<ReportedResult> results, int problems)
    {
        Attribute(xml, "tests", Number(results.Count + problems));
        Attribute(xml, "failures", Number(results.Count(r => r.Outcome is Outcome.Fail or Outcome.UnexpectedPass)));
        Attribute(xml, "errors", Number(results.Count(r => r.Outcome == Outcome.Error) + problems));
        Attribute(xml, "time", Seconds(results.Sum(r => r.Result.DurationMs)));
    }

    private static bool IsSkipped(ReportedResult result) => result.Outcome is Outcome.Unsupported or Outcome.KnownFail;

    // A machine that did not start has no results; without a case of its own a CI server would show nothing wrong.
    private static void WriteProblem(XmlWriter xml, TargetInfo problem)
    {
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", "machine");
        Attribute(xml, "name", "could run");
        Attribute(xml, "time", "0");
        WriteMessage(xml, "error", problem.Problem ?? "", null);
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, ReportedResult reported)
    {
        var result = reported.Result;
        xml.WriteStartElement("testcase");
        Attribute(xml, "classname", result.Suite);
        Attribute(xml, "name", $"{result.Case} [{result.Invariant}]");
        Attribute(xml, "time", Seconds(result.DurationMs));
        var reason = result.Reason ?? "";
        switch (result.Outcome)
        {
            case Outcome.Fail:
                WriteMessage(xml, "failure", reason, Detail(reported));
                break;
            case Outcome.UnexpectedPass:
                WriteMessage(xml, "failure", $"unexpected-pass: {reason}", Detail(reported));
                break;
            case Outcome.Error:
                WriteMessage(xml, "error", reason, Detail(reported));
                break;
            case Outcome.Unsupported or Outcome.KnownFail:
                WriteMessage(xml, "skipped", $"{result.Outcome.Word()}: {reason}", null);
                break;
        }

        if (result.Evidence is not null) xml.WriteElementString("system-out", Clean(reported.Run.LinkPrefix + result.Evidence));
        xml.WriteEndElement();
    }

    private static void WriteMessage(XmlWriter xml, string element, string message, string? detail)
    {
        xml.WriteStartElement(element);
        Attribute(xml, "message", message);
        if (element != "skipped") Attribute(xml, "type", element);
        if (!string.IsNullOrEmpty(detail)) xml.WriteString(Clean(detail));
        xml.WriteEndElement();
    }

    private static string? Detail(ReportedResult reported)
    {
        if (reported.Evidence is not { } evidence) return null;
        var text = new StringBuilder(evidence.Sentence).AppendLine();
        if (evidence.CounterExample is { } example)
        {
            text.AppendLine(example.Message)
                .AppendLine($"expected: {string.Join(' ', example.Expected)}")
                .AppendLine($"observed: {string.Join(' ', example.Observed)}");
        }

        if (evidence.Detail is { } detail) text.AppendLine(detail);
        return text.Append("again: ").Append(evidence.Rerun).ToString();
    }

    private static void WriteProperty(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        Attribute(xml, "name", name);
        Attribute(xml, "value", value);
        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value) => xml.WriteAttributeString(name, Clean(value));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double milliseconds) =>
        (double.IsFinite(milliseconds) ? Math.Max(0, milliseconds) / 1000 : 0).ToString("0.000", CultureInfo.InvariantCulture);

    // XML 1.0 has no way to write most control characters and unpaired surrogates.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) clean.Append(text[i]).Append(text[++i]);
            else if (XmlConvert.IsXmlChar(text[i])) clean.Append(text[i]);
        }

        return clean.ToString();
    }
}
