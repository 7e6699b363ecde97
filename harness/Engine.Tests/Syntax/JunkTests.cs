using System.Diagnostics;
using CsCheck;

namespace Conformance.Engine.Tests.Syntax;

/// <summary>Bad input gets a diagnostic: never another exception, never an overflow of the stack, never more than linear time.</summary>
public sealed class JunkTests
{
    private static readonly string[] Words =
    [
        "begin", "fexit:hrtimer_nanosleep", "kprobe:x", "{", "}", "(", ")", "[", "]", "/", "/*", "*/", "//", "\n", "if", "else", "return", "let", "printf", "print", "count", "delete", "exit",
        "\"%d\"", "\"%s %x\"", "\"", "\\", "$x", "$y", "@", "@m", "@n", "=", "==", "+=", "++", "--", "<<", ">>=", ",", ";", ":", "?", "&&", "!", "~", "-", "*", "%", "1", "0x", "18446744073709551616",
        "(uint8)", "args.", "args.mode", "retval", "comm", "pid", "nsecs", "probe", "arg5", ".", "->", "é", "\0", " ",
    ];

    [Test]
    public void Any_text_gives_a_script_or_diagnostics() => Gen.String.Sample(Compiles, iter: 3000);

    [Test]
    public void Any_row_of_words_gives_a_script_or_diagnostics() =>
        Pick.One(Words).List[0, 40].Select(words => string.Join(' ', words)).Sample(Compiles, iter: 5000);

    [Test]
    public void Any_row_of_words_inside_a_probe_gives_a_script_or_diagnostics() =>
        Pick.One(Words).List[0, 20].Select(words => $"fexit:hrtimer_nanosleep {{ {string.Join(' ', words)} }}").Sample(Compiles, iter: 5000);

    [TestCase("(")]
    [TestCase("{")]
    [TestCase("!")]
    [TestCase("1+")]
    [TestCase("@a[")]
    [TestCase("f(")]
    [TestCase("a?b:")]
    [TestCase("if(1){")]
    [TestCase("if(1){}else ")]
    [TestCase("$x.y")]
    [TestCase("\"")]
    [TestCase("/*")]
    [TestCase("begin{")]
    [TestCase("begin{}")]
    [TestCase("}")]
    [TestCase("$x;")]
    public void Nesting_and_length_without_end_cost_linear_time(string piece)
    {
        var small = Time(piece, 20_000);
        var large = Time(piece, 200_000);
        // Ten times the text: quadratic time would be a hundredfold; the constant forgives the clock.
        large.Should().BeLessThan((small * 40) + TimeSpan.FromMilliseconds(500));
    }

    private static TimeSpan Time(string piece, int count)
    {
        var text = "begin { $x = " + string.Concat(Enumerable.Repeat(piece, count));
        var start = Stopwatch.GetTimestamp();
        Compiles(text);
        return Stopwatch.GetElapsedTime(start);
    }

    private static void Compiles(string text)
    {
        try
        {
            ScriptCompiler.Compile("junk.bt", text, RecordedKernel.WithTypes, new EngineOptions { RecordFirings = true });
        }
        catch (ScriptException e)
        {
            e.Diagnostics.Should().NotBeEmpty();
            e.Diagnostics.Should().OnlyContain(d => d.Line >= 1 && d.Column >= 1 && d.Length >= 1 && d.Message.Length > 0);
        }
    }
}
