namespace Conformance.Engine.Kernel;

/// <summary>What the compiler asks about the kernel it compiles for: functions and their types, from BTF. Implemented over /sys/kernel/btf/vmlinux, and by tests over recorded signatures.</summary>
public interface IKernelTypes
{
    /// <summary>The function's signature, or <c>null</c> if BTF does not know it (or the kernel has no BTF).</summary>
    KernelFunction? FindFunction(string name);

    /// <summary>Functions whose names match a glob of bpftrace's kind (<c>*</c> only), in the order of BTF.</summary>
    IEnumerable<string> FunctionsLike(string pattern);

    /// <summary>Why there are no types (no BTF in this kernel), or <c>null</c> if there are.</summary>
    string? MissingReason { get; }

    /// <summary>
    /// The type that C writes so: <c>struct file</c>, <c>union x</c>, <c>enum y</c>, or the name of a typedef, a structure, a union, an enum or an integer alone. <c>null</c> if there is none.
    /// </summary>
    KernelType? FindType(string spelling) => null;

    /// <summary>The value of an enum's constant, and the enum; <c>null</c> if no enum has that name in it.</summary>
    (KernelType Enum, long Value)? FindEnumerator(string name) => null;

    /// <summary>Whether programs may use BPF_ATOMIC with BPF_FETCH (since Linux 5.12), found out by experiment. Without it generated counters are exact per CPU only where nothing interrupts a program.</summary>
    bool HasAtomicFetch => false;

    /// <summary>What a tracepoint hands to raw programs: the parameters of its <c>btf_trace_NAME</c>, without the first, and that type's id; or <c>null</c>.</summary>
    KernelFunction? FindTracepoint(string name) => null;

    /// <summary>Names of the tracepoints that BTF describes and a glob fits.</summary>
    IEnumerable<string> TracepointsLike(string pattern) => [];

    /// <summary>Functions and types of a loaded module, or <c>null</c> if there are none.</summary>
    IKernelTypes? Module(string name) => null;

    /// <summary>Names of the loaded modules that have types.</summary>
    IEnumerable<string> ModuleNames => [];

    /// <summary>Whether programs may call this helper, found out by experiment.</summary>
    bool HasHelper(CodeGen.Helper helper) => true;

    /// <summary>Whether programs of such a probe may call one of the kernel's own functions, found out by experiment.</summary>
    bool AllowsKfunc(KernelFunction function, Probes.ProbeTarget target) => false;

    /// <summary>Most bytes of a map's key, found out by experiment: kernels before 5.13 take 512 (MAX_BPF_STACK).</summary>
    int MostKeyBytes => 1 << 16;

    /// <summary>How many values a per-CPU map holds for each key.</summary>
    int PossibleCpus => Environment.ProcessorCount;

    /// <summary>Where probes can go: symbols, tracepoints, programs.</summary>
    HookCatalog Hooks { get; }
}

/// <summary>A kernel function as BTF describes it. Its signature is read when somebody asks for it: most probes need no more than its id.</summary>
public sealed record KernelFunction
{
    private readonly Lazy<KernelSignature> _signature;

    /// <summary>A function whose signature is known.</summary>
    public KernelFunction(string name, int btfId, IReadOnlyList<KernelParameter> parameters, KernelType @return)
        : this(name, btfId, () => new(parameters, @return))
    {
    }

    /// <summary>A function whose signature is looked up when it is needed.</summary>
    public KernelFunction(string name, int btfId, Func<KernelSignature> signature)
    {
        Name = name;
        BtfId = btfId;
        _signature = new(signature);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Id of its BTF_KIND_FUNC in vmlinux BTF (a tracepoint's: of the typedef), what attach_btf_id wants.</summary>
    public int BtfId { get; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<KernelParameter> Parameters => _signature.Value.Parameters;

    /// <summary>What it returns.</summary>
    public KernelType Return => _signature.Value.Return;

    /// <summary>The module whose BTF has the id, or <c>null</c> for the kernel's own.</summary>
    public string? Module { get; init; }
}

/// <summary>What a function takes and gives.</summary>
public sealed record KernelSignature(IReadOnlyList<KernelParameter> Parameters, KernelType Return);

/// <summary>One parameter; <paramref name="Name"/> may be empty where BTF has none.</summary>
public sealed record KernelParameter(string Name, KernelType Type);
