namespace Conformance.Cli.Progress;

/// <summary>Steps go to standard error at once, in order: results on standard output stay clean.</summary>
internal sealed class ErrorLines : IProgress<string>
{
    /// <inheritdoc/>
    public void Report(string value) => Console.Error.WriteLine($"conformance: {value}");
}
