using Conformance.Engine.Sessions;
using Conformance.Protocol.Conversation;
using Conformance.Tracer.Agents;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer agent</c>: takes jobs over standard input and output, or over a serial port.</summary>
internal static class AgentCommand
{
    private const string Usage = "usage: tracer agent [--stdio | --port PATH]";

    public static int Run(string[] arguments, ScriptCompilation compile)
    {
        switch (arguments)
        {
            case [] or ["--stdio"]:
                using (var stream = new DuplexStream(Console.OpenStandardInput(), Console.OpenStandardOutput()))
                {
                    return Serve(stream, compile);
                }

            case ["--port", var path]:
                try
                {
                    using var port = SerialPort.Open(path);
                    return Serve(port, compile);
                }
                catch (IOException exception)
                {
                    Console.Error.WriteLine($"tracer agent: {exception.Message}");
                    return ExitCode.Failed;
                }

            default:
                Console.Error.WriteLine($"tracer agent: unknown arguments: {string.Join(' ', arguments)}\n{Usage}");
                return ExitCode.Usage;
        }
    }

    private static int Serve(Stream stream, ScriptCompilation compile)
    {
        _ = new AgentServer(stream, new TracerAgent(new EngineContext(), compile)).Run(CancellationToken.None);
        return ExitCode.Done;
    }
}
