namespace Conformance.Images.Tests;

public sealed class MachineSourcesTests
{
    private const string Known = "NodeSource\tnodistro\thttp://other/\nDebian\tbookworm\thttp://mirror/debian/\nDebian-Security\tbookworm-security\thttp://mirror/security/\n";

    [Test]
    public void The_archive_is_the_one_that_says_it_is_Debian()
    {
        IReadOnlyList<AptSource> sources = MachineSources.Choose(Known, "\tbookworm\thttp://fake/\n");

        sources.Should().Contain(new AptSource("http://mirror/debian/", "trixie-backports", MachineSources.Keyring));
        sources.Should().Contain(new AptSource("http://mirror/security/", "bullseye-security", MachineSources.Keyring));
        sources.Should().OnlyContain(source => source.Uri.StartsWith("http://mirror/"));
    }

    [Test]
    public void Where_nothing_was_downloaded_yet_the_archive_is_known_by_its_suites()
    {
        string configured = "$(LABEL)\tnodistro\thttp://other/\n\tbookworm\thttp://mirror/debian/\n\tbookworm-security\thttp://mirror/security/\n";

        IReadOnlyList<AptSource> sources = MachineSources.Choose("", configured);

        sources.Should().Contain(source => source.Uri == "http://mirror/debian/" && source.Suite == "sid");
        sources.Should().Contain(source => source.Uri == "http://mirror/security/" && source.Suite == "trixie-security");
        sources.Should().NotContain(source => source.Uri == "http://other/");
    }

    [Test]
    public void Without_an_archive_for_security_the_other_suites_are_kept()
    {
        MachineSources.Choose("Debian\tsid\tfile:/mirror/\n", "").Select(source => source.Suite).Should().Equal(MachineSources.Suites);
    }

    [TestCase("")]
    [TestCase("Ubuntu\tnoble\thttp://other/\n")]
    [TestCase("not a line of apt")]
    public void A_machine_without_a_Debian_archive_is_told_what_to_do(string known)
    {
        FluentActions.Invoking(() => MachineSources.Choose(known, "\tnoble\thttp://other/\n")).Should().Throw<ImageException>()
            .WithMessage("none of apt's sources is a Debian archive*CONFORMANCE_CACHE*").Which.Fault.Should().Be(ImageFault.NotDebian);
    }

    [Test]
    public void Of_the_settings_of_the_machine_only_those_of_the_connection_are_taken()
    {
        string dump = "Acquire \"\";\nAcquire::http::Proxy \"http://proxy:3142\";\nAcquire::AllowInsecureRepositories \"1\";\nAcquire::IndexTargets::deb::DEP-11 \"\";\nAPT::Update::Post-Invoke:: \"rm\";\n";

        AptConfiguration.OnlyTransport(dump).Should().Be("Acquire::http::Proxy \"http://proxy:3142\";");
    }

    [Test]
    public async Task A_tool_that_is_not_installed_is_an_error_with_a_way_out()
    {
        Func<Task> run = () => Tool.RunAsync("apt-get-of-another-world", [], default);

        (await run.Should().ThrowAsync<ImageException>().WithMessage("'apt-get-of-another-world' cannot be started*CONFORMANCE_CACHE*"))
            .Which.Fault.Should().Be(ImageFault.MissingTool);
    }
}
