using Conformance.Engine.Instrumentation;
using Conformance.Protocol;

namespace Conformance.Tracer.Peers;

/// <summary>Finds out by experiment what a tracer can attach at all on this kernel: it is given the smallest script there is. Asked once for each mechanism, and only after a refusal.</summary>
internal sealed class PeerQuestions
{
    private readonly Dictionary<(string Peer, string Mechanism, int Times), string?> _known = [];

    /// <summary>What the tracer has said against one probe of a mechanism; <c>null</c> if it took it, or was never asked.</summary>
    public string? Known(PeerSpec peer, string mechanism) => _known.GetValueOrDefault((peer.Name, mechanism, 1));

    /// <summary>What the tracer says against a script of nothing but probes of a mechanism, or <c>null</c> if it attaches it.</summary>
    /// <param name="mechanism">Canonical; <c>begin</c> asks whether it works at all.</param>
    /// <param name="hook">Where.</param>
    /// <param name="times">How many of them.</param>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public string? Refusal(PeerSpec peer, Dialect dialect, string mechanism, string hook, CancellationToken cancellationToken, int times = 1)
    {
        if (_known.TryGetValue((peer.Name, mechanism, times), out var known))
            return known;
        var script = new InstrumentedScript(ScriptInstrumenter.Question(mechanism, hook, dialect, times), []);
        const string path = "/tmp/question.bt";
        File.WriteAllText(path, script.Text);
        var output = new PeerOutput(peer, script);
        using var process = PeerProcess.Start(peer, path, output);
        var refusal = process.WaitUntilAttached(hook.Length > 0 ? 1 : 0, cancellationToken) is null ? PeerWords.Complaint(process.Errors + output.Preamble) : null;
        if (refusal is null)
            process.Stop(cancellationToken);
        _known.Add((peer.Name, mechanism, times), refusal);
        return refusal;
    }
}
