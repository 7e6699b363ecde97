namespace Conformance.Engine.Tests.Binding;

/// <summary>Parameters in attach points, and limits of what the compiler makes of one script.</summary>
public sealed class ExpansionTests
{
    [Test]
    public void Parameters_fill_attach_points()
    {
        var options = new EngineOptions { Parameters = new ScriptParameters(["vfs_read", "4"], new Dictionary<string, string>()) };
        ScriptCompiler.Compile("test.bt", "fentry:$1 { }", RecordedKernel.WithTypes, options).Probes.Select(p => p.Target.Hook).Should().Equal("vfs_read");
        var missing = () => ScriptCompiler.Compile("test.bt", "fentry:$3 { }", RecordedKernel.WithTypes, options);
        missing.Should().Throw<ScriptException>().Which.Diagnostics.Should().ContainSingle(d => d.Message == "$3 was not given");
    }

    [Test]
    public void Unrolls_within_each_other_are_limited()
    {
        var script = $"begin {{ {string.Concat(Enumerable.Repeat("unroll (100) { ", 50))} $x = 1; {new string('}', 51)}";
        var compile = () => ScriptCompiler.Compile("test.bt", script, RecordedKernel.WithTypes, new EngineOptions());
        compile.Should().Throw<ScriptException>().Which.Diagnostics.Should().Contain(d => d.Message == "unrolls within each other make more than 4096 rounds");
    }
}
