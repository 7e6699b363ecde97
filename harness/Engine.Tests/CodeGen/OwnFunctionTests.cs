using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.CodeGen;

/// <summary>Functions of the script's own (<c>fn</c>). bpftrace 0.27 reads them but finds none when they are called.</summary>
public sealed class OwnFunctionTests
{
    [TestCase("fn add($a: int64, $b: int64): int64 { return $a + $b; } begin { $x = add(add(1, 2), add(3, pid - pid)); printf(\"%d %d %d\", add(1, 1), $x, add($x, $x)) }", "2 6 12")]
    [TestCase("fn say($s: string): void { if ($s == \"no\") { return; } printf(\"%s \", $s); } begin { say(\"yes\"); say(\"no\"); $s = \"maybe\"; say($s) }", "yes maybe ")]
    [TestCase("fn cut($n: uint64): uint8 { @calls++; return $n; } begin { printf(\"%d %d\", cut(300), cut(5) + cut(6)); if (cut(0) && cut(1) || cut(2)) { printf(\" yes\") } printf(\" %d\", @calls); delete(@calls) }", "44 11 yes 5")]
    [TestCase("fn none(): int64 { } fn late(): int64 { $x = 5; if (pid == 0) { return 1; } $x++; return $x; } begin { $x = 1; printf(\"%d %d %d\", none(), late(), $x) }", "0 6 1")]
    [TestCase("fn name($t: struct task_struct *): string[16] { return $t.comm; } begin { $n = name(curtask); printf(\"%d\", $n == comm); @x[name(curtask)] = 1; printf(\"%d\", has_key(@x, comm)); clear(@x) }", "11")]
    [TestCase("fn twice($x: int64): int64 { return 2 * $x; } fn four($x: int64): int64 { return twice(twice($x)); } begin { $x = 3; printf(\"%d %d\", four($x), $x) }", "12 3")]
    [TestCase("fn any($x: int64): int64 { unroll (3) { if ($x == 2) { return 7; } $x++; } return $x; } begin { printf(\"%d %d\", any(1), any(5)) }", "7 8")]
    public void A_call_has_the_value_of_the_body(string script, string expected) => RunningScript.RunAll(script, null, KernelTypes.OfRunningKernel()).Output.Should().Be(expected);

    // The bounds are not known when the script is compiled, so the kernel runs the loops and a return must leave all that the function began, and no more.
    [TestCase("fn at($n: int64): int64 { for ($i : 0..$n) { if ($i == 3) { return 10 * $i; } } return -1; } begin { $z = pid - pid; printf(\"%d %d\", at($z + 10), at($z + 2)) }", "30 -1")]
    [TestCase("fn pair($n: int64): int64 { for ($i : 0..$n) { for ($j : 0..$n) { if ($i + $j == 5) { return 10 * $i + $j; } } } return -1; } begin { $z = pid - pid; for ($k : 0..($z + 2)) { printf(\"%d \", pair($z + 4 - $k)) } printf(\"end\") }", "23 -1 end")]
    [TestCase("fn leaves($n: int64): int64 { for ($i : 0..$n) { if ($i == 1) { exit(); } printf(\"%d \", $i); } return 5; } begin { $z = pid - pid; for ($k : 0..($z + 2)) { printf(\"%d \", leaves($z + 4)) } printf(\"never\") }", "0 ")]
    public void A_return_leaves_the_loops_that_the_kernel_runs(string script, string expected) => RunningScript.RunAll(script, null, KernelTypes.OfRunningKernel()).Output.Should().Be(expected);

    [TestCase("fn f($a: int64): int64 { return g($a); } fn g($a: int64): int64 { return f($a); } begin { f(1) }", "the function 'f' calls itself: f → g → f")]
    [TestCase("fn f($a: int64): int64 { return $a; } begin { f(1, 2) }", "the function 'f' takes 1 argument, but here are 2")]
    [TestCase("fn f($a: int64): int64 { return $a; } begin { f(\"x\") }", "$a is declared as int64, but this is string")]
    [TestCase("fn f(): void { return 5; } begin { f() }", "the function 'f' returns nothing")]
    [TestCase("fn f(): void { } begin { $x = f() }", "the function 'f' returns nothing")]
    [TestCase("fn f(): int64 { return; } begin { f() }", "the function 'f' returns int64, and here is no value")]
    [TestCase("fn f(): int64 { return $x; } begin { $x = 1; f() }", "$x has no value here")]
    [TestCase("fn f(): void { break; } begin { while (1) { f(); break; } }", "'break' stands in no loop")]
    [TestCase("fn print($x: int64): void { } begin { }", "'print' is a function of the language already")]
    [TestCase("fn f(): void { } fn f(): void { } begin { }", "there is already a function 'f'")]
    [TestCase("fn f($a: nope): void { } begin { f(1) }", "unknown type 'nope'")]
    public void A_wrong_function_or_call_is_told(string script, string message) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("t.bt", script, RecordedKernel.WithTypes, new EngineOptions())).Should().Throw<ScriptException>().WithMessage($"*{message}*");

    [Test]
    public void Calls_that_double_each_other_are_defused()
    {
        var functions = Enumerable.Range(1, 40).Select(i => $"fn f{i}(): int64 {{ return f{i - 1}() + f{i - 1}(); }}");
        FluentActions.Invoking(() => ScriptCompiler.Compile("t.bt", $"fn f0(): int64 {{ return 1; }}\n{string.Join('\n', functions)}\nbegin {{ $x = f40(); }}", RecordedKernel.WithTypes, new EngineOptions()))
            .Should().Throw<ScriptException>().WithMessage("*more than 1000 times*");
    }
}
