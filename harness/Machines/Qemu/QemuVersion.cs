using System.Text;
using System.Text.RegularExpressions;
using CliWrap;
using Conformance.Machines.Processes;

namespace Conformance.Machines.Qemu;

/// <summary>Which QEMU there is.</summary>
public static partial class QemuVersion
{
    /// <summary>Asks QEMU.</summary>
    /// <param name="qemu">Its name or path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><c>QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)</c>; <c>null</c> if it is not installed or does not say.</returns>
    public static async Task<string?> AskAsync(string qemu, CancellationToken cancellationToken)
    {
        if (ProgramSearch.Find(qemu) is not { } path)
            return null;
        var output = new StringBuilder();
        await Cli.Wrap(path).WithArguments(["--version"])
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return NumberIn().IsMatch(output.ToString()) ? output.ToString().Split('\n')[0] : null;
    }

    /// <summary>The number alone (<c>7.2.22</c>).</summary>
    public static string Number(string version) => NumberIn().Match(version).Groups[1].Value;

    [GeneratedRegex(@"version (\d+(\.\d+)+)")]
    private static partial Regex NumberIn();
}
