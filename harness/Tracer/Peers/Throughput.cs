using System.Diagnostics;
using Conformance.Protocol;

namespace Conformance.Tracer.Peers;

/// <summary>
/// How many events a tracer can take in a second without losing one: they come in batches as fast as the hook can be passed, and the next batch begins when every line of the last one has been read from its output.
/// On a guest's one processor that is the sum of all work for an event: in the kernel, in the tracer, and in us who read it.
/// </summary>
internal static class Throughput
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Events in a second; 0 if lines of a batch did not come.</summary>
    public static double Measure(PeerProcess process, PeerOutput output, CostSpec cost, Action pass, CancellationToken cancellationToken)
    {
        // How long a line is, and that all that was printed before has come.
        var before = Settle(output, cancellationToken);
        pass();
        var line = Settle(output, cancellationToken) - before;
        if (line <= 0)
            return 0;
        var start = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < cost.Calls; sent += cost.Batch)
        {
            var goal = output.Bytes + (line * cost.Batch);
            for (var i = 0; i < cost.Batch; i++)
                pass();
            for (var waited = Stopwatch.GetTimestamp(); output.Bytes < goal;)
            {
                if (!process.Runs || Stopwatch.GetElapsedTime(waited) > s_patience)
                    return 0;
                cancellationToken.WaitHandle.WaitOne(s_moment);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return cost.Calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Bytes that it has printed when it prints no more.</summary>
    private static long Settle(PeerOutput output, CancellationToken cancellationToken)
    {
        for (var bytes = -1L; ;)
        {
            if (bytes == output.Bytes)
                return bytes;
            bytes = output.Bytes;
            cancellationToken.WaitHandle.WaitOne(300);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
