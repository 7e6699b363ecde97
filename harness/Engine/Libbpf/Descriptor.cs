using System.Runtime.InteropServices;

namespace Conformance.Engine.Libbpf;

/// <summary>Owner of one file descriptor: a map, a program, a link or a perf event. Closing a link or an event detaches its probe.</summary>
internal sealed class Descriptor : SafeHandle
{
    public Descriptor(int number)
        : base(-1, ownsHandle: true) => SetHandle(number);

    public override bool IsInvalid => handle < 0;

    /// <summary>The number; valid while this owner is alive and not disposed.</summary>
    public int Number => (int)handle;

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
