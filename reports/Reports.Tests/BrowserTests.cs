using Conformance.Harness.Results;
using Conformance.Reports.Tests.Samples;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Conformance.Reports.Tests;

/// <summary>The page in a real browser, from disk, without a network.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class BrowserTests
{
    private const string NewestKernel = "7.3.4+deb14-cloud-amd64";

    private readonly TestDirectory _directory = new();
    private Browser _browser = null!;
    private string _eventful = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _browser = await Browser.Start();
        _eventful = SampleRun.Eventful(_directory["eventful"]).Write().Directory;
        await ReportWriter.WriteAllAsync([_eventful], _eventful, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _directory.Dispose();
    }

    private static ILocator Rows(OpenPage open) => open.Page.Locator("#list > details");

    private static Task<string> Shown(OpenPage open) => open.Page.Locator("#shown").InnerTextAsync();

    [Test]
    public async Task The_page_opens_from_disk_and_complains_about_nothing()
    {
        await using var open = await _browser.Open(_eventful);
        (await Shown(open)).Should().Be("928 results");
        (await Rows(open).CountAsync()).Should().Be(100, "the rest waits behind a button");
        await open.Page.Locator("button.more").ClickAsync();
        (await Rows(open).CountAsync()).Should().Be(200);
        open.Complaints.Should().BeEmpty();
    }

    [Test]
    public async Task Filters_narrow_the_list_and_stand_in_the_address()
    {
        await using var open = await _browser.Open(_eventful);
        await open.Page.CheckAsync("input[value=fail]");
        (await Shown(open)).Should().Be("24 of 928 results");
        await open.Page.SelectOptionAsync("select[name=kernel]", NewestKernel);
        (await Shown(open)).Should().Be("12 of 928 results");
        await open.Page.FillAsync("input[name=text]", "8-probes pairs");
        (await Shown(open)).Should().Be("2 of 928 results");
        open.Page.Url.Should().EndWith("#outcome=fail&kernel=7.3.4%2Bdeb14-cloud-amd64&text=8-probes%20pairs");
        await open.Page.ClickAsync("button[type=reset]");
        await Assertions.Expect(open.Page.Locator("#shown")).ToHaveTextAsync("928 results");
    }

    [Test]
    public async Task Opening_a_failing_case_shows_the_marked_counter_example()
    {
        await using var open = await _browser.Open(_eventful, "#text=same-hook/fexit/hrtimer_nanosleep/3-probes/1-threads 1-script-order&kernel=7.3.4%2Bdeb14-cloud-amd64&invariant=1-script-order");
        var row = Rows(open);
        (await row.CountAsync()).Should().Be(1);
        await row.Locator("summary").First.ClickAsync();
        var observed = row.Locator(".orders tr").Nth(1);
        (await observed.Locator("td").AllInnerTextsAsync()).Should().Equal("c", "b", "a");
        (await observed.Locator("mark").AllInnerTextsAsync()).Should().Equal("c", "a");
        await Assertions.Expect(row.Locator(".detail svg .marked text")).ToHaveTextAsync(["c", "b", "a"]);
        (await row.Locator(".pick select").EvaluateAsync<string>("s => s.selectedOptions[0].text")).Should().Be("✗ thread 104, invocation 2");
        (await row.Locator(".script .labels").AllInnerTextsAsync()).Should().Equal("", "", "a", "b", "c");
        (await row.Locator(".rerun code").InnerTextAsync()).Should().Be(
            $"./conformance run --kernels {NewestKernel} --engines tracer --suites same-hook --cases fexit/hrtimer_nanosleep/3-probes/1-threads");
        await row.Locator(".as-table summary").ClickAsync();
        (await row.Locator(".as-table tr.marked").CountAsync()).Should().Be(3);
        open.Complaints.Should().BeEmpty();
    }

    [Test]
    public async Task An_experiment_shows_what_was_done_and_seen()
    {
        var run = SampleRun.Quiet(_directory["experiment"]);
        run.Add(NewestKernel, "facts", "fexit/mid-call", "22-mid-call", Outcome.Pass, evidence: e => e with { Steps = ["attached a, called: a", "attached-mid-call: silent"] });
        await ReportWriter.WriteAllAsync([run.Write().Directory], run.Directory, CancellationToken.None);

        await using var open = await _browser.Open(run.Directory, "#text=fexit/mid-call");
        await Rows(open).First.Locator("summary").First.ClickAsync();
        (await Rows(open).First.Locator(".steps li").AllInnerTextsAsync()).Should().Equal("attached a, called: a", "attached-mid-call: silent");
        open.Complaints.Should().BeEmpty();
    }

    [Test]
    public async Task I_can_step_through_the_invocations()
    {
        await using var open = await _browser.Open(_eventful, "#outcome=fail");
        await Rows(open).First.Locator("summary").First.ClickAsync();
        var trace = Rows(open).First.Locator(".trace").First;
        await trace.GetByRole(AriaRole.Button, new() { Name = "Next invocation" }).ClickAsync();
        (await trace.Locator(".pick select").EvaluateAsync<string>("s => s.selectedOptions[0].text")).Should().Be("thread 104, invocation 3");
        (await trace.Locator(".detail svg .marked").CountAsync()).Should().Be(0);
    }

    [Test]
    public async Task An_address_restores_the_filters_and_the_opened_result()
    {
        string address;
        await using (var first = await _browser.Open(_eventful, "#outcome=error"))
        {
            await Rows(first).First.Locator("summary").First.ClickAsync();
            await first.Page.WaitForURLAsync(url => url.Contains("open=", StringComparison.Ordinal));
            address = new Uri(first.Page.Url).Fragment;
        }

        await using var second = await _browser.Open(_eventful, address);
        (await second.Page.IsCheckedAsync("input[value=error]")).Should().BeTrue();
        (await Shown(second)).Should().Be("1 of 928 results");
        (await Rows(second).First.Locator(".body").InnerTextAsync()).Should().Contain("Kernel panic - not syncing").And.Contain("agent listens on ttyS1").And.Contain("guest-panic");
    }

    [Test]
    public async Task A_cell_of_the_matrix_leads_to_its_results()
    {
        await using var open = await _browser.Open(_eventful);
        await open.Page.Locator(".matrix td.o-fail a").Last.FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(open.Page.Locator("#shown")).ToHaveTextAsync("185 of 928 results");
        (await open.Page.Locator(".matrix a[aria-current]").CountAsync()).Should().BePositive();
        (await open.Page.Locator("select[name=kernel]").InputValueAsync()).Should().Be(NewestKernel);
    }

    [Test]
    public async Task Without_a_script_a_cell_leads_to_the_failing_case()
    {
        await using var open = await _browser.Open(_eventful, script: false);
        await open.Page.Locator(".matrix tbody tr").First.Locator("td.o-fail a").Last.ClickAsync();
        await open.Page.Locator("#list details:has-text('7.3.4') summary").First.ClickAsync();
        (await open.Page.Locator("#list details[open]").InnerTextAsync()).Should().Contain("observed").And.Contain("Again: ./conformance run");
        (await open.Page.Locator("#filters").IsVisibleAsync()).Should().BeFalse();
    }

    [Test]
    public async Task Hostile_text_runs_nothing_and_breaks_nothing()
    {
        var run = HostileTextTests.Run(_directory["hostile"]).Write();
        await ReportWriter.WriteAllAsync([run.Directory], run.Directory, CancellationToken.None);
        await using var open = await _browser.Open(run.Directory);
        foreach (var row in await Rows(open).AllAsync()) await row.Locator("summary").First.ClickAsync();
        await Assertions.Expect(open.Page.Locator("#list > details > .body")).ToHaveCountAsync(6);
        (await open.Page.EvaluateAsync<bool>("() => 'pwned' in window")).Should().BeFalse();
        (await open.Page.Locator("img").CountAsync()).Should().Be(0);
        open.Complaints.Should().BeEmpty();
    }

    [TestCase(1280, ColorScheme.Light)]
    [TestCase(1280, ColorScheme.Dark)]
    [TestCase(400, ColorScheme.Light)]
    public async Task Everybody_can_read_it(int width, ColorScheme scheme)
    {
        await using var open = await _browser.Open(_eventful, "", width, scheme);
        await Rows(open).First.Locator("summary").First.ClickAsync();
        await Assertions.Expect(Rows(open).First.Locator("svg").First).ToBeVisibleAsync();
        await open.Page.Locator(".as-table summary").First.ClickAsync();
        var found = await open.Page.RunAxe();
        found.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}").Should().BeEmpty();
        (await open.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width, "the page itself does not scroll sideways");
    }
}
