namespace Conformance.Tracer.Native;

/// <summary>What waitpid(2) says about a child: the bits of bits/waitstatus.h.</summary>
internal readonly record struct WaitStatus(int Bits)
{
    /// <summary>Whether it ended by itself.</summary>
    public bool Exited => (Bits & 0x7f) == 0;

    /// <summary>Its exit code, if it <see cref="Exited"/>.</summary>
    public int ExitCode => (Bits >> 8) & 0xff;

    /// <summary>Whether it only stopped.</summary>
    public bool Stopped => (Bits & 0xff) == 0x7f;

    /// <summary>The signal that stopped or ended it.</summary>
    public int Signal => Stopped ? (Bits >> 8) & 0xff : Bits & 0x7f;

    /// <summary>In words (<c>ended with exit code 3</c>).</summary>
    public override string ToString() => Exited ? $"ended with exit code {ExitCode}" : Stopped ? $"stopped by {NameOf(Signal)}" : $"was ended by {NameOf(Signal)}";

    /// <summary>The names of include/uapi/asm-generic/signal.h that are met in practice.</summary>
    private static string NameOf(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        31 => "SIGSYS",
        _ => $"signal {signal}",
    };
}
