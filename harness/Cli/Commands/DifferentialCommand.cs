using System.CommandLine;
using System.IO.Enumeration;
using Conformance.Cli.Differential;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;
using Conformance.Harness.Runs;
using Conformance.Images;

namespace Conformance.Cli.Commands;

/// <summary><c>differential</c>: our tracer against other ones, script by script.</summary>
public static class DifferentialCommand
{
    private const string Kernel = "6.12", Peers = "bpftrace-0.27,bpftrace-0.23.2", Document = "docs/differential.md", Shell = "/bin/sh";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var kernels = new Option<string>("--kernels") { Description = $"The kernel to compare on (default: {Kernel}).", HelpName = "KERNEL", DefaultValueFactory = _ => Kernel };
        var peers = new Option<string>("--peers") { Description = $"Tracers to compare with (default: {Peers}).", HelpName = "PEERS", DefaultValueFactory = _ => Peers };
        var scripts = new Option<string>("--scripts") { Description = $"Scripts of {ScriptReader.Folder} to run, by name without .bt, several between commas (default: *).", HelpName = "GLOB", DefaultValueFactory = _ => "*" };
        var jobs = new Option<int>("--jobs") { Description = "Guests at once (default: 2).", HelpName = "N", DefaultValueFactory = _ => 2 };
        var write = new Option<bool>("--write") { Description = $"Write {Document} and record the answers that tests compare; needs all peers. Scripts that are not run keep the answers that are recorded." };
        var command = new Command("differential", "Run scripts of our own under our tracer and under bpftrace 0.27 and 0.23.2 in one guest, and compare what they print; a new difference is exit code 1.") { kernels, peers, scripts, jobs, write };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(kernels)!, parsed.GetValue(peers)!, parsed.GetValue(scripts)!, parsed.GetValue(jobs), parsed.GetValue(write), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string kernels, string peers, string glob, int jobs, bool write, CancellationToken cancellationToken)
    {
        if (jobs < 1)
            throw new UsageException("--jobs must be at least 1");
        if (write && peers != Peers)
            throw new UsageException("--write needs all peers: leave out --peers");
        var all = ScriptReader.ReadAll(House.Locate(ScriptReader.Folder, "tracer"));
        var globs = glob.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var scripts = all.Where(script => globs.Any(one => FileSystemName.MatchesSimpleExpression(one, script.Name))).ToList();
        if (scripts.Count == 0)
            throw new UsageException($"no script of {ScriptReader.Folder} is called '{glob}'; names are like strings/compare, and * stands for any characters");
        var others = write && scripts.Count < all.Count ? RecordedAnswers.Of(all.Except(scripts), House.Locate(RecordedAnswers.FileName, "tracer")) : [];

        var progress = new ErrorLines();
        var options = new Dictionary<string, string?> { ["kernels"] = kernels, ["machine"] = "vm" };
        var asked = ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), options);
        var configuration = await DefaultServices.ResolveAsync(asked, progress, cancellationToken);
        if (configuration.Kernels is not [var name])
            throw new UsageException($"differential compares on one kernel, not on {configuration.Kernels.Count}; name one with --kernels");
        var services = DefaultServices.For(configuration, new SilentObserver(), "differential");
        var kernel = await services.Kernels.FetchAsync(name, progress, cancellationToken);
        var ready = new List<ReadyPeer>();
        foreach (var peer in peers.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            ready.Add(await services.Peers!.FetchAsync(peer, "vm", progress, cancellationToken));
        var cache = configuration.Cache.Length > 0 ? Path.GetFullPath(configuration.Cache) : CacheDirectory.Default;
        var logs = Directory.CreateTempSubdirectory("conformance-differential-");
        try
        {
            var shell = new PeerStore(new KernelStoreOptions { CacheRoot = cache }).Pack("shell", [Shell]);
            var run = new DifferentialRun(configuration, services, kernel, ready, shell, new AnswerStore(Path.Combine(cache, "answers")), logs.FullName, progress);
            var answers = (await run.RunAsync(scripts, jobs, cancellationToken)).Concat(others).OrderBy(one => one.Script.Name, StringComparer.Ordinal).ToList();
            var comparisons = answers.SelectMany(one => ready.Select(peer => Compare(one, peer.Spec.Name))).ToList();
            if (write)
                await WriteAsync(comparisons, kernel.Release, ready, answers, cancellationToken);
            return Tell(comparisons, answers.Count, write);
        }
        finally
        {
            logs.Delete(recursive: true);
        }
    }

    private static Comparison Compare(ScriptAnswers answers, string peer)
    {
        if (answers.Answers.TryGetValue(DifferentialRun.Ours, out var ours) && answers.Answers.TryGetValue(peer, out var theirs))
            return DifferentialJudge.Of(answers.Script, peer, ours, theirs);
        var failed = answers.Failures.TryGetValue(DifferentialRun.Ours, out var failure) ? failure : answers.Failures.GetValueOrDefault(peer, "there is no answer");
        return new(answers.Script, peer, DifferentialOutcome.NotJudged, failed.ReplaceLineEndings(" "), "", "");
    }

    private static async Task WriteAsync(List<Comparison> comparisons, string kernel, List<ReadyPeer> peers, IReadOnlyList<ScriptAnswers> answers, CancellationToken cancellationToken)
    {
        var document = DifferentialTable.Write(comparisons, kernel, [.. peers.Select(peer => $"{peer.Spec.Name} ({peer.Version})")]);
        await File.WriteAllTextAsync(House.Locate(Document, "tracer"), document, cancellationToken);
        RecordedAnswers.Write(House.Locate(RecordedAnswers.FileName, "tracer"), answers);
    }

    private static int Tell(List<Comparison> comparisons, int scripts, bool written)
    {
        foreach (var comparison in comparisons.Where(comparison => comparison.Outcome is DifferentialOutcome.Unexpected or DifferentialOutcome.NotJudged))
        {
            Console.WriteLine($"{comparison.Script.Name}, {comparison.Peer}: {comparison.Sentence}");
            if (comparison.Outcome == DifferentialOutcome.Unexpected)
                Console.WriteLine($"{Indented("ours", comparison.Ours)}{Indented("theirs", comparison.Theirs)}");
        }

        int Count(DifferentialOutcome outcome) => comparisons.Count(comparison => comparison.Outcome == outcome);
        Console.WriteLine($"{scripts} scripts, {comparisons.Count} comparisons: {Count(DifferentialOutcome.Same)} same, {Count(DifferentialOutcome.Known)} different as known, {Count(DifferentialOutcome.Refused)} refused as known, "
            + $"{Count(DifferentialOutcome.Unexpected)} not as expected, {Count(DifferentialOutcome.NotJudged)} not judged{(written ? $"; {Document}" : "")}");
        return Count(DifferentialOutcome.Unexpected) > 0 ? ExitCodes.Unexpected : Count(DifferentialOutcome.NotJudged) > 0 ? ExitCodes.NotJudged : ExitCodes.Expected;
    }

    private static string Indented(string title, string answer) => $"  {title}:\n{string.Concat(answer.TrimEnd('\n').Split('\n').Select(line => $"    {line}\n"))}";
}
