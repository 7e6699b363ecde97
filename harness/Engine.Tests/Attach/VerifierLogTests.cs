using Conformance.Engine.Attach;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Tests.Attach;

/// <summary>What is found in verifier's logs, as kernels of several years write them.</summary>
public sealed class VerifierLogTests
{
    private static readonly BpfProgram s_program = new(
        [0], "p", new ProbeTarget(new Begin(), "", "begin", null), [.. Enumerable.Repeat(new BpfInstruction(0xbf, 0x00, 0, 0), 8)], [new(0, 1, 1), new(2, 2, 3), new(5, 3, 3)]);

    private static readonly BpfObject s_script = new("a.bt", "begin {\n  first();\n\tsecond();\n}\n", [s_program], []);

    [Test]
    public void The_last_instruction_gives_the_line_and_what_follows_it_is_the_complaint()
    {
        var log = Read("""
            ; begin {
            0: (bf) r6 = r1
            ; first();
            2: (79) r1 = *(u64 *)(r6 +0)
            3: (0f) r1 += r2
            math between ctx pointer and register with unbounded min value is not allowed
            processed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """);
        log.Should().BeEquivalentTo(new { Instruction = 3, Place = new LineInfo(2, 2, 3), Words = "math between ctx pointer and register with unbounded min value is not allowed" });
        log.Log.Should().StartWith("; a.bt:1: begin {\n0: (bf) r6 = r1\n; a.bt:2: first();\n2: (79)").And.NotContain("; first();\n;");
    }

    [Test]
    public void States_of_registers_are_no_complaint_and_several_sentences_stay_together()
    {
        var log = Read("""
            0: R1=ctx(off=0,imm=0) R10=fp0
            ; begin { @ a.bt:1
            5: (bf) r0 = r9                       ; R0_w=scalar(id=1)
             R0=inv(id=0) R10=fp0
            6: R0=scalar() R10=fp0
            from 5 to 7: R0=0 R10=fp0
            last_idx 5 first_idx 0
            regs=1 stack=0 before 4: (bf) r1 = r2
            mark_precise: frame0: last_idx 5
            invalid access to map value, value_size=8 off=16 size=8
            R0 min value is outside of the allowed memory range
            verification time 21 usec
            stack depth 0
            processed 3 insns
            """);
        log.Words.Should().Be("invalid access to map value, value_size=8 off=16 size=8; R0 min value is outside of the allowed memory range");
        log.Place.Line.Should().Be(3);
    }

    [TestCase("unreachable insn 6", 3)]
    [TestCase("back-edge from insn 2 to 0", 2)]
    [TestCase("jump out of range from insn 5 to 55", 3)]
    public void A_complaint_before_any_instruction_names_one_itself(string words, int line)
    {
        var log = Read($"func#0 @0\n{words}\nprocessed 0 insns");
        log.Words.Should().Be(words);
        log.Place.Line.Should().Be(line);
    }

    [Test]
    public void A_log_that_says_nothing_points_at_the_probe() =>
        Read("").Should().BeEquivalentTo(new { Instruction = -1, Place = new LineInfo(0, 1, 1), Words = "" });

    [Test]
    public void The_refusal_shows_place_line_caret_and_hint()
    {
        var refusal = Read("5: (85) call bpf_ktime_get_boot_ns#125\nunknown func bpf_ktime_get_boot_ns#125\nprocessed 1 insns").Refusal(s_script, "kprobe:f", -22);
        refusal.Errno.Should().Be(22);
        refusal.Message.Should().Be("""
            a.bt:3:3: error: the kernel's verifier refuses this part of kprobe:f: unknown func bpf_ktime_get_boot_ns#125
            	second();
            	 ^
            hint: this kernel does not offer that function to probes of this kind: use another mechanism or a newer kernel; -v shows the verifier's log
            """.ReplaceLineEndings("\n"));
    }

    [Test]
    public void A_complaint_that_nothing_outside_explains_is_ours() =>
        Read("5: (bf) r0 = r9\nR9 !read_ok").Refusal(s_script, "begin", -13).Message.Should().Contain("mistake of the tracer");

    private static VerifierLog Read(string log) => VerifierLog.Read(log.ReplaceLineEndings("\n"), s_program, s_script);
}
