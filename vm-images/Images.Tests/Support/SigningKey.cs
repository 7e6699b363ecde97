namespace Conformance.Images.Tests;

/// <summary>A throw-away key that signs a test's own archive.</summary>
internal sealed class SigningKey : IAsyncDisposable
{
    // gpg-agent puts a socket here, and a socket's path may have 107 characters at most.
    private readonly TemporaryDirectory home = new();

    private SigningKey()
    {
    }

    public string Keyring => home["public.gpg"];

    public static async Task<SigningKey> CreateAsync()
    {
        SigningKey key = new();
        await key.GpgAsync(["--quick-generate-key", "archive@tests.invalid", "ed25519", "sign", "never"]);
        await key.GpgAsync(["--output", key.Keyring, "--export"]);
        return key;
    }

    public Task ClearSignAsync(string from, string to) => GpgAsync(["--yes", "--digest-algo", "SHA256", "--output", to, "--clearsign", from]);

    public async ValueTask DisposeAsync()
    {
        await Run.ToolAsync("gpgconf", ["--homedir", home.Path, "--kill", "all"]);
        home.Dispose();
    }

    private Task<string> GpgAsync(string[] arguments) =>
        Run.ToolAsync("gpg", ["--homedir", home.Path, "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "", .. arguments]);
}
