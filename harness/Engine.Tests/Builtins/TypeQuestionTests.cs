using Conformance.Engine.Kernel;
using Conformance.Engine.Tests.CodeGen;

namespace Conformance.Engine.Tests.Builtins;

/// <summary>What scripts ask when they are compiled, and what they refuse by themselves. Expected texts are what bpftrace 0.27 prints, unless a comment says otherwise.</summary>
public sealed class TypeQuestionTests
{
    [TestCase("print(is_str(\"a\")); print(is_str(1)); print(is_ptr(curtask)); print(is_array(curtask.comm)); print(is_integer(pid)); print(is_unsigned_integer(pid)); print(is_literal(1)); print(is_literal(pid))", "true\nfalse\ntrue\nfalse\ntrue\ntrue\ntrue\nfalse\n")]
    [TestCase("print(is_integer(true)); print(is_unsigned_integer((uint8)1)); print(is_array((uint8[2])5)); print(is_ptr((int8*)0)); print(is_str(ksym(0))); print(is_literal(true))", "false\ntrue\ntrue\ntrue\nfalse\ntrue\n")]
    [TestCase("if comptime is_str(\"x\") { print(1) } else { nonsense() } if comptime is_ptr(5) { nonsense(); }", "1\n")]
    [TestCase("print(comptime is_str(5) ? nonsense : 7)", "7\n")]
    [TestCase("if (typeinfo(1).base_type == \"int\") { print(1) } print(typeinfo(uint64)); print(typeinfo(curtask).full_type); print(typeinfo(1) == typeinfo(2))",
        "1\n{ .btf_id = 0, .base_type = int, .full_type = uint64 }\nstruct task_struct *\ntrue\n")]
    [TestCase("static_assert(sizeof(uint32) == 4, \"never\"); assert_str(comm); assert_str((int8*)0); print(1)", "1\n")]
    [TestCase("print(config.max_strlen); print(config.stack_mode); $c = config; print($c.str_trunc_trailer)", "1024\nbpftrace\n..\n")]
    [TestCase("let $x : typeof(pid) = 5; let $y : typeof($x); print($x); print($y)", "5\n0\n")]
    public void A_question_is_answered_at_compile_time(string body, string expected) =>
        RunningScript.RunAll($"begin {{ {body} }}", null, KernelTypes.OfRunningKernel()).Output.Should().Be(expected);

    [TestCase("static_assert(1 == 2, \"one is not two\")", "one is not two")]
    [TestCase("static_assert(pid == 2, \"x\")", "this is not known at compile time")]
    [TestCase("if (pid == 0) { fail(\"not %s but %d\", \"this\", 5) }", "not this but 5")]
    [TestCase("fail(\"%d\", pid)", "fail() takes values that are known when the script is compiled")]
    [TestCase("assert_str(5)", "this must be a string, or characters, but it is an integer")]
    [TestCase("print(config.max_strlne)", "did you mean 'max_strlen'?")]
    [TestCase("print(is_ptr())", "is_ptr() takes one argument")]
    public void A_script_refuses_itself_with_a_place(string body, string message) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("t.bt", $"begin {{ {body} }}", RecordedKernel.WithTypes, new EngineOptions())).Should().Throw<ScriptException>().WithMessage($"t.bt:1:*{message}*");
}
