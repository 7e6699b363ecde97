namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that call write(2), each on a pipe or a file of its own. Every call reaches <c>vfs_write</c> once; it returns the number of bytes, or EBADF for those on a descriptor that is
/// open for reading only. The visible argument is the number of bytes.
/// </summary>
internal sealed class WriteWorkload : ThreadedWorkload
{
    public override string Name => "write";

    public override string Summary => "calls write(2) an exact number of times on each thread, on a pipe or a file";

    protected override IReadOnlyList<Parameter> OwnParameters => Transfer.Parameters;

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new Transfer(values, writes: true);
}
