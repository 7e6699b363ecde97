using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;

namespace Conformance.Harness.Tests.Peers;

/// <summary>Tracers that conformance.json describes.</summary>
public sealed class PeerSectionTests
{
    private string _directory;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("conformance-peers-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_few_lines_make_an_engine()
    {
        var configuration = Read("""
            { "engines": ["mine"],
              "peers": { "mine": { "package": "bpftrace-0.27", "command": "{program} -B none {script}", "environment": { "BPFTRACE_MAX_MAP_KEYS": "9" } } } }
            """);

        var peer = configuration.Peers.Should().ContainSingle().Subject;
        peer.Should().BeEquivalentTo(new { Name = "mine", Package = "bpftrace-0.27", PackageName = "bpftrace", PackageVersion = "0.27", Instrument = true });
        peer.Command.Should().Equal("{program}", "-B", "none", "{script}");
        peer.Environment.Should().Equal(new Dictionary<string, string> { ["BPFTRACE_MAX_MAP_KEYS"] = "9" });
    }

    [TestCase("bpftrace-0.27", "bpftrace")]
    [TestCase("bpftrace-0.23.2", "bpftrace")]
    [TestCase("bpftrace-0.17", "bpftrace-0.17")]
    [TestCase("bpftrace-0.17.0", "bpftrace-0.17")]
    public void Versions_of_bpftrace_need_no_lines(string engine, string dialect) =>
        Read($$"""{ "engines": ["{{engine}}"] }""").Engines.Select(name => StoredPeers.Find(name, [])!.Dialect).Should().Equal(dialect);

    [Test]
    public void An_engine_that_nobody_knows_is_named_with_its_neighbours() =>
        Error("""{ "engines": ["bpftrace"] }""").Should().Match("conformance.json: key 'engines' has the value 'bpftrace': there is no such engine. Did you mean bpftrace-0.* or bpftrace-0.*");

    [TestCase("""{ }""", "*either 'package'*or 'files'*")]
    [TestCase("""{ "package": "bpftrace" }""", "*no name with a version*")]
    [TestCase("""{ "files": ["/nonexistent/tracer"] }""", "*'/nonexistent/tracer', which does not exist*")]
    [TestCase("""{ "package": "bpftrace-0.27", "comand": "x" }""", "*unknown key 'comand'. Did you mean command?*")]
    [TestCase("""{ "package": "bpftrace-0.27", "command": "{program} -e" }""", "*without {script}*")]
    [TestCase("""{ "package": "bpftrace-0.27", "instrument": false }""", "*needs 'attached'*'firing'*")]
    [TestCase("""{ "package": "bpftrace-0.27", "firing": "{probe" }""", "*bad 'firing': *not closed*")]
    [TestCase("""{ "package": "bpftrace-0.27", "firing": "{probe} {cpu}" }""", "*{tid}*")]
    [TestCase("""{ "package": "bpftrace-0.27", "dialect": "bptrace" }""", "*dialect 'bptrace'*bpftrace*")]
    public void What_is_wrong_with_a_peer_is_said(string peer, string words) => Error($$"""{ "peers": { "mine": {{peer}} } }""").Should().Match(words);

    [Test]
    public void A_peer_cannot_take_the_name_of_an_engine() => Error("""{ "peers": { "tracer": { "package": "bpftrace-0.27" } } }""").Should().Contain("is there already");

    [Test]
    public async Task A_package_runs_in_virtual_machines_only()
    {
        var peers = new StoredPeers(new Images.PeerStore(), []);

        (await peers.Invoking(source => source.FetchAsync("bpftrace-0.27", "local", null, default)).Should().ThrowAsync<ConfigurationException>()).WithMessage("*--machine vm*");
    }

    private RunConfiguration Read(string json)
    {
        File.WriteAllText(Path.Combine(_directory, "conformance.json"), json);
        return ConfigurationReader.Read(_directory, new Dictionary<string, string>(), new Dictionary<string, string?>());
    }

    private string Error(string json) => FluentActions.Invoking(() => Read(json)).Should().Throw<ConfigurationException>().Which.Message;
}
