namespace Conformance.Cli.Corpus;

/// <summary>What became of a script on a kernel.</summary>
public enum CorpusOutcome
{
    /// <summary>It was compiled, loaded, attached and detached.</summary>
    Attached,

    /// <summary>The kernel or the guest has not what the script is about.</summary>
    Lacking,

    /// <summary>The engine did not do what it promises.</summary>
    Ours,
}

/// <summary>One script on one kernel.</summary>
/// <param name="Script">File name.</param>
/// <param name="Package">Suite and version it came with.</param>
/// <param name="Kernel">Release of the kernel.</param>
/// <param name="Sentence">What is lacking or to mend; empty where it was attached.</param>
public sealed record CorpusEntry(string Script, string Package, string Kernel, CorpusOutcome Outcome, string Sentence);
