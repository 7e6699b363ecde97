using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Kernel;

/// <summary>One thing the running kernel can or cannot do.</summary>
/// <param name="Evidence">How it was found out, in words.</param>
public sealed record KernelFeature(string Name, bool Available, string Evidence)
{
    /// <summary>Whether the trial ended for want of rights, descriptors or memory, so that it says nothing about the kernel.</summary>
    public bool IsUndecided { get; init; }
}

/// <summary>What the running kernel can do, found out by doing it once, never from a version number. Each answer is kept. Safe for several threads.</summary>
public sealed class KernelFeatures
{
    private const uint RawTracepoint = 17; // BPF_PROG_TYPE_RAW_TRACEPOINT, include/uapi/linux/bpf.h

    private readonly Func<KernelTypes> _types;
    private readonly AttachTools _tools;
    private readonly Dictionary<string, Lazy<KernelFeature>> _features;

    internal KernelFeatures(Func<KernelTypes> types, AttachTools tools)
    {
        _types = types;
        _tools = tools;
        _features = new(StringComparer.Ordinal)
        {
            ["btf"] = new(Btf),
            ["ringbuf"] = new(Ring),
            ["prog-test-run"] = new(TestRun),
        };
        foreach (var mechanism in Mechanisms.All.Where(m => m.HasHook))
            _features[mechanism.Name] = new(() => Attachable(mechanism));
    }

    /// <summary>All features, probed now if they were not before; attaching costs some tens of milliseconds under emulation.</summary>
    public IReadOnlyList<KernelFeature> All => [.. _features.Values.Select(f => f.Value)];

    /// <summary>The feature of that name, or <c>null</c> if there is no such feature.</summary>
    public KernelFeature? Find(string name) => _features.TryGetValue(name, out var feature) ? feature.Value : null;

    private KernelFeature Btf() => _types().MissingReason is { } reason
        ? new("btf", false, reason)
        : new("btf", true, $"{_types().TypeCount} types, {_types().FunctionCount} functions");

    private static KernelFeature Ring()
    {
        var answer = BpfCalls.CreateMap(new("probe", BpfMapType.RingBuffer, 0, 0, Environment.SystemPageSize));
        using var map = new Descriptor(answer);
        return Said("ringbuf", "bpf(MAP_CREATE) of a ring buffer", answer);
    }

    private static KernelFeature TestRun()
    {
        var answer = BpfCalls.LoadProgram("probe", new(RawTracepoint), TinyProgram.Nothing);
        using var program = new Descriptor(answer);
        if (answer < 0)
            return Said("prog-test-run", "bpf(PROG_LOAD) of a raw tracepoint program", answer);
        return Said("prog-test-run", "bpf(PROG_TEST_RUN) of a raw tracepoint program", BpfCalls.RunOnce(program));
    }

    private KernelFeature Attachable(Mechanism mechanism)
    {
        var (place, reason) = mechanism.Trial(_types());
        if (place is not { } target)
            return new(mechanism.Name, false, reason!);
        var answer = BpfCalls.LoadProgram("probe", ProgramKind.Of(target), TinyProgram.Nothing);
        using var program = new Descriptor(answer);
        if (answer < 0)
            return Said(mechanism.Name, $"bpf(PROG_LOAD) for {target.AttachPoint}", answer);
        try
        {
            mechanism.Attach(program, target, _tools).Dispose();
            return new(mechanism.Name, true, $"program loaded and attached to {target.AttachPoint}");
        }
        catch (Exception e) when (e is UnsupportedException or AttachException)
        {
            var errno = e is AttachException refused ? refused.Errno : ((UnsupportedException)e).Errno;
            return errno == 0 ? new(mechanism.Name, false, e.Message) : Said(mechanism.Name, $"attaching a program to {target.AttachPoint}", -errno);
        }
    }

    private static KernelFeature Said(string name, string call, int answer) =>
        new(name, answer >= 0, answer >= 0 ? $"{call}: succeeded" : $"{call}: {Errno.Name(-answer)}")
        {
            // EPERM is none of these: some kernels answer so to root when they will not have a kind of program at all.
            IsUndecided = -answer is Errno.EACCES or Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.EAGAIN,
        };
}
