namespace Conformance.Images;

/// <summary>A kernel on this machine's disk, ready to boot.</summary>
/// <param name="Asked">What it was asked for by: a series (<c>6.12</c>) or a release.</param>
/// <param name="Series">First two numbers of its version (<c>6.12</c>).</param>
/// <param name="Release">What <c>uname -r</c> prints in the guest (<c>6.12.117+deb13-cloud-amd64</c>).</param>
/// <param name="Path">The bzImage.</param>
/// <param name="Sha256">Hash of that file, lower-case hexadecimal.</param>
/// <param name="Package">Name and version of the Debian package it came from (<c>linux-image-…=6.12.117-1</c>).</param>
public sealed record KernelImage(string Asked, string Series, string Release, string Path, string Sha256, string Package);
