using System.Net;
using System.Net.Sockets;

namespace Conformance.Images.Tests;

/// <summary>Fetching over a real connection.</summary>
public sealed class RealFetchTests
{
    [Test]
    public async Task I_can_fetch_a_real_kernel_from_the_mirror_of_this_machine()
    {
        using TemporaryDirectory directory = new();
        KernelStore store = new(new KernelStoreOptions { CacheRoot = directory.Path });

        KernelCatalogue catalogue = await store.ListAsync(null, default);
        KernelImage image = await store.FetchAsync("7.3", null, default);

        catalogue.Series.Should().Contain(KernelSeries.Default);
        image.Release.Should().StartWith("7.3").And.EndWith("-cloud-amd64");
        BootImage.ReadRelease(image.Path).Should().Be(image.Release);
        store.Cached().Should().ContainSingle().Which.Sha256.Should().Be(image.Sha256);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_cancelled_fetch_leaves_no_apt_running(CancellationToken testTimeout)
    {
        using TemporaryDirectory directory = new();
        using TcpListener mirror = new(IPAddress.Loopback, 0);
        mirror.Start();
        AptSource source = new($"http://127.0.0.1:{((IPEndPoint)mirror.LocalEndpoint).Port}/debian", "tests", MachineSources.Keyring);
        KernelStore store = new(new KernelStoreOptions
        {
            CacheRoot = directory.Path,
            Sources = _ => Task.FromResult<IReadOnlyList<AptSource>>([source]),
        });
        using CancellationTokenSource interrupt = new();

        Task<KernelImage> fetch = store.FetchAsync("6.1", null, interrupt.Token);
        using Socket connection = await mirror.AcceptSocketAsync(testTimeout);
        await interrupt.CancelAsync();

        await fetch.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        byte[] buffer = new byte[4096];
        int read;
        do
        {
            // The mirror never answers, so the connection ends only with the process that opened it.
            read = await ReceiveAsync(connection, buffer, testTimeout);
        }
        while (read > 0);
        read.Should().Be(0);
    }

    private static async Task<int> ReceiveAsync(Socket connection, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ReceiveAsync(buffer, cancellationToken);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
