using System.Diagnostics;
using System.Globalization;
using System.Text;
using CliWrap;

namespace Conformance.Cli.Testing;

/// <summary>What to test.</summary>
/// <param name="Root">The checkout.</param>
public sealed record TestRunOptions(string Root)
{
    /// <summary>Part of a project's name, or <c>null</c> for all.</summary>
    public string? Project { get; init; }

    /// <summary>Part of a test's full name, or a whole filter expression (<c>FullyQualifiedName~Cpio</c>), or <c>null</c> for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Longest time for one project.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>Where the whole output of every project is kept.</summary>
    public string LogDirectory => Path.Combine(Root, ".build", "logs", "test");
}

/// <summary>The command <c>test</c>: everything this repository tests. The last line it prints is "N passed, N failed".</summary>
public sealed class TestRun(TestRunOptions options, TextWriter output)
{
    private const int AllPassed = 0;
    private const int SomethingFailed = 1;
    private const int Usage = 2;

    // What a project of Microsoft.Testing.Platform ends with when its filter leaves nothing.
    private const int ZeroTestsRan = 8;

    /// <summary>Builds and runs the test projects one after the other, because guests already use every core.</summary>
    /// <returns>The exit code: 0 all passed, 1 something failed, 2 nothing to run.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> projects = TestProjects.Find(options.Root, options.Project);
        if (projects.Count == 0)
        {
            string names = string.Join(", ", TestProjects.Find(options.Root, only: null).Select(TestProjects.Name));
            await output.WriteLineAsync($"no test project has '{options.Project}' in its name. There are: {names}").ConfigureAwait(false);
            return Usage;
        }

        Directory.CreateDirectory(options.LogDirectory);
        TestCounts sum = new(0, 0, 0);
        for (int i = 0; i < projects.Count; i++)
        {
            string name = TestProjects.Name(projects[i]);
            await output.WriteLineAsync($"[{i + 1}/{projects.Count}] {name} …").ConfigureAwait(false);
            Stopwatch watch = Stopwatch.StartNew();
            TestCounts counts = await RunProjectAsync(projects[i], cancellationToken).ConfigureAwait(false);
            string seconds = watch.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
            string skipped = counts.Skipped == 0 ? string.Empty : $", {counts.Skipped} skipped";
            await output.WriteLineAsync($"[{i + 1}/{projects.Count}] {name}: {counts.Passed} passed, {counts.Failed} failed{skipped} ({seconds} s)").ConfigureAwait(false);
            sum += counts;
        }

        if (sum is { Passed: 0, Failed: 0 })
            await output.WriteLineAsync($"no test has '{options.Filter}' in its name.").ConfigureAwait(false);
        await output.WriteLineAsync($"{sum.Passed} passed, {sum.Failed} failed").ConfigureAwait(false);
        return sum.Failed > 0 ? SomethingFailed : sum.Passed > 0 ? AllPassed : Usage;
    }

    /// <summary>What the platform's filter option gets.</summary>
    internal static string FilterExpression(string filter) =>
        filter.IndexOfAny(['=', '~', '!', '&', '|']) >= 0 ? filter : $"FullyQualifiedName~{filter}";

    private async Task<TestCounts> RunProjectAsync(string project, CancellationToken cancellationToken)
    {
        string name = TestProjects.Name(project);
        string log = Path.Combine(options.LogDirectory, name + ".log");
        StringBuilder said = new();
        int build = await DotnetAsync(["build", project, "-c", "Release", "-v:quiet", "-nodeReuse:false", "-p:UseSharedCompilation=false"], said, cancellationToken).ConfigureAwait(false);
        if (build != 0)
            return await BrokenAsync($"{name} does not build", said, log, cancellationToken).ConfigureAwait(false);
        said.Clear();
        string[] filter = options.Filter is null ? [] : ["--filter", FilterExpression(options.Filter)];
        string deadline = ((int)options.Deadline.TotalSeconds).ToString(CultureInfo.InvariantCulture) + "s";
        int status = await DotnetAsync(
            ["run", "--project", project, "-c", "Release", "--no-build", "--", "--no-ansi", "--progress", "off", "--timeout", deadline, .. filter],
            said,
            cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(log, said.ToString(), cancellationToken).ConfigureAwait(false);
        if (status == ZeroTestsRan && options.Filter is not null)
            return new TestCounts(0, 0, 0);
        TestCounts? counts = TestCounts.InSummary(said.ToString());

        // A summary without failures and an exit code that says otherwise is a run that broke off: never count it as passed.
        if (counts is null || (counts.Failed == 0 && status != 0))
            return (counts ?? new TestCounts(0, 0, 0)) + await BrokenAsync($"{name} broke off (exit code {status})", said, log, cancellationToken).ConfigureAwait(false);
        if (counts.Failed > 0)
            await output.WriteLineAsync($"{said.ToString().TrimEnd()}\nthe whole output: {log}").ConfigureAwait(false);
        return counts;
    }

    private async Task<TestCounts> BrokenAsync(string what, StringBuilder said, string log, CancellationToken cancellationToken)
    {
        const int Lines = 40;
        await File.WriteAllTextAsync(log, said.ToString(), cancellationToken).ConfigureAwait(false);
        foreach (string line in said.ToString().Split('\n').TakeLast(Lines))
            await output.WriteLineAsync(line.TrimEnd()).ConfigureAwait(false);
        await output.WriteLineAsync($"{what}; the whole output: {log}").ConfigureAwait(false);
        return new TestCounts(0, 1, 0);
    }

    private async Task<int> DotnetAsync(string[] arguments, StringBuilder said, CancellationToken cancellationToken)
    {
        CommandResult result = await CliWrap.Cli.Wrap("dotnet")
            .WithArguments(arguments)
            .WithWorkingDirectory(options.Root)
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(said))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(said))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancellationToken)
            .ConfigureAwait(false);
        return result.ExitCode;
    }
}
