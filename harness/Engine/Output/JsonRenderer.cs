using System.Globalization;
using System.Text;

namespace Conformance.Engine.Output;

/// <summary>bpftrace's JSON lines. Written by hand: its spaces and member order are part of what scripts downstream match with patterns.</summary>
internal sealed class JsonRenderer : IOutputRenderer
{
    /// <inheritdoc/>
    public string Render(SessionOutput output) => output switch
    {
        Printed printed => Line("printf", JsonText.Quote(printed.Text)),
        PrintedValue { Value: IntegerOutput number } => Line("value", ValueText.Of(number)),
        PrintedValue printed => Line("value", JsonText.Of(printed.Value)),
        PrintedMap map => Map(map),
        PrintedText text => Line(text.Kind, JsonText.Quote(text.Text)),
        AttachedProbes probes => string.Create(CultureInfo.InvariantCulture, $"{{\"type\": \"attached_probes\", \"count\": {probes.Count}, \"data\": {{\"probes\": {probes.Count}}}}}\n"),
        LostEvents lost => string.Create(CultureInfo.InvariantCulture, $"{{\"type\": \"lost_events\", \"count\": {lost.Count}, \"data\": {{\"events\": {lost.Count}}}}}\n"),
        Complaint complaint => string.Create(CultureInfo.InvariantCulture,
            $"{{\"type\": \"{(complaint.Warning ? "warnf" : "errorf")}\", \"msg\": {JsonText.Quote(complaint.Text)}, \"filename\": {JsonText.Quote(complaint.File)}, \"line\": {complaint.Line}, \"col\": {complaint.Column}}}\n"),
        HelperFailure failure => string.Create(CultureInfo.InvariantCulture,
            $"{{\"type\": \"helper_error\", \"msg\": {JsonText.Quote(failure.Text)}, \"helper\": {JsonText.Quote(failure.Helper)}, \"retcode\": {failure.Answer}, \"filename\": {JsonText.Quote(failure.File)}, \"line\": {failure.Line}, \"col\": {failure.Column}}}\n"),
        _ => "",
    };

    private static string Map(PrintedMap map)
    {
        if (map.Entries.Count == 0)
            return "";
        var type = map.Flavour switch { MapFlavour.Histograms => "hist", MapFlavour.Statistics => "stats", MapFlavour.TimeSeries => "tseries", _ => "map" };
        var text = new StringBuilder("{").Append(JsonText.Quote(map.Name)).Append(": ");
        if (map.Scalar)
            text.Append(JsonText.Of(map.Entries[0].Value));
        else
            text.Append('{').AppendJoin(", ", map.Entries.Select(entry => $"{JsonText.Quote(JsonText.Key(entry.Key))}: {JsonText.Of(entry.Value)}")).Append('}');
        return Line(type, text.Append('}').ToString());
    }

    private static string Line(string type, string data) => $"{{\"type\": \"{type}\", \"data\": {data}}}\n";
}
