using System.Text.Json;
using System.Text.Json.Nodes;

namespace Conformance.Machines.Qemu.Control;

/// <summary>Speaks QMP (docs/interop/qmp-spec.rst): JSON objects, one a line. Commands wait for each other; events are kept until they are asked for.</summary>
public sealed class QmpClient
{
    private readonly Stream _stream;
    private readonly StreamReader _lines;
    private readonly List<JsonObject> _events = [];
    private readonly SemaphoreSlim _one = new(1);

    private QmpClient(Stream stream) => (_stream, _lines) = (stream, new StreamReader(stream));

    /// <summary>Takes QEMU's greeting and ends the negotiation.</summary>
    /// <param name="stream">The connection; the caller closes it.</param>
    /// <param name="cancellationToken">Gives up; the connection is of no use afterwards.</param>
    /// <exception cref="IOException">QEMU is gone.</exception>
    /// <exception cref="QmpException">What is at the other end is not QEMU.</exception>
    public static async Task<QmpClient> ConnectAsync(Stream stream, CancellationToken cancellationToken)
    {
        var client = new QmpClient(stream);
        var greeting = await client.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (greeting["QMP"] is null)
            throw new QmpException($"QEMU's greeting was not understood: {greeting.ToJsonString()}");
        await client.ExecuteAsync("qmp_capabilities", null, cancellationToken).ConfigureAwait(false);
        return client;
    }

    /// <summary>Runs a command and gives what it returned.</summary>
    /// <exception cref="IOException">QEMU is gone.</exception>
    /// <exception cref="QmpException">It refused.</exception>
    public async Task<JsonNode?> ExecuteAsync(string command, JsonObject? arguments, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["execute"] = command };
        if (arguments is not null)
            request["arguments"] = arguments;
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request), cancellationToken).ConfigureAwait(false);
            await _stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var answer = await ReadAsync(cancellationToken).ConfigureAwait(false);
                if (answer.ContainsKey("return"))
                    return answer["return"];
                if (answer["error"] is { } error)
                    throw new QmpException($"QEMU refused '{command}': {error["desc"]}");
                _events.Add(answer);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Waits for an event, those included that came before.</summary>
    /// <param name="name">As QEMU calls it (<c>MIGRATION</c>).</param>
    /// <param name="wanted">Chooses among events of that name by their data.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">QEMU is gone.</exception>
    public async Task<JsonNode?> EventAsync(string name, Predicate<JsonNode?> wanted, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await FindAsync(name, wanted, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<JsonNode?> FindAsync(string name, Predicate<JsonNode?> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_events.Find(e => (string?)e["event"] == name && wanted(e["data"])) is { } found)
            {
                _events.Clear();
                return found["data"];
            }

            _events.Add(await ReadAsync(cancellationToken).ConfigureAwait(false));
        }
    }

    private async Task<JsonObject> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await _lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? throw new EndOfStreamException("QEMU closed its control connection");
        try
        {
            return JsonNode.Parse(line) as JsonObject ?? throw new QmpException($"QEMU said what is no object: {line}");
        }
        catch (JsonException error)
        {
            throw new QmpException($"QEMU said what is no JSON ({error.Message}): {line}");
        }
    }
}
