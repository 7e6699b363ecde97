using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.CodeGen;

/// <summary>The language's statements and types, on this machine's own kernel and with its own types.</summary>
public sealed class LanguageTests
{
    private static readonly Lazy<KernelTypes> Running = new(KernelTypes.OfRunningKernel);

    [TestCase("$i = 0; while ($i < 5) { $i++; if ($i == 2) { continue } if ($i == 4) { break } printf(\"%d \", $i) }", "1 3 ")]
    [TestCase("for ($i : 0..3) { printf(\"%d \", $i) }", "0 1 2 ")]
    [TestCase("for ($i : 5..2) { printf(\"%d \", $i) } printf(\"none\")", "none")]
    [TestCase("for ($i : 0..3) { for ($j : 0..2) { if ($j == $i) { continue } printf(\"%d%d \", $i, $j) } }", "01 10 20 21 ")]
    [TestCase("for ($i : -2..2) { $i += 10; printf(\"%d \", $i) }", "8 9 10 11 ")]
    [TestCase("$n = pid - pid + 4; $s = 0; for ($i : 1..$n) { $s += $i; if ($i == 9) { break } } printf(\"%d\", $s)", "6")]
    [TestCase("$s = 0; for ($i : 0..10000) { if ($i == 7000) { break } $s++ } printf(\"%d\", $s)", "7000")]
    [TestCase("$n = pid - pid + 3; for ($i : 0..$n) { for ($j : 0..$n) { for ($k : 0..$n) { if ($i + $j + $k == 5) { printf(\"%d%d%d \", $i, $j, $k) } } } }", "122 212 221 ")]
    [TestCase("$n = pid - pid + 3; for ($i : 0..$n) { if ($i == 1) { return } printf(\"%d \", $i) } printf(\"never\")", "0 ")]
    [TestCase("$n = pid - pid + 3; for ($i : 0..$n) { for ($j : 0..$n) { if ($j == 1) { return } printf(\"%d%d \", $i, $j) } } printf(\"never\")", "00 ")]
    [TestCase("unroll (3) { $x = 1; printf(\"%d\", $x) }", "111")]
    [TestCase("@m[7] = 70; for ($kv : @m) { printf(\"%d=%d\", $kv.0, $kv.1) } clear(@a); @a = 1; delete(@a); delete(@m, 7)", "7=70")]
    [TestCase("@m[1, \"a\"] = \"x\"; for ($kv : @m) { printf(\"%d%s%s\", $kv.0.0, $kv.0.1, $kv.1) } delete(@m, (1, \"a\"))", "1ax")]
    [TestCase("@m[1] = 1; $n = 5; for ($kv : @m) { $n += $kv.1; $n++ } printf(\"%d\", $n); delete(@m, 1)", "7")]
    public void Loops(string body, string expected) => Prints(body, expected);

    [TestCase("$t = (1, \"two\", (3, 4)); printf(\"%d %s %d\", $t.0, $t.1, $t.2.1)", "1 two 4")]
    [TestCase("$t = (a = 1, b = \"x\"); printf(\"%d%s\", $t.a, $t.b)", "1x")]
    [TestCase("$t = (1, 2); $u = (1, 2); $v = (1, 3); printf(\"%d%d%d\", $t == $u, $t == $v, $t != $v)", "101")]
    [TestCase("@t = (1, \"ab\"); $u = @t; printf(\"%s%s%d\", $u.1, @t.1, @t.0); delete(@t)", "abab1")]
    [TestCase("$t = (1, 2); @x[$t] = 5; printf(\"%d%d\", @x[1, 2], @x[(1, 2)]); delete(@x, $t)", "55")]
    [TestCase("let $x; $x = 5; let $y: uint8 = 300; printf(\"%d %d\", $x, $y)", "5 44")]
    [TestCase("$s = \"a\"; $s = \"longer than eight\"; printf(\"%s\", $s)", "longer than eight")]
    [TestCase("$i = 0; $s = \"a\"; while ($i < 2) { printf(\"%s;\", $s); $s = \"something longer\"; $i++ }", "a;something longer;")]
    [TestCase("$x = { let $y = 3; $y + 1 }; printf(\"%d\", $x)", "4")]
    [TestCase("$z = pid - pid; printf(\"%d %d %d\", $z ?: 7, (pid ?: 7) > 0, (pid - pid) ?: 8)", "7 1 8")]
    [TestCase("pid > 0 ? printf(\"yes\") : printf(\"no\")", "yes")]
    [TestCase("if (pid > 0) { $a = \"x\" } else { $a = \"longer than eight\" } printf(\"%s\", $a)", "x")]
    [TestCase("if (pid > 0) { if (pid < 0) { $a = 1 } else { $a = 2 } $b = $a + 1 } else if (pid == 0) { $b = 7 } else { $b = 8 } printf(\"%d\", $b)", "3")]
    [TestCase("if (pid > 0) { $a = 1; printf(\"%d\", $a) } else { $a = \"text\"; printf(\"%s\", $a) }", "1")]
    [TestCase("if (true) { printf(\"a\") } else { printf(\"b\") } if (1 > 2) { printf(\"c\") }", "a")]
    [TestCase("printf(\"%d %d\", sizeof(uint32), sizeof(struct list_head))", "4 16")]
    [TestCase("$x = (uint16)5; $y = $x; $z = 3; $w = sizeof($z); $z = 70000; printf(\"%d %d %d %d\", sizeof($x), sizeof($y), $w, sizeof(pid))", "2 2 4 4")]
    [TestCase("let $x: uint16 = 5; let $y: int8; $u = 1; printf(\"%d %d %d %d\", sizeof($x), sizeof($y), sizeof($u), sizeof($u + 1))", "2 1 1 8")]
    [TestCase("printf(\"%d %d %d %d %d\", sizeof(1), sizeof(-129), sizeof(1 << 16), sizeof((uint64)1), sizeof(\"abc\"))", "1 2 4 8 4")]
    [TestCase("$s = \"hello\"; $t = \"ab\"; $t = \"longer than eight\"; printf(\"%d %d %d\", strcap($s), strcap($t), sizeof($s))", "6 18 6")]
    [TestCase("printf(\"%d %d\", @never, @never > 0)", "0 0")]
    [TestCase("printf(\"%d\", usermode)", "0")]
    [TestCase("printf(\"%d %d\", offsetof(struct list_head, prev), TCP_ESTABLISHED)", "8 1")]
    [TestCase("printf(\"%d %d\", AF_INET6, TASK_RUNNING)", "10 0")]
    [TestCase("$a = (uint8[4])0x04030201; $i = pid - pid + 2; printf(\"%d %d %d\", $a[0], $a[$i], $a[$i + 5])", "1 3 0")]
    [TestCase("$z = pid - pid; $n = $z - 17; $p = $z + 17; printf(\"%d %d %d %d %d %d %d %d\", $n / 4, $n % 4, $p / 4, $p % 4, $n / 5, $n % 5, $p * 8, $n / -4)", "-4 -1 4 1 -3 -2 136 4")]
    [TestCase("$i = 0; @x[0] = 5; @x[$i++] *= 2; printf(\"%d %d\", $i, @x[0]); $k = \"a\"; @t[$k, $i++] |= 3; printf(\" %d %d\", $i, @t[\"a\", 1]); clear(@x); clear(@t)", "1 10 2 3")]
    [TestCase("@x = 1; @x = nsecs > 0 ? 7 : 8; printf(\"%d\", @x); delete(@x)", "7")]
    [TestCase("$s = \"abc\"; $i = pid - pid + 1; printf(\"%c%c\", $s[0], $s[$i])", "ab")]
    public void Values(string body, string expected) => Prints(body, expected);

