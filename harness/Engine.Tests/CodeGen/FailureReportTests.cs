using Conformance.Engine.Kernel;
using Conformance.Engine.Output;

namespace Conformance.Engine.Tests.CodeGen;

/// <summary>What <c>-k</c> tells. The form is bpftrace 0.27's.</summary>
public sealed class FailureReportTests
{
    [TestCase("print(str(7))", "test.bt:1:15-21: WARNING: Bad address\nAdditional Info - helper: probe_read_str, retcode: -14\nbegin { print(str(7)) }\n              ~~~~~~\n\n")]
    [TestCase("@x[1] = 1; print(@x[2]); clear(@x)", "test.bt:1:26-31: WARNING: Can't lookup map element because it does not exist.\nAdditional Info - helper: map_lookup_elem, retcode: 0\nbegin { @x[1] = 1; print(@x[2]); clear(@x) }\n                         ~~~~~\n0\n")]
    [TestCase("@s[1] = \"a\"; printf(\"%s|%d\\n\", @s[1], @s[2] == \"\"); clear(@s)", "test.bt:1:47-52: WARNING: Can't lookup map element because it does not exist.\nAdditional Info - helper: map_lookup_elem, retcode: 0\nbegin { @s[1] = \"a\"; printf(\"%s|%d\\n\", @s[1], @s[2] == \"\"); clear(@s) }\n                                              ~~~~~\na|1\n")]
    [TestCase("@x[1] = 1; print(@x[1]); print(has_key(@x, 2)); print(str(curtask.comm) == comm); @y++; @x[3] += 2; clear(@x); clear(@y)", "1\nfalse\ntrue\n")]
    public void A_failed_read_is_told_where_it_stands(string body, string expected) =>
        RunningScript.RunAll($"begin {{ {body} }}", new EngineOptions { ReportReadErrors = true }, KernelTypes.OfRunningKernel()).Output.Should().Be(expected);

    [Test]
    public void Every_round_of_a_loop_that_the_kernel_runs_tells() =>
        RunningScript.RunAll("begin { @x[1] = 1; $n = pid - pid + 3; for ($i : 0..$n) { print(@x[$i]) } clear(@x) }", new EngineOptions { ReportReadErrors = true, Output = OutputRenderers.Json }, KernelTypes.OfRunningKernel()).Output
            .Should().Be("""
                {"type": "helper_error", "msg": "Can't lookup map element because it does not exist.", "helper": "map_lookup_elem", "retcode": 0, "filename": "test.bt", "line": 1, "col": 65}
                {"type": "value", "data": 0}
                {"type": "value", "data": 1}
                {"type": "helper_error", "msg": "Can't lookup map element because it does not exist.", "helper": "map_lookup_elem", "retcode": 0, "filename": "test.bt", "line": 1, "col": 65}
                {"type": "value", "data": 0}

                """);

    [Test]
    public void Nothing_is_told_without_being_asked() => RunningScript.RunAll("begin { @x[1] = 1; print(@x[2]); clear(@x) }", null, KernelTypes.OfRunningKernel()).Output.Should().Be("0\n");
}
