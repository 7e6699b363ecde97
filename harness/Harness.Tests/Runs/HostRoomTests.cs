using Conformance.Harness.Runs;

namespace Conformance.Harness.Tests.Runs;

[CancelAfter(30_000)]
public sealed class HostRoomTests
{
    [Test]
    public async Task Whoever_does_not_fit_waits_until_there_is_room(CancellationToken cancellationToken)
    {
        var room = new HostRoom(1000);
        var first = await room.TakeAsync(600, cancellationToken);

        var second = room.TakeAsync(600, cancellationToken);
        second.IsCompleted.Should().BeFalse();
        room.TryTake(600).Should().BeNull();
        first.Dispose();

        (await second).Dispose();
        room.TryTake(1000).Should().NotBeNull();
    }

    [Test]
    public async Task A_large_machine_that_waits_is_not_passed_by_small_ones(CancellationToken cancellationToken)
    {
        var room = new HostRoom(1000);
        var running = await room.TakeAsync(600, cancellationToken);

        var large = room.TakeAsync(900, cancellationToken);
        var small = room.TakeAsync(100, cancellationToken);
        room.TryTake(100).Should().BeNull("somebody waits");
        small.IsCompleted.Should().BeFalse();
        running.Dispose();

        await large;
        await small;
    }

    [Test]
    public async Task What_is_larger_than_everything_gets_everything(CancellationToken cancellationToken)
    {
        var room = new HostRoom(1000);

        using var all = await room.TakeAsync(5000, cancellationToken);

        room.TryTake(1).Should().BeNull();
    }

    [Test]
    public async Task Whoever_gives_up_waiting_stands_in_nobody_s_way(CancellationToken cancellationToken)
    {
        var room = new HostRoom(1000);
        var running = await room.TakeAsync(600, cancellationToken);
        using var stop = new CancellationTokenSource();
        var impatient = room.TakeAsync(900, stop.Token);
        var next = room.TakeAsync(300, cancellationToken);

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => impatient).Should().ThrowAsync<OperationCanceledException>();
        (await next).Dispose();
        running.Dispose();
        running.Dispose();
        room.TryTake(1000).Should().NotBeNull("what was given back twice counts once");
    }
}
