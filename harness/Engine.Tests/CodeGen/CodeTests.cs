using Conformance.Engine.CodeGen;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Tests.CodeGen;

/// <summary>Shape of generated code, where its effect alone would not show a mistake.</summary>
public sealed class CodeTests
{
    // Loads of eight bytes from r6 (context): BPF_LDX | BPF_MEM | BPF_DW.
    private const byte LoadDoubleWord = 0x79;
    private const int Context = 6;

    // The register in which the context comes; the code reads it there until something else needs the register.
    private const int ContextAtStart = 1;

    [TestCase("fentry:vfs_read { @ = args.count }", new[] { 16 })]
    [TestCase("fexit:vfs_read { @ = retval }", new[] { 32 })]
    [TestCase("fexit:hrtimer_nanosleep { @ = retval; @m = args.mode }", new[] { 24, 8 })]
    [TestCase("kprobe:vfs_read { @[arg0, arg1, arg2, arg3, arg4, arg5] = args.pos }", new[] { 88, 112, 104, 96, 88, 72, 64 })]
    [TestCase("kretprobe:vfs_read { @ = retval }", new[] { 80 })]
    public void Values_are_loaded_from_their_place_in_the_context(string script, int[] offsets) =>
        Code(script).Where(i => i.Opcode == LoadDoubleWord && i.Registers >> 4 is Context or ContextAtStart).Select(i => (int)i.Offset).Should().Equal(offsets);

    [Test]
    public void A_typed_pointer_is_never_loaded_directly()
    {
        var code = Code("fentry:vfs_read { @ = args.file; @b = args.pos }");
        code.Should().NotContain(i => i.Opcode == LoadDoubleWord && i.Registers >> 4 == Context);
        code.Count(i => i is { Opcode: 0x85, Immediate: (int)Helper.ProbeReadKernel }).Should().Be(2);
    }

    // BPF_CALL with BPF_PSEUDO_KFUNC_CALL as its source: the number is the function's in BTF.
    [TestCase("kprobe.session:vfs_read { @ = session_is_return }")]
    [TestCase("fsession:vfs_read { @ = session_is_return }")]
    public void A_session_asks_the_kernel_whether_it_is_at_the_return(string script) =>
        Code(script).Should().ContainSingle(i => i.Opcode == 0x85 && i.Registers >> 4 == 2).Which.Immediate.Should().Be(RecordedKernel.WithTypes.FindFunction("bpf_session_is_return")!.BtfId);

    [Test]
    public void A_program_of_many_trampolines_asks_the_kernel_for_arguments_by_number()
    {
        var code = Code("fexit.multi:vfs_read { @ = args.count; @r = retval }");
        code.Should().NotContain(i => i.Opcode == LoadDoubleWord && i.Registers >> 4 == Context);
        code.Count(i => i is { Opcode: 0x85, Immediate: (int)Helper.GetFunctionArgument or (int)Helper.GetFunctionReturn }).Should().Be(2);
    }

    [Test]
    public void A_constant_condition_leaves_no_code_of_the_other_side() =>
        Code("begin { if (1 == 2) { printf(\"never %d\", pid) } }").Should().HaveSameCount(Code("begin { if (1 == 2) { printf(\"x\") } }"));

    // A store through r0, which the lookup returned: BPF_STX | BPF_MEM | BPF_DW.
    [TestCase("begin { @x[1] *= 3 }", true)]
    [TestCase("begin { @x[pid] |= nsecs }", true)]
    [TestCase("begin { $i = nsecs; @x[$i++] *= 3 }", true)]
    public void A_compound_assignment_writes_where_the_entry_lies(string script, bool inPlace) =>
        Code(script).Any(i => i.Opcode == 0x7b && (i.Registers & 15) == 0).Should().Be(inPlace);

    [Test]
    public void What_follows_a_return_is_not_generated() => Code("begin { return; @x = 1 }").Should().HaveCount(Code("begin { }").Count);

