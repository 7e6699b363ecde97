using System.CommandLine;
using Conformance.Harness.Configuration;
using Conformance.Harness.Results;

namespace Conformance.Cli.Commands;

/// <summary><c>facts record DIR…</c>: keeps what runs found out about kernels in <c>fixtures/facts.json</c>, so that later runs say what has changed.</summary>
internal static class FactsCommand
{
    public static Command Create()
    {
        var directories = new Argument<string[]>("DIR") { Description = "Output directories of runs.", Arity = ArgumentArity.OneOrMore };
        var record = new Command("record", "Keep the facts of runs in fixtures/facts.json; they take the place of what was recorded.") { directories };
        record.SetAction(parsed => Record(parsed.GetValue(directories)!));
        return new Command("facts", "What kernels do, as earlier runs found out.") { record };
    }

    private static int Record(IReadOnlyList<string> directories)
    {
        var path = RecordedFacts.Path ?? throw new UsageException("fixtures/facts.json is kept in the repository, and this program runs outside of it.");
        var (recorded, before) = (RecordedFacts.Read(path), RecordedFacts.Read(path));
        foreach (var directory in directories)
        {
            using var journal = Journal.Resume(directory);
            recorded = recorded.With(journal.Facts);
            foreach (var changed in before.ChangedIn(journal.Facts))
                Console.WriteLine($"changed: {changed}");
        }

        recorded.Write(path);
        Console.WriteLine($"{path}: {recorded.All.Count} facts, {recorded.All.Count - before.All.Count} of them new");
        return ExitCodes.Expected;
    }
}
