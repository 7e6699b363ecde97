using System.CommandLine;
using Conformance.Cli.Testing;
using Conformance.Harness.Configuration;

namespace Conformance.Cli.Commands;

/// <summary><c>test</c>: everything this repository tests.</summary>
public static class TestCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var project = new Option<string?>("--project") { Description = "Only test projects with this in their name.", HelpName = "TEXT" };
        var filter = new Option<string?>("--filter") { Description = "Only tests with this in their full name, or a filter expression of dotnet test.", HelpName = "TEXT" };
        var command = new Command("test", "Run everything this repository tests; the last line is 'N passed, N failed'.") { project, filter };
        command.SetAction((parsed, cancellationToken) =>
        {
            var root = House.Root ?? throw new UsageException($"tests run from a checkout, and {AppContext.BaseDirectory} is not inside one");
            var options = new TestRunOptions(root) { Project = parsed.GetValue(project), Filter = parsed.GetValue(filter) };
            return new TestRun(options, Console.Out).RunAsync(cancellationToken);
        });
        return command;
    }
}
