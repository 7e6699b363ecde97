using System.CommandLine;
using Conformance.Cli.Progress;
using Conformance.Images;

namespace Conformance.Cli.Commands;

/// <summary><c>kernels list|fetch|show</c>: what the mirror serves and what is cached.</summary>
public static class KernelsCommand
{
    /// <summary>The command with its three subcommands.</summary>
    public static Command Create() => new("kernels", "Which kernels there are, and getting them.") { List(), Fetch(), Show() };

    private static Command List()
    {
        var refresh = new Option<bool>("--refresh") { Description = "Ask the mirror again instead of using its last answer." };
        var command = new Command("list", "Every kernel that this machine's Debian mirror serves, newest of each series first.") { refresh };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = new KernelStore();
            var progress = new ErrorLines();
            var catalogue = parsed.GetValue(refresh) ? await store.RefreshAsync(progress, cancellationToken) : await store.ListAsync(progress, cancellationToken);
            var cached = store.Cached().ToLookup(k => k.Release, StringComparer.Ordinal);
            foreach (var release in catalogue.Releases)
                Console.WriteLine($"{release}{(cached.Contains(release) ? "  cached" : "")}");
            foreach (var note in catalogue.Notes)
                Console.Error.WriteLine($"conformance: {note}");
            return ExitCodes.Expected;
        });
        return command;
    }

    private static Command Fetch()
    {
        var names = new Argument<string[]>("KERNEL") { Description = "Series (6.12), exact releases, default or all.", Arity = ArgumentArity.ZeroOrMore };
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
