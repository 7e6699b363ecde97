using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that call umask(2) with two masks in turn. A call returns the mask before it; the mask belongs to the process, so with several threads a call returns what any of
/// them set last. The mask that was there before is put back after the last call.
/// </summary>
internal sealed class UmaskWorkload : ThreadedWorkload
{
    private const int OneMask = 0b010_010;
    private const int OtherMask = 0b111_111;

    public override string Name => "umask";

    public override string Summary => "calls umask(2) an exact number of times on each thread";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } = [new("times", "calls on each thread", 1, 0, 1_000_000)];

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new Masker((int)values["times"]);

    private sealed class Masker(int times) : Caller
    {
        // Read before any thread calls, since threads start together.
        private readonly long _before = Current();

        public override long[] Arguments { get; } = [.. Enumerable.Range(0, times).Select(call => (long)(call % 2 == 0 ? OtherMask : OneMask))];

        public override long Call(int index) => SystemCall.Make(SystemCall.Umask, Arguments[index]);

        public override void Dispose() => SystemCall.Make(SystemCall.Umask, _before);

        private static long Current()
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("Umask:", StringComparison.Ordinal))
                ?? throw new WorkloadException("/proc/self/status does not say the umask");
            return Convert.ToInt64(line["Umask:".Length..].Trim(), 8);
        }
    }
}
