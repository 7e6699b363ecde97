using Conformance.Harness.Configuration;
using Conformance.Harness.Runs;
using Conformance.Suites.Running;
using NUnit.Framework.Internal;

// No namespace: NUnit applies a set-up fixture to its namespace, and this one is for the whole assembly.

/// <summary>
/// Opens the run when the suites are started by <c>dotnet test</c> or an IDE: configuration from <c>conformance.json</c> and <c>CONFORMANCE_*</c>
/// variables. <c>./conformance run</c> opens its own and does not come here.
/// </summary>
[SetUpFixture]
public sealed class RunSetUp
{
    private ConformanceRun? _run;

    /// <summary>Opens it.</summary>
    [OneTimeSetUp]
    public async Task Open()
    {
        var configuration = ReadConfiguration();
        var services = DefaultServices.For(configuration, new SilentObserver(), "dotnet test");
        if (configuration.Out.Length == 0 && configuration.Resume.Length == 0)
            configuration = configuration with { Out = Path.Combine(TestContext.CurrentContext.WorkDirectory, "out", $"test-{DateTime.UtcNow:yyyy-MM-dd'T'HH-mm-ss}-{Environment.ProcessId}") };
        // A glob that matches nothing is said before anything is fetched.
        var plan = SuitePlan.Of(configuration);
        // NUnit's own tree of tests has no rounds.
        _run = ConformanceRun.Open(configuration with { Repeat = 1 }, services, CancellationToken.None);
        _run.Plan(plan.Cases.Count);
        await TestContext.Progress.WriteLineAsync($"Results: {_run.Journal.Directory}");
    }

    /// <summary>Ends it.</summary>
    [OneTimeTearDown]
    public async Task Close()
    {
        if (_run is null)
            return;
        await _run.EndAsync(full: false);
        await _run.DisposeAsync();
    }

    /// <summary>Configuration without a command line.</summary>
    internal static RunConfiguration ReadConfiguration() =>
        ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), new Dictionary<string, string?>());
}
