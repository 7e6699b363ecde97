using System.Text;
using Conformance.Engine;
using Conformance.Engine.Sessions;

namespace Conformance.Tracer.Commands.Running;

/// <summary>Keeps what a script's tests print until it is known whether it matters; before and behind them output goes where it always goes.</summary>
internal sealed class CapturedOutput(TracerOutput output) : ISessionSink
{
    private StringBuilder? _kept;

    /// <summary>How many complaints were kept.</summary>
    public int Complaints { get; private set; }

    /// <summary>From here on output is kept.</summary>
    public void Keep() => (_kept, Complaints) = (new StringBuilder(), 0);

    /// <summary>What was kept; from here on output is written again.</summary>
    public string Release()
    {
        var text = _kept?.ToString() ?? "";
        _kept = null;
        return text;
    }

    public void OnFiring(in Firing firing) => output.OnFiring(firing);

    public void OnOutput(in OutputText text)
    {
        if (_kept is null)
            output.OnOutput(text);
        else
            _kept.Append(text.Text);
    }

    public void OnComplaint(in OutputText text)
    {
        Complaints++;
        if (_kept is null)
            output.OnComplaint(text);
        else
            _kept.Append(text.Text);
    }
}
