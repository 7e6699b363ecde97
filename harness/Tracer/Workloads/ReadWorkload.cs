namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that call read(2), each on a pipe or a file of its own that was filled before. Every call reaches <c>vfs_read</c> once; it returns the number of bytes, or EBADF for those on a
/// descriptor that is open for writing only. The visible argument is the number of bytes asked for.
/// </summary>
internal sealed class ReadWorkload : ThreadedWorkload
{
    public override string Name => "read";

    public override string Summary => "calls read(2) an exact number of times on each thread, on a pipe or a file";

    protected override IReadOnlyList<Parameter> OwnParameters => Transfer.Parameters;

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new Transfer(values, writes: false);
}
