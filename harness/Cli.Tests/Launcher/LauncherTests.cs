using CliWrap.Buffered;

namespace Conformance.Cli.Tests.Launcher;

/// <summary>The script at the top of the repository.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class LauncherTests
{
    private const string Build = "build Cli.csproj";
    private const string Publish = "publish Tracer.csproj";

    [Test]
    public async Task The_first_start_builds_and_the_second_does_not()
    {
        using Checkout checkout = new();

        (await checkout.StartAsync("kernels", "list")).StandardOutput.Should().StartWith("program of one\nargument kernels\nargument list\n");
        checkout.Calls.Should().Equal("--version ", Build, "exec conformance.dll");
        checkout.ForgetCalls();
        BufferedCommandResult second = await checkout.StartAsync("kernels", "list");

        second.StandardOutput.Should().StartWith("program of one\n");
        second.StandardError.Should().BeEmpty();
        checkout.Calls.Should().Equal("exec conformance.dll");
    }

    [Test]
    public async Task A_changed_source_is_built_again_and_the_older_program_is_removed_an_hour_later()
    {
        using Checkout checkout = new();
        await checkout.StartAsync("kernels");
        string[] first = checkout.Programs;
        checkout.Write("harness/Cli/Program.cs", "two, which is longer");

        (await checkout.StartAsync("kernels")).StandardOutput.Should().StartWith("program of two");
        checkout.Programs.Should().HaveCount(2).And.Contain(first);

        checkout.Age(TimeSpan.FromHours(2));
        checkout.Write("harness/Cli/Program.cs", "three, which is longer still");
        await checkout.StartAsync("kernels");
        checkout.Programs.Should().ContainSingle();
    }

    [Test]
    public async Task A_tracer_that_somebody_may_use_by_its_path_stays_for_a_day_and_one_that_a_run_holds_for_as_long_as_that()
    {
        using Checkout checkout = new();
        string first = TracerIn(await checkout.StartAsync("run"));
        checkout.Age(TimeSpan.FromHours(2));
        checkout.Write("harness/Tracer/Program.cs", "two, which is longer");
        string second = TracerIn(await checkout.StartAsync("run"));
        File.Exists(first).Should().BeTrue();

        checkout.Age(TimeSpan.FromHours(25));
        checkout.Write("harness/Tracer/Program.cs", "three, which is longer still");
        using CancellationTokenSource run = new();
        Task<BufferedCommandResult> running = checkout.StartAsync(["run"], new Dictionary<string, string?> { ["CONFORMANCE_TRACER"] = first, ["PROGRAM_WAITS"] = "yes" }, stop: run.Token);
        while (!checkout.Calls.Contains("waiting"))
            await Task.Delay(20);
        await checkout.StartAsync("run");

        File.Exists(first).Should().BeTrue();
        File.Exists(second).Should().BeFalse();
        await run.CancelAsync();
        await FluentActions.Awaiting(() => running).Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task A_deleted_source_is_noticed_too()
    {
        using Checkout checkout = new();
        checkout.Write("harness/Cli/Other.cs", "");
        await checkout.StartAsync("kernels");
        checkout.ForgetCalls();
        File.Delete(Path.Combine(checkout.Root, "harness/Cli/Other.cs"));

        await checkout.StartAsync("kernels");

        checkout.Calls.Should().Contain(Build);
    }

    [Test]
    public async Task A_test_or_a_built_file_makes_nothing_stale()
    {
        using Checkout checkout = new();
        await checkout.StartAsync("kernels");
        checkout.ForgetCalls();
        checkout.Write("harness/Cli.Tests/SomeTests.cs", "");
        checkout.Write("harness/Cli/obj/project.assets.json", "");

        await checkout.StartAsync("kernels");

        checkout.Calls.Should().Equal("exec conformance.dll");
    }

    [Test]
    public async Task A_run_gets_the_path_of_its_tracer_and_a_build_without_one_keeps_it()
    {
        using Checkout checkout = new();

        string tracer = TracerIn(await checkout.StartAsync("run"));
        File.Exists(tracer).Should().BeTrue();
        checkout.Write("harness/Cli/Program.cs", "two, which is longer");
        await checkout.StartAsync("kernels");

        TracerIn(await checkout.StartAsync("run")).Should().Be(tracer);
        checkout.Calls.Count(call => call == Publish).Should().Be(1);
    }

    [Test]
    public async Task A_tracer_of_the_users_own_is_taken_and_none_built()
    {
        using Checkout checkout = new();

        TracerIn(await checkout.StartAsync(["run"], new Dictionary<string, string?> { ["CONFORMANCE_TRACER"] = "/my/tracer" })).Should().Be("/my/tracer");

        checkout.Calls.Should().NotContain(Publish);
    }

    [Test]
    public async Task The_exit_code_is_the_one_of_the_program()
    {
        using Checkout checkout = new();

        (await checkout.StartAsync(["kernels"], new Dictionary<string, string?> { ["PROGRAM_EXIT"] = "3" })).ExitCode.Should().Be(3);
    }

    [Test]
    public async Task A_build_that_fails_shows_the_end_of_its_log_and_ends_with_2()
    {
        using Checkout checkout = new();
        checkout.Write("fail", "");

        BufferedCommandResult result = await checkout.StartAsync("kernels");

        result.ExitCode.Should().Be(2);
        result.StandardError.Should().Contain("error CS1002").And.Contain("the whole log: ").And.Contain("/.build/logs/build.log");
        checkout.Calls.Should().NotContain("exec conformance.dll");
    }

    [Test]
    public async Task After_a_failed_build_the_next_start_builds_again()
    {
        using Checkout checkout = new();
        checkout.Write("fail", "");
        await checkout.StartAsync("kernels");
        File.Delete(Path.Combine(checkout.Root, "fail"));

        (await checkout.StartAsync("kernels")).ExitCode.Should().Be(0);
    }

    [Test]
    public async Task Starts_at_the_same_time_build_once()
    {
        using Checkout checkout = new();
        checkout.Write("slow", "");

        BufferedCommandResult[] results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => checkout.StartAsync("kernels")));

        results.Should().OnlyContain(result => result.ExitCode == 0 && result.StandardOutput.StartsWith("program of one"));
        checkout.Calls.Count(call => call == Build).Should().Be(1);
    }

    [Test]
    public async Task It_works_through_a_symbolic_link()
    {
        using Checkout checkout = new();
        string link = Path.Combine(checkout.Root, "link");
        File.CreateSymbolicLink(link, "conformance");

        (await checkout.StartAsync(["kernels"], new Dictionary<string, string?>(), link)).StandardOutput.Should().StartWith("program of one\n");
    }

    [Test]
    public async Task What_is_missing_is_told_as_the_exact_command_before_anything_is_built()
    {
        using Checkout checkout = new("qemu-system", "ld.lld");

        BufferedCommandResult result = await checkout.StartAsync("run");

        result.ExitCode.Should().Be(2);
        result.StandardError.Should().MatchRegex(@"\n    (sudo )?apt-get install -y --no-install-recommends lld qemu-system-x86\n$");
        checkout.Calls.Should().BeEmpty();
    }

    [Test]
    public async Task Without_apt_the_names_of_what_is_missing_are_told()
    {
        using Checkout checkout = new("qemu-system", "apt-get");

        BufferedCommandResult result = await checkout.StartAsync("run");

        result.ExitCode.Should().Be(2);
        result.StandardError.Should().Contain("missing: qemu-system-x86").And.Contain("no apt-get here");
    }

    [TestCase("kernels", "list")]
    [TestCase("doctor")]
    [TestCase("run", "--help")]
    [TestCase("--help")]
    public async Task Commands_that_need_no_guest_ask_for_no_packages_of_guests(params string[] arguments)
    {
        using Checkout checkout = new("qemu-system", "ld.lld", "clang");

        (await checkout.StartAsync(arguments)).ExitCode.Should().Be(0);

        checkout.Calls.Should().NotContain(Publish);
    }

    private static string TracerIn(BufferedCommandResult result) =>
        result.StandardOutput.Split('\n').Single(line => line.StartsWith("tracer ", StringComparison.Ordinal))["tracer ".Length..];
}
