namespace Conformance.Machines.Consoles;

/// <summary>How much a line on the console means.</summary>
public enum SignWeight
{
    /// <summary>The kernel noticed trouble but goes on. It explains a machine that then does not answer, and says nothing of one that does.</summary>
    Suspicion,

    /// <summary>The kernel is broken: nothing that the machine says from now on can be trusted.</summary>
    Fatal,
}

/// <summary>A line on the console that tells of the kernel's trouble.</summary>
/// <param name="Weight">What follows from it.</param>
/// <param name="What">In a few words (<c>the kernel panicked</c>).</param>
/// <param name="Fault">What a machine has died of that printed it.</param>
/// <param name="Line">The line, cleaned.</param>
public sealed record ConsoleSign(SignWeight Weight, string What, MachineFault Fault, string Line);
