namespace Conformance.Images;

/// <summary>A script of a package.</summary>
/// <param name="Name">Its file name (<c>opensnoop.bt</c>).</param>
/// <param name="Text">What it holds.</param>
public sealed record PackagedScript(string Name, string Text);

/// <summary>The scripts that one suite ships.</summary>
/// <param name="Suite"><c>bookworm</c>, <c>trixie</c> ...</param>
/// <param name="Version">Version of the package they came with.</param>
/// <param name="Scripts">In the order of their names.</param>
public sealed record ScriptPackage(string Suite, string Version, IReadOnlyList<PackagedScript> Scripts);
