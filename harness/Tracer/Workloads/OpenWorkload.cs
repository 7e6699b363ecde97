using System.Runtime.InteropServices;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that call openat(2): with a path that exists (the call returns a descriptor, which is closed before the next), then with one that does not (ENOENT). Every call reaches
/// <c>do_sys_openat2</c> once, only the good ones <c>security_file_open</c>. The visible argument is the flags.
/// </summary>
internal sealed class OpenWorkload : ThreadedWorkload
{
    public override string Name => "open";

    public override string Summary => "calls openat(2) an exact number of times on each thread, with good and bad paths";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } =
    [
        new("times", "calls on each thread with a path that exists", 1, 0, 1_000_000),
        new("enoent", "calls on each thread after those, with a path that does not exist (ENOENT)", 0, 0, 1_000_000),
    ];

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new Opener(values["times"], values["enoent"]);

    private sealed unsafe class Opener(long times, long missing) : Caller
    {
        // include/uapi/asm-generic/fcntl.h, include/uapi/linux/fcntl.h
        private const long CloseOnExec = 0x80000;
        private const long CurrentDirectory = -100;

        private readonly nint _good = Marshal.StringToCoTaskMemUTF8("/");
        private readonly nint _bad = Marshal.StringToCoTaskMemUTF8("/there-is-no-such-file");

        public override long[] Arguments { get; } = Repeat((times + missing, CloseOnExec));

        public override long Call(int index)
        {
            var answer = SystemCall.Make(SystemCall.OpenAt, CurrentDirectory, index < times ? _good : _bad, CloseOnExec);
            if (answer >= 0)
            {
                _ = Libc.Close((int)answer);
            }

            return answer;
        }

        public override void Dispose()
        {
            Marshal.FreeCoTaskMem(_good);
            Marshal.FreeCoTaskMem(_bad);
        }
    }
}
