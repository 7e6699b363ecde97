using Conformance.Tracer.Agents;
using Conformance.Tracer.Guest;
using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Commands;

/// <summary>Chooses what this binary is: a guest's init, an agent, a workload, or the tracer's own command line.</summary>
internal static class CommandTable
{
    private const int FirstProcess = 1;

    /// <summary>Runs the command and returns the exit code: 0 done, 1 failed, 2 wrong usage.</summary>
    public static int Run(string[] arguments, ScriptCompilation compile)
    {
        try
        {
            return Choose(arguments, compile);
        }
        catch (Exception exception)
        {
            return UnexpectedFailure.Tell(exception);
        }
    }

    private static int Choose(string[] arguments, ScriptCompilation compile)
    {
        var first = Libc.GetPid() == FirstProcess;
        return arguments switch
        {
            // The kernel starts /init without arguments. In a container we may be the first process too, but then with a command.
            [] or ["init"] when first => Init.Run(compile),
            ["init", ..] => RefuseInit(),
            ["agent", .. var rest] => AgentCommand.Run(rest, compile),
            ["workload", .. var rest] => WorkloadCommand.Run(rest),
            [Child.ExitCommand] => ExitCode.Done,
            [HeldCommand.Name, .. var rest] => HeldCommand.Run(rest),
            _ => ScriptCommand.Run(arguments),
        };
    }

    private static int RefuseInit()
    {
        Console.Error.WriteLine("tracer init: only the first process of a machine can be its init (it mounts file systems, and switches off at the end)");
        return ExitCode.Usage;
    }
}
