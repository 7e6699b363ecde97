using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Tests.Binding;

/// <summary>What a config block and environment variables do.</summary>
public sealed class ScriptSettingsTests
{
    [Test]
    public void A_setting_reaches_the_maps()
    {
        var maps = Compile("config = { max_map_keys = 7; perf_rb_pages = 3 } begin { @a[1] = 1; printf(\"%d\", pid) }").Object.Maps;
        maps.Single(m => m.Type == BpfMapType.Hash).MaxEntries.Should().Be(7);
        maps.Single(m => m.Type == BpfMapType.RingBuffer).MaxEntries.Should().Be(16384, "the kernel wants a power of two");
    }

    [Test]
    public void A_variable_wins_over_the_script() =>
        Compile("config = { max_map_keys = 7 } begin { @a[1] = 1 }", ("max_map_keys", "9")).Object.Maps.Single(m => m.Type == BpfMapType.Hash).MaxEntries.Should().Be(9);

    [Test]
    public void Maps_need_not_be_printed()
    {
        Compile("begin { @a = 1 }").PrintsMaps.Should().BeTrue();
        Compile("config = { print_maps_on_exit = false } begin { @a = 1 }").PrintsMaps.Should().BeFalse();
        Compile("begin { @a = 1 }", ("print_maps_on_exit", "0")).PrintsMaps.Should().BeFalse();
    }

    [Test]
    public void Settings_may_be_spelled_as_variables_and_those_of_no_consequence_are_accepted() =>
        Compile("config = { BPFTRACE_MAX_MAP_KEYS = 7; cpp_demangle = false; unstable_macro = enable; license = \"GPL\"; log_size = 5 } begin { @a[1] = 1 }")
            .Object.Maps.Single(m => m.Type == BpfMapType.Hash).MaxEntries.Should().Be(7);

    [TestCase("config = { max_map_key = 7 } begin { }", "there is no setting 'max_map_key'", "did you mean 'max_map_keys'")]
    [TestCase("config = { max_map_keys = none } begin { }", "max_map_keys wants a number", "^~~~")]
    [TestCase("config = { missing_probes = never } begin { }", "missing_probes wants error, warn or ignore", "^")]
    [TestCase("config = { license = \"MIT\" } begin { }", "license wants \"GPL\"", "^")]
    public void What_makes_no_sense_is_told_with_its_place(string script, string message, string hint) =>
        FluentActions.Invoking(() => Compile(script)).Should().Throw<ScriptException>().Which.Message.Should().Contain(message).And.Contain(hint);

    [Test]
    public void A_variable_that_makes_no_sense_is_told_and_one_that_is_no_setting_is_left_alone()
    {
        FluentActions.Invoking(() => Compile("begin { }", ("max_map_keys", "many"))).Should().Throw<ScriptException>().Which.Message.Should().Contain("BPFTRACE_MAX_MAP_KEYS is 'many', but wants a number");
        Compile("begin { }", ("color", "auto")).Warnings.Should().BeEmpty();
        Compile("begin { }", ("map_keys_max", "5")).Warnings.Should().ContainSingle().Which.Message.Should().Be("the environment variable BPFTRACE_MAP_KEYS_MAX is no setting, and is ignored");
    }

    private static CompiledScript Compile(string script, params (string Name, string Value)[] variables) =>
        ScriptCompiler.Compile("t.bt", script, RecordedKernel.Without, new EngineOptions { Variables = variables.ToDictionary(v => v.Name, v => v.Value) });
}
