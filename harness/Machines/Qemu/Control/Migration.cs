using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Conformance.Machines.Qemu.Control;

/// <summary>Moves the state of a guest's devices out of QEMU and into it, its memory excepted (QEMU's docs/devel/migration): memory is a file that is mapped.</summary>
internal static class Migration
{
    private const string Port = "state";

    /// <summary>Copies the state of a stopped guest. QEMU connects to a socket of ours: the sandbox lets it start no program, and the bytes pass through our hands.</summary>
    /// <exception cref="QmpException">QEMU did not do it.</exception>
    /// <exception cref="IOException">QEMU is gone, or the state could not be written.</exception>
    public static async Task SaveAsync(QmpClient control, Stream state, CancellationToken cancellationToken)
    {
        await PrepareAsync(control, cancellationToken).ConfigureAwait(false);
        using var rendezvous = new Rendezvous(Port);
        await control.ExecuteAsync("migrate", Uri(rendezvous.PathOf(Port)), cancellationToken).ConfigureAwait(false);
        await using (var from = await rendezvous.AcceptAsync(Port, cancellationToken).ConfigureAwait(false))
            await from.CopyToAsync(state, cancellationToken).ConfigureAwait(false);
        await EndAsync(control, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives the state to a QEMU that was started to wait for it (<see cref="Incoming"/>). The guest stands still afterwards.</summary>
    /// <exception cref="QmpException">QEMU did not take it.</exception>
    /// <exception cref="IOException">QEMU is gone: it ends by itself when it does not understand a state.</exception>
    public static async Task RestoreAsync(QmpClient control, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        await PrepareAsync(control, cancellationToken).ConfigureAwait(false);
        using var rendezvous = new Rendezvous();
        var path = rendezvous.PathOf(Port);
        await control.ExecuteAsync("migrate-incoming", Uri(path), cancellationToken).ConfigureAwait(false);
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            for (var sent = 0; sent < state.Length;)
                sent += await socket.SendAsync(state[sent..], cancellationToken).ConfigureAwait(false);
        }

        await EndAsync(control, cancellationToken).ConfigureAwait(false);
    }

    private static Task PrepareAsync(QmpClient control, CancellationToken cancellationToken) => control.ExecuteAsync(
        "migrate-set-capabilities",
        new JsonObject { ["capabilities"] = new JsonArray(On("x-ignore-shared"), On("events")) },
        cancellationToken);

    private static JsonObject On(string capability) => new() { ["capability"] = capability, ["state"] = true };

    private static JsonObject Uri(string path) => new() { ["uri"] = $"unix:{path}" };

    private static async Task EndAsync(QmpClient control, CancellationToken cancellationToken)
    {
        var end = await control.EventAsync("MIGRATION", data => (string?)data?["status"] is "completed" or "failed", cancellationToken).ConfigureAwait(false);
        if ((string?)end?["status"] != "completed")
            throw new QmpException("QEMU says that the state's transfer failed");
    }
}
