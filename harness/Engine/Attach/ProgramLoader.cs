using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>Creates the maps of an object and loads its programs.</summary>
internal sealed class ProgramLoader(Func<KernelTypes> types, KernelFeatures features)
{
    // LD_IMM64 with BPF_PSEUDO_MAP_FD or BPF_PSEUDO_MAP_VALUE as source register, include/uapi/linux/bpf.h.
    private const byte LoadImmediate64 = 0x18;
    private const byte PseudoMap = 1;
    private const byte PseudoMapValue = 2;

    /// <exception cref="AttachException">The kernel refused.</exception>
    /// <exception cref="UnsupportedException">This kernel has no ring buffers.</exception>
    public Descriptor CreateMap(BpfMap map)
    {
        var answer = BpfCalls.CreateMap(map);
        if (answer >= 0)
            return Filled(new Descriptor(answer), map);
        if (map.Type == BpfMapType.RingBuffer && answer != -Errno.EPERM)
            RequireFeature("ringbuf", $"create the ring buffer {map.Name}");
        throw AttachFailure.OfMap(map, answer);
    }

    private static Descriptor Filled(Descriptor descriptor, BpfMap map)
    {
        if (map.Contents is not { } contents)
            return descriptor;
        var answer = BpfCalls.Update(descriptor, stackalloc byte[4], contents);
        if (answer >= 0)
            return descriptor;
        descriptor.Dispose();
        throw AttachFailure.Of($"fill the map {map.Name}", answer);
    }

    /// <summary>Loads one program of a script; the bodies of one that is refused are loaded in two, and so on down to one body a program.</summary>
    /// <param name="owner">Gets each program as soon as the kernel has taken it.</param>
    /// <exception cref="AttachException">The kernel refused a program of one body; carries the verifier's log.</exception>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism, or has no types for the function.</exception>
    public IEnumerable<LoadedProgram> Load(CompiledScript script, BpfProgram program, IReadOnlyList<Descriptor> maps, DescriptorSet owner)
    {
        var parts = program.Probes.Count > 1 ? script.Halve : null;
        if (Load(script.Object, program, maps, mayFail: parts is not null) is { } loaded)
            return [new LoadedProgram(program, owner.Add(loaded))];
        return parts!(program).SelectMany(part => Load(script, part, maps, owner));
    }

    /// <summary>Loads one program, its map indices replaced by descriptors; <c>null</c> if that <paramref name="mayFail"/> and the verifier refuses it.</summary>
    private Descriptor? Load(BpfObject script, BpfProgram program, IReadOnlyList<Descriptor> maps, bool mayFail)
    {
        var target = program.Target;
        var what = $"load {target.AttachPoint}";
        if (target.Mechanism.NeedsBtfFunction && target.Function is null)
        {
            throw types().MissingReason is { } reason
                ? new UnsupportedException("btf", $"Cannot {what}: {reason}.")
                : new UnsupportedException($"function:{target.Hook}", $"Cannot {what}: this kernel's BTF has no function {target.Hook}.");
        }

        var code = WithDescriptors(program.Instructions, maps);
        using var module = !target.Mechanism.IsLoadedAgainstFunction || target.Function?.Module is not { } name ? null
            : target.Place is RunningFunction running ? new Descriptor(LibbpfNative.ProgramById(running.Program)) : ModuleTypes.Open(name);
        if (module is { IsInvalid: true } && target.Place is RunningFunction)
            throw new UnsupportedException($"function:{target.Hook}", $"Cannot {what}: that BPF program has gone just now.");
        if (module is { IsInvalid: true })
            throw new UnsupportedException($"function:{target.Hook}", $"Cannot {what}: the kernel does not give the types of module {target.Function!.Module}. It may have been unloaded just now, or was built without BTF.");
        var kind = ProgramKind.Of(target) with { AttachBtfObject = module?.Number ?? 0 };
        var answer = program.Functions.Count == 0
            ? BpfCalls.LoadProgram(program.Name, kind, code)
            : BpfCalls.LoadProgram(program.Name, kind, code, ProgramDebug.Of(script, program));
        if (answer >= 0)
            return new Descriptor(answer);
        RequireFeature(target.Mechanism.HasHook ? target.Mechanism.Name : "prog-test-run", what, target.Mechanism.Alternative);
        if (-answer is Errno.EPERM or Errno.EMFILE or Errno.ENFILE)
            throw AttachFailure.Of(what, answer); // None of these is about the program.
        if (mayFail)
            return null;
        var log = BpfCalls.ExplainLoad(program.Name, kind, code, ProgramDebug.Of(script, program));
        // Some kernels answer so where a loop has more branches than the verifier keeps in mind: then they say so in the log.
        if (answer == -Errno.ENOMEM && !log.Contains("too complex", StringComparison.Ordinal))
            throw AttachFailure.Of(what, answer);

        // A locked-down kernel hides the functions that read its memory (bpf_base_func_proto, kernel/bpf/helpers.c).
        if ((log.Contains("unknown func", StringComparison.Ordinal) || log.Contains("cannot use helper", StringComparison.Ordinal)) && Obstacles.Current() is { } obstacle)
            throw new AttachException($"Cannot {what}: {obstacle}", -answer, log);
        if (target.Mechanism.WhyRefused(target, log) is { } refusal)
            throw new UnsupportedException($"function:{target.FunctionName ?? target.Hook}", $"Cannot {what}: {refusal}.{(target.Mechanism.Alternative is { } alternative ? $" Use {alternative} instead." : "")}");
        throw log.Length > 0 ? VerifierLog.Read(log, program, script).Refusal(script, target.AttachPoint, answer) : AttachFailure.Of(what, answer);
    }

    /// <summary>A refusal may have its cause in the kernel, not in what was asked: then say which feature it lacks.</summary>
    /// <param name="alternative">What to use instead.</param>
    public void RequireFeature(string name, string what, string? alternative = null)
    {
        if (features.Find(name) is not { Available: false, IsUndecided: false } missing)
            return;
        // Two mechanisms may name each other.
        var tried = new HashSet<string>(StringComparer.Ordinal) { name };
        while (alternative is not null && features.Find(alternative) is not { Available: true })
            alternative = tried.Add(alternative) ? Mechanisms.Find(alternative)?.Alternative : null;

        // Where nothing is allowed, a refusal says nothing about the kernel.
        throw Obstacles.Current() is { } obstacle
            ? new AttachException($"Cannot {what}: {obstacle}", Errno.EPERM)
            : new UnsupportedException(name, $"Cannot {what}: this kernel does not offer {name} ({missing.Evidence}).{(alternative is not null ? $" Use {alternative} instead." : "")}");
    }

    private static BpfInstruction[] WithDescriptors(IReadOnlyList<BpfInstruction> instructions, IReadOnlyList<Descriptor> maps)
    {
        var code = instructions.ToArray();
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i].Opcode != LoadImmediate64)
                continue;
            if (code[i].Registers >> 4 is PseudoMap or PseudoMapValue)
                code[i] = code[i] with { Immediate = maps[code[i].Immediate].Number };
            i++;
        }

        return code;
    }
}
