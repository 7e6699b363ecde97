using System.Net.Sockets;

namespace Conformance.Machines.Qemu;

/// <summary>
/// A private directory with sockets on which we listen and to which QEMU connects. It is gone as soon as QEMU has connected, so that
/// nothing is left behind even if this process is killed later.
/// </summary>
/// <remarks>QEMU connects and not we: no waiting for its sockets to appear, and a QEMU whose host process died before finds nobody and ends.</remarks>
internal sealed class Rendezvous : IDisposable
{
    // sun_path of struct sockaddr_un (include/uapi/linux/un.h) holds 108 bytes with its end; the names below need few.
    private const int LongestDirectory = 90;

    private readonly string _directory;
    private readonly Dictionary<string, Socket> _listeners = [];

    /// <summary>Listens.</summary>
    /// <param name="names">One socket each.</param>
    public Rendezvous(params ReadOnlySpan<string> names)
    {
        _directory = CreateDirectory();
        foreach (var name in names)
        {
            var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            _listeners.Add(name, listener);
            listener.Bind(new UnixDomainSocketEndPoint(PathOf(name)));
            listener.Listen(1);
        }
    }

    /// <summary>Path of a socket.</summary>
    public string PathOf(string name) => Path.Combine(_directory, name);

    /// <summary>Waits until QEMU connects to a socket.</summary>
    public async Task<NetworkStream> AcceptAsync(string name, CancellationToken cancellationToken) =>
        new(await _listeners[name].AcceptAsync(cancellationToken).ConfigureAwait(false), ownsSocket: true);

    /// <summary>Stops listening and removes the directory.</summary>
    public void Dispose()
    {
        foreach (var listener in _listeners.Values)
            listener.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string CreateDirectory()
    {
        // Mode 0700: nobody else may connect.
        var directory = Directory.CreateTempSubdirectory("conformance-").FullName;
        if (directory.Length <= LongestDirectory)
            return directory;
        Directory.Delete(directory);
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("machines need Linux");
        directory = $"/tmp/conformance-{Path.GetRandomFileName()}";
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return directory;
    }
}
