using Microsoft.Playwright;

namespace Conformance.Reports.Tests;

/// <summary>The distribution's Chromium, headless, with a fresh profile and no network. Playwright drives it; it downloads none of its own.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Browser> Start()
    {
        var path = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";
        File.Exists(path).Should().BeTrue($"the page's tests need Chromium at {path}: apt-get install chromium, or set CHROMIUM");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        return new Browser(playwright, browser);
    }

    /// <summary>Opens a report from disk.</summary>
    public async Task<OpenPage> Open(string directory, string address = "", int width = 1280, ColorScheme scheme = ColorScheme.Light, bool script = true)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            Offline = true,
            JavaScriptEnabled = script,
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal)) complaints.Add($"request: {request.Url}");
        };
        await page.GotoAsync(new Uri(Path.Combine(directory, "report.html")).AbsoluteUri + address);
        return new OpenPage(context, page, complaints);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>A page and everything it complained about.</summary>
internal sealed record OpenPage(IBrowserContext Context, IPage Page, List<string> Complaints) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Context.DisposeAsync();
}
