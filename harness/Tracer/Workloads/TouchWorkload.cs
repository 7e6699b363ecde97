using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>Threads that touch pages which the kernel has promised and not yet given: each touch is one page fault on the calling thread, for probes on <c>software:page-faults:1</c>.</summary>
internal sealed class TouchWorkload : ThreadedWorkload
{
    public override string Name => "touch";

    public override string Summary => "touches an exact number of fresh pages on each thread, a page fault each";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } = [new("times", "pages that each thread touches", 1, 0, 100_000)];

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new Toucher((int)values["times"]);

    private sealed unsafe class Toucher : Caller
    {
        private readonly FreshPages _pages;

        public Toucher(int times)
        {
            Arguments = new long[times];
            // One more than calls: the first touch is made now, so that the code of the others is in memory when they are made.
            _pages = new FreshPages(times + 1);
            Call(-1);
        }

        public override long[] Arguments { get; }

        public override long Call(int index)
        {
            _pages.Touch(index + 1);
            return 0;
        }

        public override void Dispose() => _pages.Dispose();
    }
}
