using Conformance.Engine.Output;

namespace Conformance.Engine.Tests.Output;

/// <summary>Values to text and JSON. Expected texts are what bpftrace 0.27 printed for scripts that make the same values.</summary>
public sealed class RendererTests
{
    private static readonly HistogramOutput Histogram = new([new(null, -1, 1, "(..., 0)"), new(2, 3, 2, "[2, 4)"), new(10, null, 0, "[10, ...)")]);

    private static readonly object[] Outputs =
    [
        new object[] { new Printed("a\t\"b\"\\\n"), "a\t\"b\"\\\n", """{"type": "printf", "data": "a\t\"b\"\\\n"}""" },
        new object[] { new PrintedValue(new IntegerOutput(-1)), "-1\n", """{"type": "value", "data": -1}""" },
        new object[] { new PrintedValue(new IntegerOutput(-1, true)), "18446744073709551615\n", """{"type": "value", "data": 18446744073709551615}""" },
        new object[] { new PrintedValue(new TupleOutput([new IntegerOutput(1), new BooleanOutput(true), new TextOutput("a"), new TupleOutput([new IntegerOutput(2), new IntegerOutput(3)])])), "(1, true, a, (2, 3))\n", """{"type": "value", "data": [1,true,"a",[2,3]]}""" },
        new object[] { new PrintedValue(new StructOutput([new("m", new IntegerOutput(2)), new("n", new ArrayOutput([new IntegerOutput(3), new IntegerOutput(4)]))])), "{ .m = 2, .n = [3,4] }\n", """{"type": "value", "data": {"m": 2, "n": [3,4]}}""" },
        new object[] { new PrintedValue(new PointerOutput(50)), "0x32\n", """{"type": "value", "data": 50}""" },
        new object[] { new PrintedValue(new EnumOutput(333, "FOO")), "FOO\n", """{"type": "value", "data": 333}""" },
        new object[] { new PrintedValue(new BytesOutput([97, 98, 0])), "ab\\x00\n", """{"type": "value", "data": [97,98,0]}""" },
        new object[] { new PrintedValue(new IntegerOutput(-9007199254740993)), "-9007199254740993\n", """{"type": "value", "data": -9007199254740993}""" },
        new object[] { new PrintedValue(new IntegerOutput(9007199254740992)), "9007199254740992\n", """{"type": "value", "data": 9007199254740992}""" },
        new object[] { new PrintedText("syscall", "a\n"), "a\n\n", """{"type": "syscall", "data": "a\n"}""" },
        new object[] { new PrintedText("time", "14:58:22\n"), "14:58:22\n", """{"type": "time", "data": "14:58:22\n"}""" },
        new object[] { new AttachedProbes(1), "Attached 1 probe\n", """{"type": "attached_probes", "count": 1, "data": {"probes": 1}}""" },
        new object[] { new AttachedProbes(2), "Attached 2 probes\n", """{"type": "attached_probes", "count": 2, "data": {"probes": 2}}""" },
        new object[] { new Complaint(false, "bad 3", "stdin", 1, 9, 28), "stdin:1:9-28: ERROR: bad 3\n", """{"type": "errorf", "msg": "bad 3", "filename": "stdin", "line": 1, "col": 9}""" },
        new object[] { new Complaint(true, "hmm 4", "stdin", 1, 30, 48), "stdin:1:30-48: WARNING: hmm 4\n", """{"type": "warnf", "msg": "hmm 4", "filename": "stdin", "line": 1, "col": 30}""" },
        new object[] { Map(MapFlavour.Values, new([new IntegerOutput(1), new TupleOutput([new IntegerOutput(2), new TextOutput("x")])], new IntegerOutput(4)), new([new IntegerOutput(3), new TextOutput("y")], new IntegerOutput(5))), "@k[1, (2, x)]: 4\n@k[3, y]: 5\n", """{"type": "map", "data": {"@k": {"1,(2,x)": 4, "3,y": 5}}}""" },
        new object[] { Map(MapFlavour.Statistics, new PrintedEntry([new IntegerOutput(1)], new StatsOutput(2, -2, -5, false))), "@k[1]: { .count = 2, .average = -2, .total = -5 }\n", """{"type": "stats", "data": {"@k": {"1": {"count": 2, "average": -2, "total": -5}}}}""" },
        new object[] { Map(MapFlavour.Histograms, new PrintedEntry([new IntegerOutput(1)], new HistogramOutput([]))), "@k[1]:\n\n", """{"type": "hist", "data": {"@k": {"1": []}}}""" },
        new object[] { new PrintedMap("@h", true, MapFlavour.Histograms, [new([], Histogram)]), "@h:\n(..., 0)               1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |\n[2, 4)                 2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|\n[10, ...)              0 |                                                    |\n\n", """{"type": "hist", "data": {"@h": [{"max": -1, "count": 1},{"min": 2, "max": 3, "count": 2},{"min": 10, "count": 0}]}}""" },
        new object[] { new MapsFollow(), "\n\n", "" },
        new object[] { Map(MapFlavour.Values), "", "" },
    ];

    [TestCaseSource(nameof(Outputs))]
    public void An_output_reads_as_bpftrace_prints_it(SessionOutput output, string text, string json)
    {
        OutputRenderers.Text.Render(output).Should().Be(text);
        OutputRenderers.Json.Render(output).Should().Be(json.Length > 0 ? json + "\n" : "");
    }

    [Test]
    public void A_stack_is_indented_and_stands_on_lines_of_its_own() =>
        OutputRenderers.Text.Render(new PrintedValue(new StackOutput(["vfs_read+1", "0xffffffff81000000"], "    "))).Should().Be("\n    vfs_read+1\n    0xffffffff81000000\n\n");

    [TestCase("text")]
    [TestCase("json")]
    public void Renderers_are_found_by_name(string name) => OutputRenderers.Find(name).Should().NotBeNull();

    private static PrintedMap Map(MapFlavour flavour, params PrintedEntry[] entries) => new("@k", false, flavour, entries);
}
