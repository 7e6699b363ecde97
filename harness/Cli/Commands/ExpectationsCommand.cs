using System.CommandLine;
using Conformance.Harness.Configuration;
using Conformance.Harness.Expectations;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;

namespace Conformance.Cli.Commands;

/// <summary><c>expectations update DIR…</c>: merges what runs saw into the file of known failures, and asks for the reasons that only a person knows.</summary>
internal static class ExpectationsCommand
{
    public static Command Create()
    {
        var directories = new Argument<string[]>("DIR") { Description = "Output directories of runs.", Arity = ArgumentArity.OneOrMore };
        var file = new Option<string?>("--file") { Description = "The file (default: the configured one, else fixtures/expectations.json).", HelpName = "FILE" };
        var update = new Command("update", "List failures that runs saw, take out those that are mended, and ask for the reasons. Without a terminal reasons stay empty, and no run takes the file until they are filled in.") { directories, file };
        update.SetAction(parsed => Update(parsed.GetValue(directories)!, parsed.GetValue(file)));
        return new Command("expectations", "Known failures.") { update };
    }

    private static int Update(IReadOnlyList<string> directories, string? file)
    {
        var path = file ?? ExpectationList.PathOf(ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), new Dictionary<string, string?>()));
        var known = ExpectationList.ReadWithDrafts(path);
        var trials = new List<Result>();
        foreach (var directory in directories)
        {
            using var journal = Journal.Resume(directory);
            trials.AddRange(journal.Trials);
        }

        var update = ExpectationUpdate.Of(known, trials, HostDescription.Architecture);
        foreach (var gone in update.Gone)
            Console.WriteLine($"taken out, all its cases passed: {gone}");
        var filled = update with { New = [.. update.New.Select(entry => Ask(entry, trials))] };
        ExpectationWriter.Write(path, known.Entries.Index().Where(entry => filled.Gone.Contains(entry.Item)).Select(entry => entry.Index).ToHashSet(), filled.New);
        var drafts = filled.Entries.Count(entry => string.IsNullOrWhiteSpace(entry.Reason));
        Console.WriteLine($"{path}: {filled.Entries.Count} known failures, {filled.New.Count} new, {filled.Gone.Count} taken out");
        if (drafts > 0)
            Console.Error.WriteLine($"conformance: {(drafts == 1 ? "one of them has" : $"{drafts} of them have")} no reason yet: fill in the key 'reason' in {path}. Until then no run takes the file.");
        return drafts > 0 ? ExitCodes.Unexpected : ExitCodes.Expected;
    }

    private static Expectation Ask(Expectation entry, List<Result> trials)
    {
        var seen = trials.First(result => result.Outcome is Outcome.Fail or Outcome.KnownFail && entry.Matches(result, HostDescription.Architecture));
        Console.WriteLine($"{(entry.Intermittent ? $"intermittent ({entry.Seen})" : "fails")}: invariant {entry.Invariant}, case {entry.Case}, kernel {entry.Kernel}, engine {entry.Engine}");
        Console.WriteLine($"  for example {seen.Case} on {seen.Kernel}: {seen.Reason}");
        if (Console.IsInputRedirected || Console.IsOutputRedirected)
            return entry;
        var reason = Read("  Why? (empty: later) ");
        return entry with { Reason = reason, Link = reason.Length == 0 ? null : Link() };
    }

    private static string? Link()
    {
        while (true)
        {
            var link = Read("  Where is it reported? (https://…, empty: nowhere) ");
            if (link.Length == 0)
                return null;
            if (Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
                return link;
            Console.WriteLine($"  '{link}' is no address that begins with https://.");
        }
    }

    private static string Read(string question)
    {
        Console.Write(question);
        return Console.ReadLine()?.Trim() ?? "";
    }
}
