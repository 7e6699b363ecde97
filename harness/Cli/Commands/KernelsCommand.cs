using System.CommandLine;
using Conformance.Cli.Progress;
using Conformance.Images;

namespace Conformance.Cli.Commands;

/// <summary><c>kernels list|fetch|show|prune|try</c>: what the mirror serves, what is cached, and what works.</summary>
public static class KernelsCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("kernels", "Which kernels there are, and getting them.") { List(), Fetch(), Show(), Prune(), KernelsTryCommand.Create() };

    private static Command List()
    {
        var refresh = new Option<bool>("--refresh") { Description = "Ask the mirror again instead of using its last answer." };
        var command = new Command("list", "Every kernel that this machine's Debian mirror serves, newest of each series first.") { refresh };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = new KernelStore();
            var progress = new ErrorLines();
            var catalogue = parsed.GetValue(refresh) ? await store.RefreshAsync(progress, cancellationToken) : await store.ListAsync(progress, cancellationToken);
            var rows = KernelTable.Of(catalogue, store.Cached(), [.. store.Gone]);
            foreach (var series in rows.GroupBy(row => row.Series))
            {
                Console.WriteLine(series.Key);
                foreach (var row in series)
                    Console.WriteLine($"  {row.Release,-36} {row.Flavour,-6} {Words(row.State),-13} {row.Suite}".TrimEnd());
            }

            foreach (var note in catalogue.Notes)
                Console.Error.WriteLine($"conformance: {note}");
            return ExitCodes.Expected;
        });
        return command;
    }

    private static Command Fetch()
    {
        var names = new Argument<string[]>("KERNEL") { Description = "Series (6.12, 6.12-rt), ranges (6.12..7.1), exact releases, default or all.", Arity = ArgumentArity.ZeroOrMore };
        var refresh = new Option<bool>("--refresh") { Description = "Ask the mirror for newer builds first." };
        var command = new Command("fetch", "Put kernels into the cache; without a name the five default series.") { names, refresh };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = new KernelStore();
            var progress = new ErrorLines();
            if (parsed.GetValue(refresh))
                await store.RefreshAsync(progress, cancellationToken);
            var asked = parsed.GetValue(names) is { Length: > 0 } given ? given : ["default"];
            foreach (var name in await store.ExpandAsync(asked, progress, cancellationToken))
                Describe(await store.FetchAsync(name, progress, cancellationToken));
            return ExitCodes.Expected;
        });
        return command;
    }

    private static Command Prune()
    {
        var most = new Option<int>("--most-mib") { Description = "Most disk that kernels may take, in MiB; those used longest ago go first.", DefaultValueFactory = _ => 0 };
        var command = new Command("prune", "Remove kernels from the cache, the ones used longest ago first; those of the last hour stay.") { most };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(most) < 0)
                throw new UsageException("--most-mib must not be negative.");
            var removed = await new KernelStore().PruneAsync((long)parsed.GetValue(most) << 20, new ErrorLines(), cancellationToken);
            foreach (var release in removed)
                Console.WriteLine($"removed {release}");
            Console.WriteLine(removed.Count == 0 ? "nothing to remove" : $"{removed.Count} removed");
            return ExitCodes.Expected;
        });
        return command;
    }

    private static string Words(KernelState state) => state switch
    {
        KernelState.Cached => "cached",
        KernelState.CachedAndGone => "cached, gone",
        KernelState.Gone => "gone",
        _ => "available",
    };

    private static Command Show()
    {
        var command = new Command("show", "The kernels in the cache, with their hashes and files.");
        command.SetAction(_ =>
        {
            var cached = new KernelStore().Cached();
            if (cached.Count == 0)
                Console.WriteLine("no kernel is cached; get the default ones with `./conformance kernels fetch`");
            foreach (var kernel in cached)
                Describe(kernel);
            return ExitCodes.Expected;
        });
        return command;
    }

    private static void Describe(KernelImage kernel) => Console.WriteLine($"{kernel.Release}  sha256:{kernel.Sha256}  {kernel.Path}");
}
