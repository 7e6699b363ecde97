using System.Runtime.InteropServices;
using System.Text;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that name themselves by prctl(2), to the name that they have: each call is one event <c>task:task_rename</c> (include/trace/events/task.h) on the calling thread. Nothing else on a quiet
/// machine causes that event, while those of system calls come from every thread that happens to run.
/// </summary>
internal sealed class RenameWorkload : ThreadedWorkload
{
    public override string Name => "rename";

    public override string Summary => "names the thread by prctl(2) an exact number of times on each thread";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } = [new("times", "calls on each thread", 1, 0, 1_000_000)];

    /// <summary>Makes one call, on the calling thread.</summary>
    public static void CallOnce()
    {
        using var caller = new Renamer(1);
        caller.Call(0);
    }

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new Renamer((int)values["times"]);

    private sealed unsafe class Renamer(int times) : Caller
    {
        private const int SetName = 15; // PR_SET_NAME, include/uapi/linux/prctl.h

        private readonly byte* _name = CopyOf(Gang.ThreadName);

        public override long[] Arguments { get; } = new long[times];

        public override long Call(int index) => SystemCall.Make(SystemCall.ControlProcess, SetName, (nint)_name);

        public override void Dispose() => NativeMemory.Free(_name);

        private static byte* CopyOf(string name)
        {
            var copy = (byte*)NativeMemory.AllocZeroed((nuint)name.Length + 1);
            Encoding.ASCII.GetBytes(name, new Span<byte>(copy, name.Length));
            return copy;
        }
    }
}
