using System.Runtime.InteropServices;
using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Runs when the tracer itself gets a signal: <c>self:signal:SIGUSR1</c>. The engine catches the signal and runs the program (BPF_PROG_TEST_RUN).</summary>
public sealed class Self : Mechanism
{
    // Others end the tracer, or mean something to the runtime.
    private static readonly Dictionary<string, int> Signals = new(StringComparer.Ordinal) { ["SIGUSR1"] = 10, ["SIGUSR2"] = 12, ["SIGHUP"] = 1, ["SIGWINCH"] = 28 };

    public override string Name => "self";

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT.</summary>
    public override uint ProgramType => 17;

    public override bool FiltersByProcess => false;

    public override string ObjectSection(ProbeTarget target) => "raw_tracepoint";

    internal override bool TrialIsCalled => false;

    internal override void Resolve(PlaceRequest request)
    {
        if (request.Parts is not ["signal", var name])
            request.Wrong($"'{request.Text}' is nothing that happens to the tracer", "write self:signal:SIGUSR1");
        else if (Signals.ContainsKey(name))
            request.Add(Target(name));
        else
            request.Wrong($"the tracer does not listen to '{name}'", $"it listens to {string.Join(", ", Signals.Keys)}");
    }

    internal override IEnumerable<ProbeTarget> List(PlaceRequest request, List<ProbeTarget> targets) => Signals.Keys.Select(Target);

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => new()
    {
        Listener = PosixSignalRegistration.Create((PosixSignal)Signals[(string)target.Place!], context =>
        {
            context.Cancel = true;
            _ = BpfCalls.RunOnce(program);
        }),
    };

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) => (Target("SIGWINCH"), null);

    private ProbeTarget Target(string signal) => new(this, $"signal:{signal}", $"{Name}:signal:{signal}", null) { Place = signal };
}
