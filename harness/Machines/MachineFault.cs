namespace Conformance.Machines;

/// <summary>Why a machine could not be used; the words of outcome <c>error</c>.</summary>
public enum MachineFault
{
    /// <summary>Something is missing or wrong before a machine could run: QEMU, a kernel, a directory.</summary>
    Setup,

    /// <summary>Its agent did not answer in time after the start, and the console says nothing of the cause.</summary>
    BootTimeout,

    /// <summary>The guest's kernel panicked.</summary>
    GuestPanic,

    /// <summary>The guest's kernel oopsed, or hit an assertion.</summary>
    GuestOops,

    /// <summary>The guest's kernel reported a stuck processor or task, and then no answer came.</summary>
    GuestLockup,

    /// <summary>The guest stands still: not even its kernel's interrupt handlers answer.</summary>
    GuestHang,

    /// <summary>The guest was reset and its kernel said nothing: a triple fault, or a write to the reset register.</summary>
    GuestReset,

    /// <summary>The guest ran out of memory.</summary>
    OutOfMemory,

    /// <summary>QEMU itself ended: killed, or by an error of its own.</summary>
    EmulatorDied,

    /// <summary>No answer to a job in time, from a guest whose kernel is alive.</summary>
    CommandTimeout,

    /// <summary>The agent ended, or says what nobody understands.</summary>
    AgentLost,

    /// <summary>The engine failed inside the agent.</summary>
    EngineCrash,
}

/// <summary>A machine failed. The message says what, where and the next step, and ends with the console's tail.</summary>
public sealed class MachineException(MachineFault fault, string message, string? consoleTail = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Which kind of failure.</summary>
    public MachineFault Fault { get; } = fault;

    /// <summary>The last lines of the console.</summary>
    public string? ConsoleTail { get; } = consoleTail;

    /// <summary>The fault as results name it (<c>boot-timeout</c>).</summary>
    public string Reason => Fault switch
    {
        MachineFault.Setup => "setup",
        MachineFault.BootTimeout => "boot-timeout",
        MachineFault.GuestPanic => "guest-panic",
        MachineFault.GuestOops => "guest-oops",
        MachineFault.GuestLockup => "guest-lockup",
        MachineFault.GuestHang => "guest-hang",
        MachineFault.GuestReset => "guest-reset",
        MachineFault.OutOfMemory => "out-of-memory",
        MachineFault.EmulatorDied => "emulator-died",
        MachineFault.CommandTimeout => "command-timeout",
        MachineFault.AgentLost => "agent-lost",
        _ => "engine-crash",
    };
}
