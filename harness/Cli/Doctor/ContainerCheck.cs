using Conformance.Machines.Containers;
using Conformance.Machines.Processes;

namespace Conformance.Cli.Doctor;

/// <summary>Looks for a container engine, which only <c>--machine container</c> needs. None is started for that.</summary>
public sealed class ContainerCheck : ICheck
{
    private const string Name = "container engine";

    /// <inheritdoc/>
    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        var (engine, problem) = await ContainerProvider.LookAsync("", cancellationToken).ConfigureAwait(false);
        return new Finding(Name, engine is not null, engine ?? problem, engine is null ? Remedy() : null) { Required = false };
    }

    private static string Remedy()
    {
        var install = ProgramSearch.Find("dockerd") is null && ProgramSearch.Find("/usr/sbin/dockerd") is null ? "apt-get install docker.io, then " : "";
        return $"only for --machine container: {install}--container-engine own starts one for a run (as root), or start the system's: systemctl start docker";
    }
}
