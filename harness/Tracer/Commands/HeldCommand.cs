using System.Runtime.InteropServices;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer held-exec PATH WORD…</c>, for <see cref="Running.HeldChild"/> alone: lets its parent trace it and becomes another program, which stops it there.</summary>
internal static class HeldCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "held-exec";

    private const int NotStarted = 127;
    private const int Default = 0;

    public static int Run(string[] arguments)
    {
        if (arguments is not [var path, .. { Length: > 0 } words])
        {
            Console.Error.WriteLine($"tracer {Name}: this is for 'tracer -c' alone");
            return ExitCode.Usage;
        }

        if (ProcessCalls.Ptrace(ProcessCalls.TraceMe, 0, 0, 0) < 0)
        {
            Console.Error.WriteLine($"tracer: ptrace(2) is refused ({Marshal.GetLastPInvokeErrorMessage()}), and -c needs it to hold the command: allow it (kernel.yama.ptrace_scope below 3; in a container seccomp), or start the command yourself and use -p");
            return NotStarted;
        }

        // The runtime ignores this signal, and what is ignored stays so in the program that follows.
        _ = Libc.Signal(ProcessCalls.BrokenPipeSignal, Default);
        var error = ProcessCalls.Execute(path, words);
        Console.Error.WriteLine($"tracer: '{path}' cannot be executed: {Marshal.GetPInvokeErrorMessage(error)}");
        return NotStarted;
    }
}
