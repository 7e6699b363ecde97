using System.Globalization;
using Conformance.Protocol;
using Conformance.Protocol.Codecs;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer workload NAME key=value…</c>: runs one workload by itself and prints its report as JSON.</summary>
internal static class WorkloadCommand
{
    private const string Quiet = "-q";

    public static int Run(string[] arguments)
    {
        if (arguments is [] or ["-h" or "--help"])
        {
            Describe(arguments.Length == 0 ? Console.Error : Console.Out);
            return arguments.Length == 0 ? ExitCode.Usage : ExitCode.Done;
        }

        try
        {
            var quiet = arguments is [Quiet, _, ..];
            var report = WorkloadTable.Prepare(Parse(quiet ? arguments[1..] : arguments)).Run(CancellationToken.None);
            if (!quiet)
                Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(report, MessageJson.Default.WorkloadReport));
            return ExitCode.Done;
        }
        catch (WorkloadException exception)
        {
            Console.Error.WriteLine($"tracer workload: {exception.Message}");
            return ExitCode.Usage;
        }
    }

    private static WorkloadSpec Parse(string[] arguments)
    {
        var parameters = new Dictionary<string, long>();
        foreach (var argument in arguments.Skip(1))
        {
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !long.TryParse(argument.AsSpan(equals + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            {
                throw new WorkloadException($"'{argument}' is no key=NUMBER");
            }

            parameters[argument[..equals]] = value;
        }

        return new WorkloadSpec(arguments[0], parameters);
    }

    private static void Describe(TextWriter writer)
    {
        writer.WriteLine("usage: tracer workload [-q] NAME [key=value…]");
        writer.WriteLine($"  {Quiet}: print no report");
        foreach (var workload in WorkloadTable.All)
        {
            writer.WriteLine($"  {workload.Name}: {workload.Summary}");
            foreach (var parameter in workload.Parameters)
            {
                writer.WriteLine($"    {parameter.Name}={parameter.Default}  {parameter.Meaning} ({parameter.Least}..{parameter.Most})");
            }
        }
    }
}
