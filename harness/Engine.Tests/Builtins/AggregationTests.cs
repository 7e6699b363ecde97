using Conformance.Engine.Output;
using Conformance.Engine.Tests.CodeGen;

namespace Conformance.Engine.Tests.Builtins;

/// <summary>Aggregations and functions of maps on this machine's kernel. Expected texts are what bpftrace 0.27 prints for the same script, unless a comment says otherwise.</summary>
public sealed class AggregationTests
{
    private const string Full = "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@";
    private const string Empty = "                                                    ";

    [TestCase("@c = count(); @c = count(); @k[5] = count()", "@c: 2\n@k[5]: 1\n")]
    [TestCase("@s = sum(-5); @s = sum(2); @z = sum(0); @k[1, 2] = sum(3); @k[1, 2] = sum(4)", "@k[1, 2]: 7\n@s: -3\n@z: 0\n")]
    [TestCase("@av = avg(-7); @av = avg(2); @k[1] = avg(3); @k[2] = avg(1)", "@av: -2\n@k[2]: 1\n@k[1]: 3\n")]
    [TestCase("@mi = min(5); @mi = min(-3); @mi = min(0); @ma = max(-9); @ma = max(-3)", "@ma: -3\n@mi: -3\n")]
    [TestCase("@u = max((uint64)18446744073709551615); @u = max(3)", "@u: 18446744073709551615\n")]
    [TestCase("@st = stats(4); @st = stats(-9); @k[3] = stats(4); @k[1] = stats(5); @k[1] = stats(7)", "@k[3]: { .count = 1, .average = 4, .total = 4 }\n@k[1]: { .count = 2, .average = 6, .total = 12 }\n@st: { .count = 2, .average = -2, .total = -5 }\n")]
    [TestCase("$v = pid - pid + 7; @s = sum($v); @m = max($v * 2); @a = avg($v); @c[$v] = count()", "@a: 7\n@c[7]: 1\n@m: 14\n@s: 7\n")]
    [TestCase("if (pid == 0) { @c = count(); @s = sum(1); @mi = min(3); @h = hist(2); @x = 1; @st = stats(1); @av = avg(2); }", "")]
    public void Numbers_are_aggregated(string body, string expected) => RunningScript.Run($"begin {{ {body} }}").Should().Be(expected);

    [TestCase("@h = hist(5)", $"@h:\n[4, 8)                 1 |{Full}|\n\n")]
    [TestCase("@h[1] = hist(5); @h[1] = hist(-3)", $"@h[1]:\n(..., 0)               1 |{Full}|\n[0]                    0 |{Empty}|\n[1]                    0 |{Empty}|\n[2, 4)                 0 |{Empty}|\n[4, 8)                 1 |{Full}|\n\n")]
    [TestCase("@h = hist(1023); @h = hist(1024); @h = hist(1024)", $"@h:\n[512, 1K)              1 |@@@@@@@@@@@@@@@@@@@@@@@@@@                          |\n[1K, 2K)               2 |{Full}|\n\n")]
    [TestCase("@h = hist(3583, 2); @h = hist(4095, 2); @h = hist(5000, 2)", $"@h:\n[3072, 3584)           1 |{Full}|\n[3584, 4K)             1 |{Full}|\n[4K, 5K)               1 |{Full}|\n\n")]
    [TestCase("@h = hist(7, 2); @h = hist(9, 2)", $"@h:\n[7]                    1 |{Full}|\n[8, 10)                1 |{Full}|\n\n")]
    [TestCase("@h = hist(9223372036854775807)", $"@h:\n[4E, 8E)               1 |{Full}|\n\n")]
    [TestCase("@l = lhist(3, 0, 10, 2); @l = lhist(100, 0, 10, 2)", $"@l:\n[2, 4)                 1 |{Full}|\n[4, 6)                 0 |{Empty}|\n[6, 8)                 0 |{Empty}|\n[8, 10)                0 |{Empty}|\n[10, ...)              1 |{Full}|\n\n")]
    [TestCase("@l = lhist(-3, 0, 10, 2); @m[\"a\"] = lhist(5000, 0, 10000, 1000)", $"@l:\n(..., 0)               1 |{Full}|\n\n@m[a]:\n[5000, 6000)           1 |{Full}|\n\n")]
    [TestCase("@l = lhist(99, 1, 100, 7)", $"@l:\n[99, ...)              1 |{Full}|\n\n")]
    [TestCase("@l = lhist(-5, -10, 10, 5); @l = lhist(-11, -10, 10, 5)", $"@l:\n(..., -10)             1 |{Full}|\n[-10, -5)              0 |{Empty}|\n[-5, 0)                1 |{Full}|\n\n")]
    public void Histograms_are_drawn(string body, string expected) => RunningScript.Run($"begin {{ {body} }}").Should().Be(expected);

