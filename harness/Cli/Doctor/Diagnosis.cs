using Conformance.Images;
using Spectre.Console;

namespace Conformance.Cli.Doctor;

/// <summary>The command <c>doctor</c>: what a run needs, what is there, and how to get the rest.</summary>
public static class Diagnosis
{
    private const int AllThere = 0;
    private const int SomethingMissing = 2;

    /// <summary>Every check, in the order they are shown.</summary>
    /// <param name="kvmTrial">Starts a guest on KVM.</param>
    /// <param name="tracer">Path of the static tracer, or <c>null</c>.</param>
    /// <param name="cacheRoot">Where kernels are kept.</param>
    public static IReadOnlyList<ICheck> Checks(Func<CancellationToken, Task<KvmTrialResult>> kvmTrial, string? tracer, string cacheRoot) =>
    [
        new ToolCheck(".NET SDK", "dotnet", "https://dotnet.microsoft.com/download/dotnet/10.0"),
        new ArchiveCheck(),
        new ToolCheck("QEMU", "qemu-system-x86_64", Package("qemu-system-x86")),
        new ToolCheck("clang", "clang", Package("clang")),
        new ToolCheck("lld", "ld.lld", Package("lld")),
        new LibraryCheck("libbpf", "libbpf.a", "libbpf.pc", Package("libbpf-dev")),
        new LibraryCheck("libelf", "libelf.a", "libelf.pc", Package("libelf-dev")),
        new LibraryCheck("zlib headers", "/usr/include/zlib.h", "zlib.pc", Package("zlib1g-dev")),
        new TracerCheck(tracer),
        new KvmCheck(kvmTrial),
        RoomCheck.Disk(cacheRoot),
        RoomCheck.Memory(),
        new ContainerCheck(),
        new ToolCheck("Chromium (tests)", "chromium", Package("chromium"), required: false),
    ];

    /// <summary>Runs the checks and prints a table, or a line each where the output is no terminal.</summary>
    /// <returns>The exit code: 0 if nothing required is missing, 2 otherwise.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<ICheck> checks, IAnsiConsole console, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        if (console.Profile.Out.IsTerminal)
        {
            await console.Status().StartAsync("looking", async _ => await LookAsync(_ => { }).ConfigureAwait(false)).ConfigureAwait(false);
            console.Write(Table(findings));
        }
        else
        {
            await LookAsync(finding => console.Profile.Out.Writer.WriteLine(Line(finding))).ConfigureAwait(false);
        }

        int missing = findings.Count(finding => finding.Required && !finding.Found);
        console.Profile.Out.Writer.WriteLine(missing == 0 ? "Everything that a run needs is there." : $"{missing} missing; ./conformance installs packages by itself when it runs as root.");
        return missing == 0 ? AllThere : SomethingMissing;

        async Task LookAsync(Action<Finding> seen)
        {
            // Side by side, because one of them boots a guest; shown in order.
            Task<Finding>[] running = [.. checks.Select(check => Task.Run(() => check.RunAsync(cancellationToken), cancellationToken))];
            foreach (Task<Finding> finding in running)
            {
                findings.Add(await finding.ConfigureAwait(false));
                seen(findings[^1]);
            }
        }
    }

    /// <summary>A finding as one plain line.</summary>
    internal static string Line(Finding finding) =>
        $"{finding.State,-8} {finding.Name,-16}  {finding.Detail}" + (finding.Remedy is null ? string.Empty : $"  -> {finding.Remedy}");

    private static Table Table(IEnumerable<Finding> findings)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("", "what", "detail", "remedy");
        foreach (Finding finding in findings)
        {
            string colour = finding.Found ? "green" : finding.Required ? "red" : "yellow";
            table.AddRow(
                new Markup($"[{colour}]{finding.State}[/]"), new Text(finding.Name), new Text(finding.Detail), new Text(finding.Remedy ?? string.Empty));
        }

        return table;
    }

    private static string Package(string name) => $"apt-get install -y --no-install-recommends {name}";
}
