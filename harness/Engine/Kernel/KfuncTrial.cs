using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Kernel;

/// <summary>Whether programs of a probe may call one of the kernel's own functions: one that does is loaded, and the verifier's words are read.</summary>
internal static class KfuncTrial
{
    // A call whose source register says BPF_PSEUDO_KFUNC_CALL; include/uapi/linux/bpf.h.
    private const byte Call = 0x85;
    private const byte KernelFunction = 2;

    /// <summary>What check_kfunc_call (kernel/bpf/verifier.c) says first of a function that this kind of program may not call; whatever else is wrong with the call it says later.</summary>
    private const string Refusal = "is not allowed";

    /// <summary>The answer of this kernel.</summary>
    public static bool Allowed(KernelFunction function, ProbeTarget target)
    {
        BpfInstruction[] code = [new(Call, KernelFunction << 4, 0, function.BtfId), .. Attach.TinyProgram.Nothing];
        var answer = BpfCalls.LoadProgram("probe", ProgramKind.Of(target), code);
        using var program = new Descriptor(answer);
        if (answer >= 0)
            return true;
        var log = BpfCalls.ExplainLoad("probe", ProgramKind.Of(target), code, ProgramDebug.None);
        // Kernels before 5.13 know no such calls at all and do not say the function's name.
        return log.Contains(function.Name, StringComparison.Ordinal) && !log.Contains(Refusal, StringComparison.Ordinal);
    }
}