    /// <summary>Every bound of every bucket, against the definition: a number belongs to the bucket that says so.</summary>
    [Test]
    public void Every_number_falls_into_the_bucket_that_names_it([Values(0, 1, 3, 5)] int bits)
    {
        var numbers = Enumerable.Range(0, 63).SelectMany(power => new[] { (1L << power) - 1, 1L << power, (1L << power) + 1 }).Distinct().ToList();
        foreach (var chunk in numbers.Chunk(16))
        {
            var body = string.Concat(chunk.Select(number => $"@[{number}] = hist({number}, {bits}); "));
            foreach (var line in RunningScript.Run($"begin {{ {body} }}", new EngineOptions { Output = OutputRenderers.Json }).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                foreach (var entry in System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("data").GetProperty("@").EnumerateObject())
                {
                    var bucket = entry.Value.EnumerateArray().Should().ContainSingle().Which;
                    long.Parse(entry.Name, System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(bucket.GetProperty("min").GetInt64(), bucket.GetProperty("max").GetInt64());
                }
        }
    }

    [TestCase("@z[3] = 1; @z[1] = 3; @z[2] = 2; print(@z, 2); print(@z, 2, 2); clear(@z)", "@z[2]: 2\n@z[1]: 3\n@z[2]: 1\n@z[1]: 1\n")]
    [TestCase("@c[2] = count(); @c[1] = count(); @c[1] = count(); print(@c, 1); print(@c[1]); clear(@c)", "@c[1]: 2\n2\n")]
    [TestCase("@h[1] = hist(10); @h[2] = hist(20); print(@h, 1); clear(@h)", $"@h[2]:\n[16, 32)               1 |{Full}|\n\n")]
    [TestCase("@a[1, \"x\"] = avg(3); @s[1] = stats(7); print(@a[1, \"x\"]); print(@s[1]); clear(@a); clear(@s)", "3\n{ .count = 1, .average = 7, .total = 7 }\n")] // 0.27 prints zeros for the statistics of one key
    [TestCase("@e[1] = 1; delete(@e, 1); @f = 1; clear(@f); @c = count(); clear(@c); @h = hist(1); clear(@h); @k[1] = hist(2); clear(@k); print(@e); print(@f); print(@c); print(@h)", "@f: 0\n@c: 0\n")]
    [TestCase("@s[1] = sum(3); zero(@s); @st = stats(3); zero(@st); @hz = hist(3); zero(@hz); @hk[1] = hist(2); zero(@hk)", "@hk[1]:\n\n@hz:\n\n@s[1]: 0\n@st: { .count = 0, .average = 0, .total = 0 }\n")]
    [TestCase("@b = 1; @a = 2; @aa[1] = 1; @B = 3", "@B: 3\n@a: 2\n@aa[1]: 1\n@b: 1\n")]
    [TestCase("@n[1] = 1; @n[2] = -5; @n[3] = 4; @s[\"b\"] = \"x\"; @s[\"a\"] = \"z\"", "@n[2]: -5\n@n[1]: 1\n@n[3]: 4\n@s[a]: z\n@s[b]: x\n")]
    public void Maps_are_printed_cleared_and_zeroed_in_order(string body, string expected) => RunningScript.Run($"begin {{ {body} }}").Should().Be(expected);

    [TestCase("@c = count(); @c = count(); if (@c > 1) { print(\"more\") } print((int64)@c); printf(\"%d\\n\", @c + 1); clear(@c)", "more\n2\n3\n")]
    [TestCase("@k[1, \"a\"] = sum(-5); @k[1, \"a\"] = sum(2); $x = @k[1, \"a\"]; print($x); print((int64)@k[2, \"b\"]); clear(@k)", "-3\n0\n")]
    [TestCase("@a = avg(-7); @a = avg(2); printf(\"%d\\n\", @a); @b = avg(5); @b = avg(8); if (@b == 6) { print((1, (int64)@b)) } clear(@a); clear(@b)", "-2\n(1, 6)\n")]
    [TestCase("@mi = min(5); @mi = min(-3); @ma = max(-9); @ma = max(-3); printf(\"%d %d\\n\", @mi, @ma); clear(@mi); clear(@ma)", "-3 -3\n")]
    [TestCase("@k[1] = 1; @k[2] = 2; print(len(@k)); delete(@k, 1); $n = len(@k) + 10; print($n); @c[1] = count(); @c[2] = count(); printf(\"%d\\n\", len(@c)); clear(@k); clear(@c)", "2\n11\n2\n")]
    public void Aggregations_and_sizes_are_read_inside_a_probe(string body, string expected) =>
        RunningScript.RunAll($"begin {{ {body} }}", null, Conformance.Engine.Kernel.KernelTypes.OfRunningKernel()).Output.Should().Be(expected);

    [TestCase("@x = hist(1); @x = hist(1, 2)", "holds a histogram elsewhere, but a histogram here")]
    [TestCase("@x = count(); @x = sum(1)", "holds a count elsewhere, but a sum here")]
    [TestCase("@x = sum(\"a\")", "sum() takes an integer, but this is a string")]
    [TestCase("@x = sum()", "sum() takes one argument, but here are 0")]
    [TestCase("@x = hist(1, 6)", "bits must be a constant from 0 to 5")]
    [TestCase("@x = lhist(1, 0, 10, 0)", "the step must be at least 1, but is 0")]
    [TestCase("@x = lhist(1, 10, 0, 1)", "min must be less than max, but they are 10 and 0")]
    [TestCase("@x = lhist(1, 0, 1000000, 1)", "at most 1000 buckets, but here would be 1000000")]
    [TestCase("@x[1] = 1; clear(@x[1])", "clear() takes a whole map")]
    [TestCase("@h = hist(1); $x = @h", "@h holds a histogram, which is no single number")]
    [TestCase("@x = 1; print(len(@x))", "@x has no keys to count")]
    [TestCase("print(1, 2)", "only a whole map is printed with top and divisor")]
    public void What_cannot_be_aggregated_is_said(string body, string message) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("t.bt", $"begin {{ {body} }}", RecordedKernel.Without, new EngineOptions())).Should().Throw<ScriptException>().WithMessage($"*{message}*");
}
