using System.Globalization;
using Conformance.Engine;

namespace Conformance.Harness.Traces;

/// <summary>The whole number that each firing printed, for scripts whose probes print exactly one (<c>printf("%d\n", retval)</c>).</summary>
public sealed class PrintedNumbers
{
    private readonly Dictionary<(int Cpu, ulong Sequence), List<string>> _texts = [];

    /// <summary>Ties each printed text to the firing that printed it, by CPU and sequence number. Linear.</summary>
    public PrintedNumbers(Trace trace)
    {
        foreach (var output in trace.Result.Output)
        {
            if (output.Firing is not { } firing)
                continue;
            if (!_texts.TryGetValue((firing.Cpu, firing.Sequence), out var texts))
                _texts.Add((firing.Cpu, firing.Sequence), texts = []);
            texts.Add(output.Text);
        }
    }

    /// <summary>What the firing printed.</summary>
    /// <param name="problem">Why there is no number.</param>
    public bool TryGet(Firing firing, out long number, out string problem)
    {
        number = 0;
        problem = "";
        if (!_texts.TryGetValue((firing.Cpu, firing.Sequence), out var texts))
            problem = "it printed nothing";
        else if (texts.Count > 1)
            problem = $"it printed {texts.Count} times";
        else if (!long.TryParse(texts[0].AsSpan().TrimEnd('\n'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            problem = $"it printed \"{texts[0].TrimEnd('\n')}\", which is no number";
        return problem.Length == 0;
    }
}
