using System.Runtime.InteropServices;
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
        // PR_SET_NAME and PR_GET_NAME, include/uapi/linux/prctl.h; TASK_COMM_LEN, include/linux/sched.h.
        private const int SetName = 15, GetName = 16, NameBytes = 16;

        private readonly byte* _name = OwnName();

        public override long[] Arguments { get; } = new long[times];

        public override long Call(int index) => SystemCall.Make(SystemCall.ControlProcess, SetName, (nint)_name);

        public override void Dispose() => NativeMemory.Free(_name);

        // The name that the thread has: whoever asks for its comm, before or after, finds no difference.
        private static byte* OwnName()
        {
            var name = (byte*)NativeMemory.AllocZeroed(NameBytes);
            SystemCall.Make(SystemCall.ControlProcess, GetName, (nint)name);
            return name;
        }
    }
}
