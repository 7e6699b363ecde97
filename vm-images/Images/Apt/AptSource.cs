namespace Conformance.Images;

/// <summary>One suite of a Debian archive, as a line of a sources.list says it.</summary>
/// <param name="Uri">The archive's root.</param>
/// <param name="Suite"><c>trixie</c>, <c>trixie-backports</c> ...</param>
/// <param name="Keyring">Path of the only keys that may sign it.</param>
public sealed record AptSource(string Uri, string Suite, string Keyring)
{
    /// <summary>The line.</summary>
    /// <remarks>Only amd64: guests are x86-64, whatever this machine is.</remarks>
    public string Line => $"deb [arch=amd64 signed-by={Keyring}] {Uri} {Suite} main";
}
