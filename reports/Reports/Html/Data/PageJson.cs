using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Conformance.Reports.Html.Data;

/// <summary>Data inside the page.</summary>
internal static class PageJson
{
    // This encoder writes < > & ' as \u003C and so on: no text of a run can end the script element or open a comment in it.
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>Writes a data block that the page's script finds by its id.</summary>
    public static void WriteBlock<T>(TextWriter page, string id, T data)
    {
        page.Write($"<script type=\"application/json\" id=\"{id}\">");
        page.Write(Deception.Shown(JsonSerializer.Serialize(data, s_options)));
        page.Write("</script>\n");
    }
}
