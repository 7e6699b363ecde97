using System.Text;
using Conformance.Machines.Consoles;

namespace Conformance.Machines.Tests.Consoles;

[CancelAfter(10_000)]
public class ConsoleWatchTests
{
    [Test]
    public async Task All_bytes_go_to_the_log_and_the_last_lines_are_kept(CancellationToken cancellationToken)
    {
        var text = string.Concat(Enumerable.Range(1, 500).Select(i => $"line {i}\r\n"));
        using var log = new MemoryStream();
        var watch = new ConsoleWatch(log);

        await watch.PumpAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), cancellationToken);

        Encoding.UTF8.GetString(log.ToArray()).Should().Be(text);
        watch.Tail(3).Should().Be("line 498\nline 499\nline 500");
    }

    [Test]
    public void A_sign_is_seen_however_the_text_is_cut()
    {
        var text = "[    5.0] Oops: int3: 0000 [#1] SMP NOPTI\r\nrest\r\n"u8.ToArray();
        for (var cut = 1; cut < text.Length; cut++)
        {
            var watch = new ConsoleWatch(Stream.Null);
            watch.Take(text.AsSpan(0, cut));
            watch.Take(text.AsSpan(cut));
            watch.Sign!.Line.Should().Be("Oops: int3: 0000 [#1] SMP NOPTI");
            watch.Broken.IsCompleted.Should().BeTrue();
        }
    }

    [Test]
    public async Task A_last_line_without_an_end_is_judged_too(CancellationToken cancellationToken)
    {
        var watch = new ConsoleWatch(Stream.Null);

        await watch.PumpAsync(new MemoryStream("Kernel panic - not syncing: because"u8.ToArray()), cancellationToken);

        watch.Sign!.Weight.Should().Be(SignWeight.Fatal);
    }

    [Test]
    public void The_first_fatal_sign_names_the_cause()
    {
        var watch = new ConsoleWatch(Stream.Null);

        watch.Take("rcu: INFO: rcu_sched self-detected stall on CPU\nkernel BUG at a.c:1!\nKernel panic - not syncing: Fatal exception\n"u8);

        watch.Sign!.Line.Should().Be("kernel BUG at a.c:1!");
    }

    [Test]
    public void A_suspicion_breaks_nothing()
    {
        var watch = new ConsoleWatch(Stream.Null);

        watch.Take("watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [tracer:1]\n"u8);

        watch.Sign!.Weight.Should().Be(SignWeight.Suspicion);
        watch.Broken.IsCompleted.Should().BeFalse();
    }

    [Test]
    public void A_line_without_end_does_not_grow_without_end()
    {
        var watch = new ConsoleWatch(Stream.Null);

        watch.Take(Enumerable.Repeat((byte)'x', 100_000).ToArray());

        watch.Tail(1).Length.Should().BeInRange(1, 4096);
    }

    [Test]
    public async Task A_full_disk_ends_the_log_but_not_the_watch(CancellationToken cancellationToken)
    {
        var watch = new ConsoleWatch(new FullDisk());

        await watch.PumpAsync(new MemoryStream("Kernel panic - not syncing: because\n"u8.ToArray()), cancellationToken);

        watch.Broken.IsCompleted.Should().BeTrue();
        watch.Tail().Should().Contain("No space left on device").And.Contain("Kernel panic");
    }

    private sealed class FullDisk : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("No space left on device");
    }
}
