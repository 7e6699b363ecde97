using System.CommandLine;
using Conformance.Cli.Bench;

namespace Conformance.Cli.Commands;

/// <summary><c>bench NAME</c>: what things cost, as ratios measured in one run. One subcommand a benchmark.</summary>
public static class BenchCommand
{
    /// <summary>The command with its benchmarks.</summary>
    public static Command Create() => new("bench", "Measure what Conformance costs.") { Engine(), Matrix(), Machines() };

    private static Command Engine()
    {
        var kernels = new Option<string?>("--kernels") { Description = "The kernel to measure on (default: 6.12).", HelpName = "KERNEL" };
        var rounds = new Option<int>("--rounds") { Description = "How often each engine runs each script; the table has medians.", HelpName = "N", DefaultValueFactory = _ => 3 };
        var growth = new Option<bool>("--growth") { Description = "Also measure scripts of up to 1,000 probes and 5,000 statements (default: true).", DefaultValueFactory = _ => true };
        var document = new Option<string?>("--write") { Description = "A Markdown file whose measured part is replaced, and beside it a chart of the growth.", HelpName = "FILE" };
        var command = new Command("engine", "Our engine against bpftrace 0.27 and 0.23.2 in one guest: time to attached, time in BPF for an event, machine code, events in a second, memory, growth with probes and statements.") { kernels, rounds, growth, document };
        command.SetAction((parsed, cancellationToken) => EngineBenchmark.RunAsync(parsed.GetValue(kernels), parsed.GetValue(rounds), parsed.GetValue(growth), parsed.GetValue(document), cancellationToken));
        return command;
    }

    private static Command Machines()
    {
        var kernels = new Option<string?>("--kernels") { Description = "Kernels to start (default: all).", HelpName = "KERNELS" };
        var command = new Command("machines", "Restored guests against booted ones and other ways to boot, all kernels to ready, memory, many guests at once.") { kernels };
        command.SetAction((parsed, cancellationToken) => MachinesBenchmark.RunAsync(parsed.GetValue(kernels), cancellationToken));
        return command;
    }

    private static Command Matrix()
    {
        var kernels = new Option<string?>("--kernels") { Description = "Kernels to run on (default: as for run).", HelpName = "KERNELS" };
        var output = new Option<string?>("--out") { Description = "Directory for the run that is measured; must not hold one yet.", HelpName = "DIR" };
        var command = new Command("matrix", "A whole run against bare boots of the same kernels, and the cost of one more case in its parts.") { kernels, output };
        command.SetAction((parsed, cancellationToken) => MatrixBenchmark.RunAsync(parsed.GetValue(kernels), parsed.GetValue(output), cancellationToken));
        return command;
    }
}
