using Conformance.Engine.Probes;

namespace Conformance.Engine.Tests.Probes;

/// <summary>Static probes of a program that the test builds: notes as systemtap's macros make them, written by hand.</summary>
public sealed class UsdtProbeTests
{
    private const string Source = """
        __extension__ volatile unsigned short counted_semaphore __attribute__((section(".probes"), used));

        #define NOTE(name, semaphore, arguments) \
            "990: nop\n" \
            ".pushsection .note.stapsdt, \"\", \"note\"\n" \
            ".balign 4\n.4byte 992f-991f, 994f-993f, 3\n" \
            "991: .asciz \"stapsdt\"\n992: .balign 4\n" \
            "993: .8byte 990b, 0, " semaphore "\n" \
            ".asciz \"test\"\n.asciz \"" name "\"\n.asciz \"" arguments "\"\n" \
            "994: .balign 4\n.popsection\n"

        static int array[4] = { 10, 20, 30, 40 };

        int main(void)
        {
            __asm__ volatile("movq $-7, %%rdi\nmovq $2, %%rax\nmovq %0, %%rsi\n"
                NOTE("shapes", "0", "-4@%%edi 4@$42 -8@$-3 4@(%%rsi,%%rax,4) -4@4(%%rsi)")
                :: "r"(array) : "rdi", "rax", "rsi", "memory");
            __asm__ volatile(NOTE("counted", "counted_semaphore", "") ::: "memory");
            return counted_semaphore == 0 ? 0 : 1;
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Program => $"{_folder}/probed";

    [OneTimeSetUp]
    public void Build()
    {
        var compiler = new[] { "/usr/bin/clang", "/usr/bin/cc" }.FirstOrDefault(File.Exists);
        Assume.That(compiler, Is.Not.Null, "there is no C compiler here");
        File.WriteAllText($"{_folder}/probed.c", Source);
        LiveScript.Start(compiler!, "-O1", "-no-pie", "-o", Program, $"{_folder}/probed.c");
    }

    [OneTimeTearDown]
    public void Clean() => _folder.Delete(true);

    [Test]
    public void Arguments_are_read_from_wherever_the_note_says() =>
        LiveScript.Run($"usdt:{Program}:test:shapes {{ printf(\"%d %d %d %d %d\\n\", arg0, arg1, arg2, arg3, arg4) }}", () => LiveScript.Start(Program)).Should().Be("-7 42 -3 30 20\n");

    [Test]
    public void The_provider_may_be_left_out_and_wildcards_take_all() =>
        LiveScript.Run($"usdt:{Program}:shapes {{ printf(\"%s\\n\", probe) }} usdt:{Program}:*:sha* {{ printf(\"again\\n\") }}", () => LiveScript.Start(Program)).Should().Be($"usdt:{Program}:test:shapes\nagain\n");

    [Test]
    public void The_counter_of_a_probe_is_raised_while_somebody_listens()
    {
        LiveScript.Require("usdt");
        LiveScript.Start(Program);
        FluentActions.Invoking(() => LiveScript.Run($"usdt:{Program}:test:counted {{ printf(\"seen\\n\") }}", () => LiveScript.Start(Program))).Should().Throw<Exception>("the program ends with 1 when its counter is raised");
        LiveScript.Start(Program);
    }

    [TestCase("usdt:{0}:test:counted {{ print(arg0) }}", "*has no arguments*")]
    [TestCase("usdt:{0}:test:shapes {{ print(arg5) }}", "*has only 5 arguments*")]
    [TestCase("usdt:{0}:test:none {{ }}", "*has no static probe test:none*it has test:shapes, test:counted*")]
    public void A_mistake_is_named_with_its_remedy(string script, string expected) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("live.bt", string.Format(script, Program), LiveScript.Context.Types, new EngineOptions())).Should().Throw<ScriptException>().WithMessage(expected);

    [TestCase("-4@%edi", 112, 4, true)]
    [TestCase("8@%rax", 80, 8, false)]
    [TestCase("2@%r10w", 56, 2, false)]
    [TestCase("1@%sil", 104, 1, false)]
    [TestCase("-1@%al", 80, 1, true)]
    public void Registers_of_any_width_are_known(string text, int offset, int size, bool signed)
    {
        var field = UsdtArguments.Parse(text)!;
        (field.Source, field.Offset, field.Type.Size, field.Type.Signed).Should().Be((ContextSource.Slot, offset, size, signed));
    }

    [TestCase("8@-0x10(%rbp)", 32, -16, -1, 1)]
    [TestCase("4@(%rsp)", 152, 0, -1, 1)]
    [TestCase("4@8(%rbx,%rcx,8)", 40, 8, 88, 8)]
    [TestCase("4@8(,%rcx,2)", -1, 8, 88, 2)]
    public void Operands_in_memory_are_taken_apart(string text, int start, int displacement, int index, int scale)
    {
        var memory = UsdtArguments.Parse(text)!.Memory!;
        (memory.Base, memory.Displacement, memory.Index, memory.Scale, memory.User).Should().Be((start, displacement, index, scale, true));
    }

    [TestCase("8@%xmm0")]
    [TestCase("8f@%xmm0")]
    [TestCase("8@counter(%rip)")]
    [TestCase("16@%rax")]
    [TestCase("4@(%eax)")]
    [TestCase("4@(%rax,%rbx,3)")]
    [TestCase("4@")]
    [TestCase("")]
    [TestCase("4@$")]
    public void What_is_not_understood_is_refused(string text) => UsdtArguments.Parse(text).Should().BeNull();

    [Test]
    public void Spaces_inside_parentheses_do_not_end_an_argument() => UsdtArguments.Split(" 4@(%rax, %rbx, 4)  8@$1 ").Should().Equal("4@(%rax, %rbx, 4)", "8@$1");
}