    [TestCase("$a = \"LONG1\"; $b = \"LONG2\"; $c = $a; @k[$a, $b] = $c; printf(\"%s %s %d%d\", @k[$a, $b], $b, $a == $c, $a == $b); delete(@k, ($a, $b))", "LONG1 LONG2 10")]
    [TestCase("@k[\"LONG1\"] = \"LONG2\"; for ($kv : @k) { printf(\"%s-%s\", $kv.0, $kv.1) } delete(@k, \"LONG1\")", "LONG1-LONG2")]
    [TestCase("$n = pid - pid + 2; $a = \"LONG1\"; for ($i : 0..$n) { $b = \"LONG2\"; printf(\"%d%s%d\", $i, $b, $a == $b); $a = $b; }", "0LONG201LONG21")]
    [TestCase("$t = (\"LONG1\", 5, \"LONG2\"); @x = $t; printf(\"%s%d%s\", @x.0, $t.1, @x.2); delete(@x)", "LONG15LONG2")]
    public void Values_too_large_for_the_stack(string body, string expected)
    {
        string Long(string text) => text.Replace("LONG", new string('x', 300), StringComparison.Ordinal);
        Prints(Long(body), Long(expected));
    }

    [TestCase("begin / str(curtask.comm) != \"a\" && strlen(str(curtask.comm)) > 0 / { printf(\"%d\", str(curtask.comm) == comm) }", "1")]
    [TestCase("begin { $s = str(curtask.comm); $n = comm; if (strstr($s, $n) == 0 && !strcontains($s, \"no such text\") && strstr($s, \"no such text\") == -2) { printf(\"found\") } if (strstr($s, \"x\") < 3) { printf(\".\") } }", "found.")]
    [TestCase("begin { $t = curtask; printf(\"%d%d\", container_of(&$t.tasks, struct task_struct, tasks) == $t, container_of(&$t.tasks, task_struct, tasks).pid == tid) }", "11")]
    [TestCase("struct point { int x; short y; char name[6]; } begin { printf(\"%d %d\", sizeof(struct point), offsetof(struct point, name)) }", "12 6")]
    [TestCase("struct bits { unsigned int a : 3; unsigned int b : 7; int c : 4; } begin { printf(\"%d\", sizeof(struct bits)) }", "4")]
    [TestCase("union u { char c; long l; } struct s { char a; union u b; struct s *next; } begin { printf(\"%d %d\", sizeof(struct s), offsetof(struct s, next)) }", "24 16")]
    [TestCase("enum color { RED, GREEN = 5, BLUE } begin { $c = BLUE; printf(\"%d %d\", $c, GREEN) }", "6 5")]
    [TestCase("config = { print_maps_on_exit = false; max_strlen = 64; stack_mode = perf } begin { @x = 1; printf(\"a\") }", "a")]
    [TestCase("let @m = lruhash(2); begin { @m[1] = 1; printf(\"%d\", @m[1]); delete(@m, 1) }", "1")]
    [TestCase("typedef unsigned char byte; struct s { byte b; } begin { printf(\"%d\", sizeof(struct s)) }", "1")]
    public void Definitions(string script, string expected) => RunningScript.RunAll(script, null, Running.Value).Output.Should().Be(expected);

    private static void Prints(string body, string expected) =>
        RunningScript.RunAll($"begin {{ {body} }}", null, Running.Value).Output.Should().Be(expected);
}
