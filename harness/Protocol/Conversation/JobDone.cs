namespace Conformance.Protocol.Conversation;

/// <summary>The end of a job: its result without firings and output, which came before in batches, and how many of them there were.</summary>
/// <param name="Firings">Firings sent; a receiver that counts fewer has lost some on the way.</param>
/// <param name="Output">Pieces of output sent.</param>
public sealed record JobDone(JobResult Result, int Firings, int Output);
