using System.Text;
using Conformance.Machines.Consoles;

namespace Conformance.Machines.Agents;

/// <summary>Finds out what to say of a machine that failed: the console knows better than the deadline that passed.</summary>
public static class MachineFailure
{
    /// <summary>Explains a failure.</summary>
    /// <param name="home">The machine.</param>
    /// <param name="seen">What was noticed first.</param>
    /// <param name="what">The same in words, no full stop (<c>no answer to the hello within 60 s</c>).</param>
    /// <param name="inner">The exception that was noticed, if any.</param>
    public static MachineException Explain(IAgentHome home, MachineFault seen, string what, Exception? inner = null)
    {
        var sign = home.Console?.Sign;
        var fault = sign?.Fault ?? (seen == MachineFault.AgentLost ? home.EndFault ?? seen : seen);
        var sentence = sign is null ? what : $"{sign.What}: \"{sign.Line}\" ({what})";
        return Compose(home.Name, fault, sentence, home.LastWords, NextStep(fault), home.Console, home.ConsoleLog, inner);
    }

    /// <summary>Puts a message together: machine, what happened, next step, the console's tail.</summary>
    public static MachineException Compose(
        string name, MachineFault fault, string what, string? lastWords, string nextStep, ConsoleWatch? console, string? consoleLog, Exception? inner = null)
    {
        var tail = console?.Tail();
        var message = new StringBuilder().Append(name).Append(": ").Append(what).Append('.');
        if (lastWords is not null)
            message.Append(' ').Append(lastWords).Append('.');
        message.Append(' ').Append(nextStep);
        if (console is not null)
        {
            message.Append(string.IsNullOrEmpty(tail)
                ? $"\nThe console ({consoleLog}) is empty."
                : $"\nThe console's last lines ({consoleLog}):\n{tail}");
        }

        return new MachineException(fault, message.ToString(), tail, inner);
    }

    private static string NextStep(MachineFault fault) => fault switch
    {
        MachineFault.BootTimeout =>
            "Run fewer machines side by side (--jobs), or look whether this kernel boots at all.",
        MachineFault.GuestPanic or MachineFault.GuestOops or MachineFault.GuestReset =>
            "Look at the console for the cause; a machine that dies in one case only can be asked for that case alone (--cases).",
        MachineFault.GuestLockup or MachineFault.GuestHang or MachineFault.CommandTimeout =>
            "Run fewer machines side by side (--jobs), or ask for this case alone (--cases) and look at the console.",
        MachineFault.OutOfMemory =>
            "Give guests more memory (--memory-mib).",
        MachineFault.EmulatorDied =>
            "Look whether this machine itself ran out of memory (dmesg), and run fewer guests side by side (--jobs).",
        MachineFault.AgentLost =>
            "Run it again; if it happens again, ask for the last case alone (--cases).",
        _ => "See './conformance doctor'.",
    };
}