    [TestCase("begin { $a = nsecs; $b = nsecs; $c = nsecs; if ($a < $b && $b < $c) { exit() } }", 0)]
    [TestCase("begin { $a = nsecs; $b = nsecs; $c = nsecs; $d = nsecs; if ($a < $b && $b < $c && $c < $d) { exit() } }", 1)]
    public void Three_integers_live_in_registers_and_the_fourth_in_the_frame(string script, int stores) =>
        Code(script).Count(i => i.Opcode == 0x7b && (i.Registers & 15) == 10).Should().Be(stores);

    /// <summary>The yardstick is what LLVM makes of the same script; a change that adds an instruction here must say why. Four or five of a keyed map's count keys that found no room; LLVM's code tells of them, too.</summary>
    [TestCase("begin { @[pid] = count(); }", 33)]
    [TestCase("begin { @[comm, tid]++; }", 39)]
    [TestCase("begin / pid == 5 / { exit() }", 18)]
    [TestCase("fexit:vfs_read / retval > 0 / { @ = retval }", 25)]
    [TestCase("begin { $x = pid; $y = $x + 1; }", 3)]
    [TestCase("begin { if (1 == 2) { printf(\"never\") } }", 2)]
    [TestCase("kprobe:f { @[arg0 & 0xff, arg1] = 1 }", 22)]
    public void Code_is_no_longer_than_it_was(string script, int most) => Code(script).Count.Should().BeLessThanOrEqualTo(most);

    [Test]
    public void Every_jump_lands_inside_its_program_and_goes_forward()
    {
        var code = Code("fexit:vfs_read / comm == \"abc\" || retval > 5 && !(args.count & 1) / { if (retval) { @x[comm]++ } else { printf(\"%d\", retval / args.count) } exit() }", true);
        for (var i = 0; i < code.Count; i++)
            if ((code[i].Opcode & 7) == 5 && code[i].Opcode is not (0x85 or 0x95))
                code[i].Offset.Should().BePositive().And.BeLessThan((short)(code.Count - i - 1));
    }

    [Test]
    public void Atomic_adds_fetch_only_where_the_kernel_can()
    {
        Fetches(RecordedKernel.WithTypes).Should().BeFalse();
        Fetches(RecordedKernel.WithAtomicFetch).Should().BeTrue();
    }

    [Test]
    public void Maps_are_there_as_needed_and_named()
    {
        var quiet = ScriptCompiler.Compile("t", "kprobe:f { @a[1] = 1 }", RecordedKernel.Without, new EngineOptions { MaxMapKeys = 7 }).Object;
        quiet.Maps.Should().Equal(new BpfMap("lost", BpfMapType.Array, 4, 16, 1) { ByAddress = true }, new BpfMap("AT_a", BpfMapType.Hash, 8, 8, 7));
        (quiet.EventsMap, quiet.LostMap).Should().Be((-1, 0));
        var scalar = ScriptCompiler.Compile("t", "kprobe:f { @a = 1 }", RecordedKernel.Without, new EngineOptions()).Object;
        scalar.Maps.Should().Equal(new BpfMap("AT_a", BpfMapType.Hash, 8, 8, 1));
        (scalar.EventsMap, scalar.LostMap).Should().Be((-1, -1));
        var recorded = ScriptCompiler.Compile("t", "kprobe:f { }", RecordedKernel.Without, new EngineOptions { RecordFirings = true, RingBufferBytes = 8192 }).Object;
        recorded.Maps.Select(m => m.Name).Should().Equal("events", "lost", "sequence", "invocations");
        recorded.Maps[recorded.EventsMap].Should().Be(new BpfMap("events", BpfMapType.RingBuffer, 0, 0, 8192));
        recorded.Maps[recorded.LostMap].Should().Be(new BpfMap("lost", BpfMapType.Array, 4, 8, 1) { ByAddress = true });
    }

    private static bool Fetches(RecordedKernel kernel) =>
        ScriptCompiler.Compile("t", "begin { @x = ++@n }", kernel, new EngineOptions()).Object.Programs[0].Instructions.Any(i => i is { Opcode: 0xdb, Immediate: 1 });

    private static IReadOnlyList<BpfInstruction> Code(string script, bool record = false) =>
        ScriptCompiler.Compile("test.bt", script, RecordedKernel.WithTypes, new EngineOptions { RecordFirings = record }).Object.Programs[0].Instructions;
}
