namespace Conformance.Engine.Tests.CodeGen;

/// <summary>Whole scripts, compiled, verified by the kernel, run, and read back.</summary>
public sealed class ScriptsOnTheRealKernel
{
    [TestCase("begin { printf(\"a \") } end { printf(\"b\\n\") }", "a b\n")]
    [TestCase("BEGIN { printf(\"%d %u %x %X %lld\\n\", -5, 5, 255, 255, -1) }", "-5 5 ff FF -1\n")]
    [TestCase("begin { $x = 1; $x += 4; $x *= 3; $y = $x - 20; printf(\"%d %d\", $x, $y) }", "15 -5")]
    [TestCase("begin { $x = 7; $x++; ++$x; printf(\"%d %d %d\", $x++, $x, --$x) }", "9 10 9")]
    [TestCase("begin { if (1 == 2) { printf(\"no\") } else if (pid == 0) { printf(\"zero\") } else { printf(\"yes\") } }", "yes")]
    [TestCase("begin / pid > 0 && tid > 0 / { printf(\"runs\") } begin / pid == 0 || !tid / { printf(\"never\") }", "runs")]
    [TestCase("begin { @x = 3; @x += 4; @x++; @x -= 2; printf(\"%d\", @x) }", "6@x: 6\n")]
    [TestCase("begin { @x[1, \"abc\"] = 7; @x[1, \"abc\"]++; @x[-2, \"d\"] = 1 }", "@x[-2, d]: 1\n@x[1, abc]: 8\n")]
    [TestCase("begin { @s = \"hello\"; @t[\"k\"] = @s; if (@s == \"hello\") { printf(\"%s!\", @t[\"k\"]) } }", "hello!@s: hello\n@t[k]: hello\n")]
    [TestCase("begin { @x[1] = 1; @x[2] = 2; delete(@x[1]); @y = 3; delete(@y) }", "@x[2]: 2\n")]
    [TestCase("begin { @x[1] = 1; delete(@x, 1) }", "")]
    [TestCase("begin { @c = count(); @c = count(); @k[5] = count() }", "@c: 2\n@k[5]: 1\n")]
    [TestCase("begin { printf(\"a\"); exit(); printf(\"b\") } end { printf(\"c\") }", "ac")]
    [TestCase("begin { printf(\"a\"); return; printf(\"b\") }", "a")]
    [TestCase("begin { print(42); print(\"text\"); print(-1); @x = 5; print(@x); @k[1] = 2; print(@k[1]); clear(@x); clear(@x) }", "42\ntext\n-1\n@x: 5\n2\n@k[1]: 2\n")]
    [TestCase("begin { $z = pid - pid; printf(\"%d %d\", 10 / $z, 10 % $z) }", "0 10")]
    [TestCase("begin { $z = pid - pid; $a = $z - 7; $b = $z + 2; printf(\"%d %d %d %d\", $a / $b, $a % $b, $a / -2, $b / $a) }", "-3 -1 3 0")]
    [TestCase("begin { $z = pid - pid; printf(\"%d\", 100 - (20 - (10 - ($z + 3)))) }", "87")]
    [TestCase("begin { $c = comm; $t = \"other\"; if ($c != $t) { printf(\"%s\", $t) } $t = comm; if ($c == $t && comm == $c) { printf(\" same\") } }", "other same")]
    [TestCase("begin { printf(\"%s %s|%-5s|%5s|%.2s|%05d|%+d|%#x|%c|%%|%p\", probe, probe, \"ab\", \"cd\", \"efg\", 42, 7, 255, 65, 4096) }", "begin begin|ab   |   cd|ef|00042|+7|0xff|A|%|0x1000")]
    [TestCase("begin { $x = (uint8)300; $y = (int8)200; $p = pid; printf(\"%d %d %d\", $x, $y, (int8)($p - $p + 255)) }", "44 -56 -1")]
    [TestCase("begin { $p = pid; $q = $p > 0 ? \"some\" : \"none\"; printf(\"%s %d\", $q, $p == 0 ? 1 : 2) }", "some 2")]
    [TestCase("begin { $a = 0x123456789abcdef0; $b = $a + (pid - pid); printf(\"%lx %lx\", $b >> 4, ~$b) }", "123456789abcdef edcba9876543210f")]
    [TestCase("begin { @n = 1; printf(\"%d %d %d\", @n++, ++@n, @n--) }", "1 3 3@n: 2\n")]
    [TestCase("begin { @a = 1; @b = 2; @c = @a + (@b + (@a + (@b + (@a + (@b + @a))))) }", "@a: 1\n@b: 2\n@c: 10\n")]
    [TestCase("begin { $x = 1; if ($x) { $y = 2; $x = $y } printf(\"%d\", $x) }", "2")]
    [TestCase("begin { printf(\"%d\", nsecs > 0 && cpu < 4096 && uid >= 0 && gid >= 0) }", "1")]
    [TestCase("begin { $a = 10; $b = $a - (pid - pid + 3); $c = $a << (pid - pid + 1); printf(\"%d %d %d\", $a, $b, $c) }", "10 7 20")]
    [TestCase("begin { $s = \"abc\"; printf(\"%d%d%d%d%d\", $s == \"abc\", $s == \"abd\", $s == \"ab\", $s == \"abcd\", $s != \"xbc\") }", "10001")]
    [TestCase("begin { $s = \"twelve chars\"; printf(\"%d%d%d%d\", $s == \"twelve chars\", $s == \"twelve charz\", $s == \"twelve\", $s == \"twelve chars and more\") }", "1000")]
    public void A_script_prints_what_it_says(string script, string expected)
    {
        RunningScript.Run(script).Should().Be(expected);
    }

    [Test]
    public void Firings_are_numbered_and_tied_to_their_output()
    {
        var (output, firings) = RunningScript.RunAll("begin { printf(\"a\") } begin / 0 == 1 / { } begin { } end { printf(\"b\"); printf(\"c\") }", new EngineOptions { RecordFirings = true });
        output.Should().Be("abc");
        firings.Select(f => f.Probe).Should().Equal(0, 2, 3);
        firings.Should().OnlyContain(f => f.Invocation == 1 && f.ThreadId > 0 && f.TimeNs > 0);
        foreach (var perCpu in firings.GroupBy(f => f.Cpu))
            perCpu.Select(f => f.Sequence).Should().Equal(Enumerable.Range(1, perCpu.Count()).Select(i => (ulong)i));
    }
}
