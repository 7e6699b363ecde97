using Conformance.Machines.Containers;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Containers;

[CancelAfter(180_000)]
public class EngineTests
{
    [TestCase("1.41", "1.12", "1.41", TestName = "An_older_engine_is_spoken_to_in_its_own_version")]
    [TestCase("9.99", "1.24", null, TestName = "A_newer_engine_is_spoken_to_in_ours")]
    [TestCase("9.99", "9.50", "9.50", TestName = "An_engine_that_left_ours_behind_is_spoken_to_in_its_oldest")]
    public void Both_sides_agree_on_a_version(string newest, string oldest, string? agreed)
    {
        var version = ContainerEngine.Agreed(newest, oldest);

        if (agreed is null)
            version.Should().BeGreaterThan(new Version(1, 40)).And.BeLessThan(new Version(9, 0));
        else
            version.Should().Be(Version.Parse(agreed));
    }

    [Test]
    public async Task An_engine_that_is_not_there_is_said_with_the_remedy(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        await using var provider = new ContainerProvider($"unix://{directory.Path}/none.sock", directory.Path);

        var error = await FluentActions.Awaiting(() => provider.StartAsync(new MachineSpec("one", null, Prerequisites.Tracer(), directory.Path), null, cancellationToken)).Should().ThrowAsync<MachineException>();

        error.Which.Reason.Should().Be("setup");
        error.Which.Message.Should().Contain("none.sock does not answer").And.Contain("--container-engine own").And.Contain("docker.io");
    }

    [Test]
    public async Task An_engine_of_our_own_ends_with_a_harness_that_is_killed_and_so_do_its_containers_and_mounts(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("CONFORMANCE_CONTAINER_ENGINE") != OwnEngine.Word)
            Assert.Ignore("this test starts a container engine, which it does only when told: CONFORMANCE_CONTAINER_ENGINE=own");
        using var directory = new TemporaryDirectory();

        using (await HostProcess.StartAsync("contain", OwnEngine.Word, Prerequisites.Tracer(), directory.Path))
            ProcessTable.With(directory.Path).Should().NotBeEmpty();

        // Orderly: containers first, then what they were mounted on, then the daemons.
        while (ProcessTable.With(directory.Path).Count > 0)
            await Task.Delay(20, cancellationToken);
        (await File.ReadAllTextAsync("/proc/self/mounts", cancellationToken)).Should().NotContain(directory.Path);
    }
}
