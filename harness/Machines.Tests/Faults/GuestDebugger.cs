using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Conformance.Machines.Qemu;

namespace Conformance.Machines.Tests.Faults;

/// <summary>Lays hands on a guest's processor through QEMU's GDB server (the GDB manual's appendix "Remote Protocol"): no code in the guest is needed to break it.</summary>
internal sealed class GuestDebugger : IAsyncDisposable
{
    // The order of registers of gdb's target description for x86-64.
    private const int Rip = 16;
    private const int Flags = 17;
    private const int CodeSegment = 18;
    private const long InterruptsOn = 1 << 9;

    private readonly NetworkStream _stream;

    private GuestDebugger(NetworkStream stream) => _stream = stream;

    /// <summary>Stops the guest in its kernel, or in its agent.</summary>
    public static async Task<GuestDebugger> StopAsync(VirtualMachine guest, bool inKernel, CancellationToken cancellationToken)
    {
        var path = Path.Combine(SharedGuest.Directory, $"gdb-{guest.ProcessId}");
        await guest.Control.ExecuteAsync(
            "human-monitor-command", new JsonObject { ["command-line"] = $"gdbserver unix:{path},server=on,wait=off" }, cancellationToken);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        var debugger = new GuestDebugger(new NetworkStream(socket, ownsSocket: true));

        // Connecting stops it, somewhere. QEMU takes single registers only from those who have asked for their description.
        await debugger.AskAsync("qXfer:features:read:target.xml:0,ffb", cancellationToken);
        while (await debugger.IsInKernelAsync(cancellationToken) != inKernel)
        {
            await debugger.SendAsync("c", cancellationToken);
            await Task.Delay(Random.Shared.Next(1, 30), cancellationToken);
            await guest.Control.ExecuteAsync("stop", null, cancellationToken);
        }

        return debugger;
    }

    /// <summary>Lets the processor go on at an address that cannot be one.</summary>
    public async Task JumpNowhereAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(Rip, 0x00de_ad00_dead_0000, cancellationToken);
        await SendAsync("c", cancellationToken);
    }

    /// <summary>Has the processor jump to where it is, with interrupts off; if it waits for one, it waits forever.</summary>
    public async Task HangAsync(CancellationToken cancellationToken)
    {
        const string jumpToItself = "ebfe";
        (await AskAsync($"M{await ReadAsync(Rip, cancellationToken):x},2:{jumpToItself}", cancellationToken)).Should().Be("OK");
        await WriteAsync(Flags, await ReadAsync(Flags, cancellationToken) & ~InterruptsOn, cancellationToken);
        await SendAsync("c", cancellationToken);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<bool> IsInKernelAsync(CancellationToken cancellationToken) => (await ReadAsync(CodeSegment, cancellationToken) & 3) == 0;

    private async Task<long> ReadAsync(int register, CancellationToken cancellationToken)
    {
        var hex = await AskAsync($"p{register:x}", cancellationToken);
        var bytes = Convert.FromHexString(hex);
        return bytes.Reverse().Aggregate(0L, (value, next) => (value << 8) | next);
    }

    private async Task WriteAsync(int register, long value, CancellationToken cancellationToken)
    {
        var bytes = BitConverter.GetBytes(value)[..(register == Rip ? 8 : 4)];
        (await AskAsync($"P{register:x}={Convert.ToHexStringLower(bytes)}", cancellationToken)).Should().Be("OK");
    }

    private async Task<string> AskAsync(string packet, CancellationToken cancellationToken)
    {
        await SendAsync(packet, cancellationToken);
        while (true)
        {
            // T: it has stopped, said whenever that happens.
            if (await ReceiveAsync(cancellationToken) is var answer && !answer.StartsWith('T'))
                return answer;
        }
    }

    private async Task SendAsync(string packet, CancellationToken cancellationToken)
    {
        var sum = packet.Sum(letter => letter) & 0xff;
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"${packet}#{sum:x2}")), cancellationToken);
    }

    private async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var letter = new byte[1];
        while (true)
        {
            await _stream.ReadExactlyAsync(letter, cancellationToken);
            text.Append((char)letter[0]);
            if (text.Length > 3 && text[^3] == '#')
                break;
        }

        await _stream.WriteAsync("+"u8.ToArray(), cancellationToken);
        var packet = text.ToString();
        var start = packet.IndexOf('$') + 1;
        return packet[start..packet.LastIndexOf('#')];
    }
}
