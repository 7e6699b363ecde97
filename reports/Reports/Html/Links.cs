using System.Security.Cryptography;
using System.Text;
using Conformance.Reports.Model;

namespace Conformance.Reports.Html;

/// <summary>
/// The part of the page's address after <c>#</c>. It holds the filters as a query; the same string is the id of the first such result in the
/// static list, so that the links work without JavaScript too.
/// </summary>
public static class Links
{
    /// <summary>Shows the results of one invariant on one target.</summary>
    public static string Cell(string invariant, Target target) => $"invariant={Escape(invariant)}&{Column(target)}";

    /// <summary>Shows the results of one target.</summary>
    public static string Column(Target target) => $"kernel={Escape(target.Kernel)}&engine={Escape(target.Engine)}&machine={Escape(target.Machine)}";

    /// <summary>Shows the results of one invariant.</summary>
    public static string Row(string invariant) => $"invariant={Escape(invariant)}";

    /// <summary>Opens one result.</summary>
    public static string Open(ReportedResult result) => $"open={Id(result)}";

    /// <summary>A name for a result that stays when the report is made again: from what it is about, not from its place.</summary>
    public static string Id(ReportedResult result)
    {
        var key = string.Join('\n', result.Result.Suite, result.Result.Case, result.Result.Invariant, result.Result.Kernel, result.Result.Engine, result.Result.Machine);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 5));
    }

    /// <summary>A path of the run as an address relative to the report.</summary>
    public static string File(string prefix, string path) => string.Join('/', (prefix + path).Split('/').Select(Escape));

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
