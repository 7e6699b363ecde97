using Conformance.Engine;
using Conformance.Harness.Configuration;
using Conformance.Machines;

namespace Conformance.Harness.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    private string _directory;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("conformance-configuration-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void Without_any_source_the_defaults_hold()
    {
        var configuration = Read();
        configuration.Kernels.Should().Equal("5.10", "6.1", "6.12", "6.18", "7.3");
        configuration.Engines.Should().Equal("tracer");
        configuration.BootDeadline.Should().Be(TimeSpan.FromSeconds(60));
        configuration.MemoryMiB.Should().Be(512);
    }

    [Test]
    public void Every_key_of_the_table_is_bound_to_a_property()
    {
        var values = new Dictionary<string, string?>
        {
            ["kernels"] = "6.12",
            ["kernels_lock"] = "l",
            ["engines"] = "tracer/written",
            ["suites"] = "a",
            ["cases"] = "b",
            ["machine"] = "local",
            ["jobs"] = "3",
            ["accel"] = "kvm",
            ["isolation"] = "case",
            ["out"] = "o",
            ["resume"] = "r",
            ["attach_order"] = "written",
            ["memory_mib"] = "256",
            ["cpus"] = "4",
            ["boot_deadline"] = "2m",
            ["case_deadline"] = "1500ms",
            ["cache"] = "c",
            ["tracer"] = "t",
            ["expectations"] = "e",
            ["start"] = "booted",
            ["repeat"] = "3",
            ["saved_guests_mib"] = "7",
            ["container_engine"] = "own",
        };
        values.Keys.Should().BeEquivalentTo(ConfigurationKeys.All.Select(key => key.Name));
        Read(values).Should().BeEquivalentTo(new RunConfiguration
        {
            Kernels = ["6.12"],
            KernelsLock = "l",
            Engines = ["tracer/written"],
            Suites = "a",
            Cases = "b",
            Machine = "local",
            Jobs = 3,
            Accelerator = Accelerator.Kvm,
            Isolation = Isolation.Case,
            Out = "o",
            Resume = "r",
            AttachOrder = AttachOrder.Written,
            MemoryMiB = 256,
            Cpus = 4,
            Repeat = 3,
            BootDeadline = TimeSpan.FromMinutes(2),
            CaseDeadline = TimeSpan.FromMilliseconds(1500),
            Cache = "c",
            Tracer = "t",
            Expectations = "e",
            Start = MachineStart.Booted,
            SavedGuestsMiB = 7,
            ContainerEngine = "own",
        });
    }

    [Test]
    public void Options_beat_variables_and_variables_beat_the_file()
    {
        File("""{ "jobs": 1, "cpus": 1, "kernels": ["5.10", "6.1"], "accel": "tcg" }""");
        var configuration = Read(new() { ["jobs"] = "3" }, new() { ["CONFORMANCE_JOBS"] = "2", ["CONFORMANCE_CPUS"] = "2", ["CONFORMANCE_KERNELS"] = "6.12" });
        (configuration.Jobs, configuration.Cpus, configuration.Accelerator).Should().Be((3, 2, Accelerator.Tcg));
        configuration.Kernels.Should().Equal("6.12");
    }

    [Test]
    public void Variables_of_the_launcher_and_of_others_are_left_alone() =>
        Read(null, new() { ["CONFORMANCE_ROOT"] = "/x", ["PATH"] = "/bin" }).Should().BeEquivalentTo(Read());

    [Test]
    public void An_unknown_key_is_named_with_its_file_and_its_neighbours() =>
        Error("""{ "atach_order": "written" }""").Should().Be("conformance.json: key 'atach_order' is unknown. Did you mean attach_order?");

    [Test]
    public void A_bad_value_is_named_with_file_key_and_value() =>
        Error("""{ "jobs": "many" }""").Should().Be("conformance.json: key 'jobs' has the value 'many': it must be a whole number from 0 to 64. Values: 0 to 64.");

    [TestCase("accel", "kwm", "*'kwm'*Did you mean kvm*")]
    [TestCase("isolation", "none", "*'none'*case, kernel*")]
    [TestCase("attach_order", "1", "*'1'*no such value*")]
    [TestCase("boot_deadline", "0s", "*a time like 90s*")]
    [TestCase("boot_deadline", "soon", "*a time like 90s*")]
    [TestCase("memory_mib", "12", "*from 128 to 65536*")]
    [TestCase("memory_mib", "99999999999", "*from 128 to 65536*")]
    [TestCase("kernels", " , ", "*the list is empty*")]
    [TestCase("engines", "tracr", "*Did you mean tracer*")]
    [TestCase("suites", "", "*it is empty*")]
    public void A_bad_option_is_explained(string key, string value, string message)
    {
        var act = () => Read(new() { [key] = value });
        act.Should().Throw<ConfigurationException>().WithMessage(message).WithMessage($"option --{key.Replace('_', '-')}*");
    }

    [Test]
    public void A_bad_variable_is_named()
    {
        var act = () => Read(null, new() { ["CONFORMANCE_JOBS"] = "-1" });
        act.Should().Throw<ConfigurationException>().WithMessage("variable CONFORMANCE_JOBS has the value '-1'*");
    }

    [Test]
    public void An_object_where_a_value_belongs_is_refused() =>
        Error("""{ "jobs": { "vm": 1 } }""").Should().StartWith("conformance.json: key 'jobs' must be one value");

    [Test]
    public void A_list_where_a_value_belongs_is_refused() =>
        Error("""{ "machine": ["vm", "local"] }""").Should().StartWith("conformance.json: key 'machine' must be one value");

    [Test]
    public void A_file_that_is_no_json_is_named_with_the_line() =>
        Error("{\n \"jobs\": 1,,\n}").Should().StartWith("conformance.json in line 2 is not valid JSON");

    [Test]
    public void The_table_documents_every_key()
    {
        var table = ConfigurationKeys.ToMarkdown();
        foreach (var key in ConfigurationKeys.All)
            table.Should().Contain($"| `{key.Name}` | `CONFORMANCE_{key.Name.ToUpperInvariant()}` | `{key.Option}` |");
        ConfigurationKeys.All.Should().OnlyContain(key => key.Help.EndsWith('.'));
    }

    private string Error(string json)
    {
        File(json);
        var act = () => Read();
        return act.Should().Throw<ConfigurationException>().Which.Message;
    }

    private void File(string json) => System.IO.File.WriteAllText(Path.Combine(_directory, "conformance.json"), json);

    private RunConfiguration Read(Dictionary<string, string?>? options = null, Dictionary<string, string>? variables = null) =>
        ConfigurationReader.Read(_directory, variables ?? [], options ?? []);
}
