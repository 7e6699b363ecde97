using System.CommandLine;
using System.Globalization;
using Conformance.Harness.Invariants;
using Conformance.Harness.Mutations;

namespace Conformance.Cli.Commands;

/// <summary><c>mutate DIR…</c>: proves on what real kernels recorded that the invariants can fail.</summary>
internal static class MutateCommand
{
    private const int MostNamed = 20;

    public static Command Create()
    {
        var directories = new Argument<string[]>("DIR") { Description = "Output directories of runs.", Arity = ArgumentArity.OneOrMore };
        var most = new Option<int>("--most") { Description = "Mutants of one kind from one trace at most, spread evenly over it.", HelpName = "N", DefaultValueFactory = _ => 4 };
        var command = new Command("mutate", "Change the traces of runs at one place each (swap, delay, drop, lose, double, relabel …) and check that the invariants whose meaning is changed notice.") { directories, most };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed.GetValue(directories)!, parsed.GetValue(most), cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(IReadOnlyList<string> directories, int most, CancellationToken cancellationToken)
    {
        if (most < 1)
            throw new UsageException("--most must be 1 or more");
        if (directories.FirstOrDefault(directory => !Directory.Exists(directory)) is { } missing)
            throw new UsageException($"{missing}: no such directory; give the output directory of a run (it holds results.jsonl)");
        var outcomes = MutationRun.Of(directories, most, cancellationToken);
        Console.WriteLine(Row("invariant", "traces", "mutants", "noticed", "by mutation"));
        foreach (var outcome in outcomes)
        {
            var mutants = outcome.Mutants.Values.Sum();
            Console.WriteLine(Row(outcome.Invariant.Name, Text(outcome.Traces), Text(mutants), Text(mutants - outcome.Survivors.Count), string.Join(", ", outcome.Mutants.Select(one => $"{one.Key} {one.Value}"))));
        }

        foreach (var outcome in outcomes)
        {
            foreach (var survivor in outcome.Survivors.Take(MostNamed))
                Console.Error.WriteLine($"conformance: {outcome.Invariant.Name} did not notice: {survivor}");
        }

        var untried = InvariantTable.OnTraces.Where(invariant => outcomes.All(outcome => outcome.Invariant.Number != invariant.Number)).ToArray();
        if (untried.Length > 0)
            Console.Error.WriteLine($"conformance: no trace of these runs to try on: {string.Join(", ", untried.Select(invariant => invariant.Name))}");
        return outcomes.Any(outcome => outcome.Survivors.Count > 0) ? ExitCodes.Unexpected : outcomes.Count == 0 ? ExitCodes.NotJudged : ExitCodes.Expected;
    }

    private static string Row(string invariant, string traces, string mutants, string noticed, string mutations) => $"{invariant,-24} {traces,7} {mutants,8} {noticed,8}  {mutations}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
