namespace Conformance.Harness.Runs;

/// <summary>Writes the command that runs exactly one case again.</summary>
public static class Rerun
{
    /// <summary>The command, ready for a shell.</summary>
    public static string Of(Target target, string suite, string @case)
    {
        var words = new List<string> { "./conformance", "run" };
        if (target.Machine == "vm")
            words.AddRange(["--kernels", target.Kernel]);
        else
            words.AddRange(["--machine", target.Machine]);
        words.AddRange(["--engines", target.Engine, "--suites", suite, "--cases", @case]);
        return string.Join(' ', words.Select(Quote));
    }

    private static string Quote(string word) =>
        word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '/' or ',' or '+' or '=') ? word : $"'{word.Replace("'", @"'\''")}'";
}
