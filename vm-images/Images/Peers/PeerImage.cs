namespace Conformance.Images;

/// <summary>Another tracer, ready to be put into a guest.</summary>
/// <param name="Name">Its folder in the guest is <c>/peers/NAME</c>.</param>
/// <param name="Version">Version of the package it came from; empty for a program of the user's own.</param>
/// <param name="Archive">Path of a cpio archive with everything below <c>/peers/NAME</c>: <c>bin</c>, and <c>lib</c> with the loader and every shared library.</param>
/// <param name="Sha256">Hash of that archive, lower-case hexadecimal.</param>
/// <param name="Size">Bytes of the archive; a guest that unpacks it needs about as much memory more.</param>
/// <param name="Program">Path of the program in the guest.</param>
/// <param name="Loader">Path in the guest of the loader that the program asks for, or <c>null</c> where it is linked statically.</param>
/// <param name="Interpreter">Where the program expects its loader (<c>/lib64/ld-linux-x86-64.so.2</c>), or <c>null</c>.</param>
public sealed record PeerImage(
    string Name, string Version, string Archive, string Sha256, long Size, string Program, string? Loader, string? Interpreter)
{
    /// <summary>Folder of all peers in the guest.</summary>
    public const string GuestRoot = "/peers";

    /// <summary>Folder of its shared libraries in the guest.</summary>
    public string Libraries => $"{GuestRoot}/{Name}/lib";
}
