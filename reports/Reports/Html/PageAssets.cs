using System.Security.Cryptography;
using System.Text;

namespace Conformance.Reports.Html;

/// <summary>The page's own style and script, and the policy that lets nothing else run.</summary>
internal static class PageAssets
{
    // In the order in which they need each other.
    private static readonly string[] s_scripts = ["dom", "data", "address", "script", "order", "timeline", "trace", "result", "list", "start"];
    private static readonly string[] s_styles = ["base", "tables", "results", "trace", "print"];

    /// <summary>All styles.</summary>
    public static string Style { get; } = "\n" + string.Concat(s_styles.Select(n => Load($"{n}.css")));

    /// <summary>All scripts, in one scope of their own.</summary>
    public static string Script { get; } = "\n\"use strict\";\n(() => {\n" + string.Concat(s_scripts.Select(n => Load($"{n}.js"))) + "})();\n";

    /// <summary>Content-Security-Policy: only this style and this script, no network. A second wall behind the escaping.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; script-src '{Hash(Script)}'; style-src '{Hash(Style)}'; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Load(string name)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"Conformance.Reports.Assets.{name}")
            ?? throw new InvalidOperationException($"The asset {name} was not built into the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
