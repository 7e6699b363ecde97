using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Tests.CodeGen;

namespace Conformance.Engine.Tests.Fuzzing;

/// <summary>Generated scripts load on this machine's own kernel and print what the reference computes. A seed makes the same script everywhere.</summary>
public sealed class FuzzTests
{
    /// <summary>For a soak: <c>CONFORMANCE_FUZZ=FIRST:COUNT</c>.</summary>
    private const string Variable = "CONFORMANCE_FUZZ";

    private const int Scripts = 40;

    private static readonly KernelTypes Kernel = KernelTypes.OfRunningKernel();

    [Test]
    public void A_generated_script_prints_what_the_reference_computes()
    {
        var (first, count) = Range();
        var wrong = new List<string>();
        var examined = 0;
        for (var seed = first; seed < first + count && wrong.Count < 5; seed++)
        {
            if (Difference(seed) is not { } difference)
                continue;
            if (difference.Contains("more than this kernel examines", StringComparison.Ordinal))
                examined++;
            else
                wrong.Add(difference);
        }
        wrong.Should().BeEmpty(string.Join("\n", wrong));
        // The kernel's own limit of what it examines, where loops branch a lot: 1 of the first 1500 scripts.
        examined.Should().BeLessThanOrEqualTo(count / 500);
    }

    [TestCase(168)]
    [TestCase(2048)]
    [TestCase(1475)]
    [TestCase(501)]
    [TestCase(4137)]
    [TestCase(7380)]
    public void A_loop_of_the_kernel_that_branches_on_what_it_changes_loads(int seed) => (Difference(seed) ?? "").Should().BeEmpty();

    private static (int First, int Count) Range()
    {
        var parts = (Environment.GetEnvironmentVariable(Variable) ?? $"1:{Scripts}").Split(':');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[^1], CultureInfo.InvariantCulture));
    }

    private static string? Difference(int seed)
    {
        var (script, expected) = ScriptFuzzer.Make(seed);
        string actual;
        try
        {
            actual = RunningScript.RunAll(script, null, Kernel).Output;
        }
        catch (Exception e) when (e is not InconclusiveException)
        {
            actual = $"{e.GetType().Name}: {e.Message}\n{e.StackTrace?.Split('\n')[0]}";
        }
        return actual == expected ? null : $"seed {seed}:\n{script}\nexpected:\n{expected}\nactual:\n{actual}\n";
    }
}
