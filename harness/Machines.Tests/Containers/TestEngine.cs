using Conformance.Machines.Containers;
using Conformance.Machines.Tests.Support;
using Docker.DotNet.Models;

namespace Conformance.Machines.Tests.Containers;

/// <summary>The container engine of these tests: the one that answers, or with <c>CONFORMANCE_CONTAINER_ENGINE=own</c> (CI) one that is started for them.</summary>
[SetUpFixture]
public class TestEngine
{
    private static TemporaryDirectory? s_directory;
    private static OwnEngine? s_own;
    private static string? s_address;
    private static string s_problem = "";

    /// <summary>Address of the engine; ends the test, saying why, where there is none.</summary>
    internal static string Address
    {
        get
        {
            if (s_address is null)
                Assert.Ignore($"no container engine: {s_problem}. CONFORMANCE_CONTAINER_ENGINE=own starts one for these tests.");
            return s_address!;
        }
    }

    [OneTimeSetUp]
    public async Task Find()
    {
        s_directory = new TemporaryDirectory();
        var configured = Environment.GetEnvironmentVariable("CONFORMANCE_CONTAINER_ENGINE") ?? "";
        if (configured == OwnEngine.Word)
            configured = (s_own = await OwnEngine.StartAsync(s_directory.Path, CancellationToken.None)).Address;
        (var engine, s_problem) = await ContainerEngine.FindAsync(configured, CancellationToken.None);
        s_address = engine?.Endpoint.Endpoint.ToString();
    }

    [OneTimeTearDown]
    public async Task End()
    {
        if (s_own is not null)
            await s_own.DisposeAsync();
        ProcessTable.With(s_directory!.Path).Should().BeEmpty("an engine of our own ends with everything in it");
        s_directory.Dispose();
    }

    /// <summary>Ids of the machines of ours that the engine has, running or not.</summary>
    internal static async Task<IReadOnlyList<string>> MachinesAsync(string address, CancellationToken cancellationToken)
    {
        var (engine, problem) = await ContainerEngine.FindAsync(address, cancellationToken);
        using var client = (engine ?? throw new InvalidOperationException(problem)).Endpoint.Connect();
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [ContainerImage.Label] = true } };
        return [.. (await client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, cancellationToken)).Select(container => container.ID)];
    }
}
