using System.Runtime.InteropServices;
using Conformance.Protocol;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// One thread whose every nanosleep(2) is ended by a signal: it returns EINTR. The signal is sent once the kernel says that the thread sleeps inside the call, so no call ends by itself and
/// none is interrupted before it began. Inside the kernel the same call returns a restart code (ERESTART_RESTARTBLOCK, include/linux/errno.h), which becomes EINTR on
/// the way to user space because a handler ran.
/// </summary>
internal sealed unsafe class InterruptedWorkload : Workload
{
    private const int UserSignal = 10; // SIGUSR1, include/uapi/asm-generic/signal.h
    private const long AnHour = 3600;

    // A handler must be there, or the signal would kill; what it does does not matter. It stays for good: the runtime handles signals later, on another thread, and would
    // take the default action, which kills, for one whose handler has gone by then.
    private static readonly Lazy<PosixSignalRegistration> s_handler = new(() => PosixSignalRegistration.Create((PosixSignal)UserSignal, static context => context.Cancel = true));

    public override string Name => "interrupted";

    public override string Summary => "calls nanosleep(2) on one thread, each call interrupted by a signal (EINTR)";

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("times", "calls", 1, 0, 100_000)];

    public override IReadOnlyList<WorkloadThread> Run(IReadOnlyDictionary<string, long> values, CancellationToken cancellationToken)
    {
        _ = s_handler.Value;
        var sleeper = new Sleeper((int)values["times"], cancellationToken);
        var thread = new Thread(sleeper.Run) { IsBackground = true, Name = Gang.ThreadName };
        thread.Start();
        Interrupt(sleeper);
        thread.Join();
        cancellationToken.ThrowIfCancellationRequested();
        return [sleeper.Report()];
    }

    /// <summary>Sends one signal for each call, once the thread is inside it.</summary>
    private static void Interrupt(Sleeper sleeper)
    {
        for (var call = 1; !sleeper.Ended; Thread.Yield())
        {
            // Begun says which call it is; only the kernel knows whether the thread has got to sleep.
            if (sleeper.Begun == call && Threads.IsInside(sleeper.ThreadId, SystemCall.Nanosleep) && sleeper.Begun == call)
            {
                SystemCall.Make(SystemCall.SignalThread, Environment.ProcessId, sleeper.ThreadId, UserSignal);
                call++;
            }
        }
    }

    private sealed class Sleeper(int times, CancellationToken cancellationToken)
    {
        private readonly long[] _returned = new long[times];
        private ulong _start;
        private ulong _end;
        private int _begun;
        private int _threadId;
        private bool _ended;

        public int Begun => Volatile.Read(ref _begun);

        public int ThreadId => Volatile.Read(ref _threadId);

        public bool Ended => Volatile.Read(ref _ended);

        public void Run()
        {
            var hour = stackalloc long[] { AnHour, 0 };
            Volatile.Write(ref _threadId, Libc.GetThreadId());
            _start = Libc.MonotonicNanoseconds();
            for (var call = 0; call < times && !cancellationToken.IsCancellationRequested; call++)
            {
                Volatile.Write(ref _begun, call + 1);
                _returned[call] = SystemCall.Make(SystemCall.Nanosleep, (nint)hour);
            }

            _end = Libc.MonotonicNanoseconds();
            Volatile.Write(ref _ended, true);
        }

        public WorkloadThread Report()
        {
            var arguments = new long[times];
            Array.Fill(arguments, AnHour * 1_000_000_000);
            return new WorkloadThread(_threadId, -1, times, _returned, arguments) { StartNs = _start, EndNs = _end };
        }
    }
}
