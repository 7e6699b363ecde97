using Conformance.Tracer.Guest;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands;

/// <summary>Chooses what this binary is: a guest's init, an agent, a workload, or the tracer's own command line.</summary>
internal static class CommandTable
{
    private const int FirstProcess = 1;

    /// <summary>Runs the command and returns the exit code: 0 done, 1 failed, 2 wrong usage.</summary>
    public static int Run(string[] arguments)
    {
        // The kernel starts /init without arguments. In a container we may be PID 1 too, but then with a command.
        if (Libc.GetPid() == FirstProcess && arguments is [] or ["init"])
        {
            return Init.Run();
        }

        return arguments switch
        {
            ["agent", .. var rest] => AgentCommand.Run(rest),
            ["workload", .. var rest] => WorkloadCommand.Run(rest),
            _ => 2,
        };
    }
}
