using Conformance.Engine.Sessions;
using Conformance.Protocol.Conversation;
using Conformance.Protocol.Transport;
using Conformance.Tracer.Agents;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Guest;

/// <summary>
/// The guest's first process: makes the machine usable, is the agent itself (nothing is started faster than what runs already), and
/// switches the machine off at the end, whatever the end is.
/// </summary>
internal static class Init
{
    private const string DefaultPort = "/dev/ttyS1";

    // include/uapi/asm-generic/signal.h
    private const int ChildSignal = 17;
    private const nint Ignore = 1;

    /// <summary>Runs until the host says shutdown; returns only where the machine cannot be switched off.</summary>
    public static int Run(ScriptCompilation compile)
    {
        AppDomain.CurrentDomain.UnhandledException += (_, arguments) => Fail(arguments.ExceptionObject);
        try
        {
            // Orphans come to PID 1. With this the kernel itself reaps them.
            _ = Libc.Signal(ChildSignal, Ignore);
            var missing = Mounts.MountAll();
            SystemConsole.Open();
            foreach (var line in missing)
            {
                Console.WriteLine($"conformance: {line}");
            }

            var commandLine = File.ReadAllText("/proc/cmdline");
            var end = Serve(KernelCommandLine.Find(commandLine, "port") ?? DefaultPort, KernelCommandLine.Find(commandLine, "memory"), compile);
            Console.WriteLine($"conformance: powering off ({end})");
            Power.Off();
            return 0;
        }
        catch (Exception exception)
        {
            Fail(exception);
            return 1;
        }
    }

    private static AgentEnd Serve(string path, string? memoryAddress, ScriptCompilation compile)
    {
        // Closing the port waits until the last word has left it.
        using var port = Open(path, memoryAddress);
        return new AgentServer(port, new TracerAgent(new EngineContext(), compile)).Run(CancellationToken.None);
    }

    /// <summary>The port, with the memory beside it where there is one: without it everything works, but slowly.</summary>
    private static Stream Open(string path, string? memoryAddress)
    {
        var port = SerialPort.Open(path);
        var (memory, problem) = memoryAddress is null ? (null, "the host offers none") : PciMemory.Open(memoryAddress);
        Console.WriteLine($"conformance: agent on {path} {(memory is null ? $"without shared memory ({problem})" : "with shared memory")}, kernel {KernelName.Release}");
        return memory is null ? port : BellStream.ForGuest(port, memory);
    }

    private static void Fail(object exception)
    {
        Console.WriteLine($"conformance: init failed: {exception}");
        Power.Off();
    }
}
