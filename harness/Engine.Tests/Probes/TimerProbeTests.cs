namespace Conformance.Engine.Tests.Probes;

/// <summary>Timed and counted probes, on this machine.</summary>
public sealed class TimerProbeTests
{
    [Test]
    public void Intervals_fire_again_and_again() =>
        LiveScript.RunToExit("interval:ms:5 { printf(\"%s \", probe); @n++; if (@n >= 3) { clear(@n); exit() } }").Should().StartWith("interval:ms:5 interval:ms:5 interval:ms:5 ");

    [Test]
    public void Probes_of_one_time_keep_their_order_however_it_is_written() =>
        LiveScript.RunToExit("interval:us:9000 { printf(\"a\") } interval:9ms { printf(\"b\"); } interval:ms:9 { printf(\"c \"); exit() }").Should().StartWith("abc ");

    [Test]
    public void A_profile_fires_on_every_processor()
    {
        var seen = LiveScript.RunToExit("profile:hz:200 { @cpus[cpu] = 1; @n++; if (@n > 300) { clear(@n); exit() } }");
        foreach (var cpu in Engine.Attach.AttachTools.ParseCpus(File.ReadAllText("/sys/devices/system/cpu/online")))
            seen.Should().Contain($"@cpus[{cpu}]: 1");
    }

    [Test]
    public void Page_faults_are_counted_in_software()
    {
        var seen = LiveScript.Run($"software:faults:1 /pid == {Environment.ProcessId}/ {{ @faults++ }}", () =>
        {
            var memory = new byte[64 << 20];
            for (var i = 0; i < memory.Length; i += 4096)
                memory[i] = 1;
        });
        int.Parse(seen.Split(' ')[^1]).Should().BeGreaterThan(100);
    }

    [Test]
    public void A_machine_without_counters_says_what_to_use_instead()
    {
        var feature = LiveScript.Context.Features.Find("hardware")!;
        Assume.That(feature.Available, Is.False, "this machine has hardware counters");
        FluentActions.Invoking(() =>
        {
            var options = new EngineOptions();
            var script = ScriptCompiler.Compile("live.bt", "hardware:cycles:100000 { }", LiveScript.Context.Types, options);
            using var session = Engine.Sessions.Session.Start(script, LiveScript.Context, options, null!);
        }).Should().Throw<UnsupportedException>().WithMessage("*hardware*Use profile*");
    }

    [TestCase("1-3,8", new[] { 1, 2, 3, 8 })]
    [TestCase("0\n", new[] { 0 })]
    public void Lists_of_processors_are_read_as_sysfs_writes_them(string text, int[] cpus) => Engine.Attach.AttachTools.ParseCpus(text).Should().Equal(cpus);
}
