using Conformance.Harness.Results;
using Conformance.Reports.Model;

namespace Conformance.Reports.Formats;

/// <summary><c>report.ktap</c>: the kernel's own test format (Documentation/dev-tools/ktap.rst), one nested test a target.</summary>
public sealed class KtapReport : IReportFormat
{
    /// <inheritdoc />
    public string FileName => "report.ktap";

    /// <inheritdoc />
    public void Write(ReportModel model, TextWriter writer)
    {
        writer.WriteLine("KTAP version 1");
        writer.WriteLine($"# {Line(Verdict.Of(model).Sentence)}");
        foreach (var remark in model.Remarks) writer.WriteLine($"# {Line(remark)}");
        writer.WriteLine($"1..{model.Targets.Count}");
        var byTarget = model.Results.ToLookup(r => r.Target);
        for (var i = 0; i < model.Targets.Count; i++)
        {
            var target = model.Targets[i];
            var results = byTarget[target].ToList();
            var problem = model.Problems.FirstOrDefault(p => new Target(p.Kernel, p.Engine, p.Machine) == target)?.Problem;
            WriteTarget(target, results, problem, writer);
            var good = problem is null && !results.Exists(r => r.Outcome.IsUnexpected());
            writer.WriteLine($"{(good ? "ok" : "not ok")} {i + 1} {Line(target.ToString())}");
        }
    }

    private static void WriteTarget(Target target, List<ReportedResult> results, string? problem, TextWriter writer)
    {
        writer.WriteLine("  KTAP version 1");
        writer.WriteLine($"  # Subtest: {Line(target.ToString())}");
        if (problem is not null) writer.WriteLine($"  # could not run: {Line(problem)}");
        writer.WriteLine($"  1..{results.Count}");
        for (var i = 0; i < results.Count; i++) WriteResult(i + 1, results[i], writer);
    }

    private static void WriteResult(int number, ReportedResult reported, TextWriter writer)
    {
        var result = reported.Result;
        var reason = Line(result.Reason ?? "");
        var name = $"{number} {Line(reported.FullCase)} [{Line(result.Invariant)}]";
        if (result.Outcome is Outcome.Fail or Outcome.Error or Outcome.UnexpectedPass or Outcome.KnownFail)
            writer.WriteLine($"  # {result.Outcome.Word()}: {reason}");
        writer.WriteLine(result.Outcome switch
        {
            Outcome.Pass => $"  ok {name}",
            Outcome.Unsupported => $"  ok {name} # SKIP {reason}",
            Outcome.KnownFail => $"  ok {name} # XFAIL {reason}",
            Outcome.Error => $"  not ok {name} # ERROR {reason}",
            _ => $"  not ok {name}",
        });
    }

    // '#' starts a directive, so a name or reason must not hold one.
    private static string Line(string text) => new string([.. text.Select(c => c == '#' ? '♯' : char.IsControl(c) ? ' ' : c)]).Trim();
}
