using Conformance.Engine.Attach;
using Conformance.Engine.Probes;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 13: fentry, fmod_ret and fexit on a security hook, with fmod_ret programs that return zero and that do not.</summary>
internal sealed class FmodReturn : Experiment
{
    private const int Entry = 0, First = 1, Second = 2, Exit = 3;

    // Asked by getpgid(2) of a process by its number (kernel/sys.c).
    private const string Hook = "security_task_getpgid";

    // Minus EPERM: what a security hook returns to refuse.
    private const int Refusal = -1;

    public override string Name => "fmod-ret";

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        var (ran, answer) = Order(bench, 0);
        bench.Observe("order", string.Join(", ", ran.Select(Word)));
        var (skipping, refused) = Order(bench, Refusal);
        var skipsLater = skipping.Count(number => number is First or Second) == 1;
        var skipsFunction = refused == Refusal && answer >= 0;
        bench.Observe("non-zero-skips", (skipsLater, skipsFunction) switch
        {
            (true, true) => "later fmod_ret and the function",
            (true, false) => "later fmod_ret",
            (false, true) => "the function",
            _ => "nothing",
        });
        bench.Step($"ran with refusal: {string.Join(", ", skipping.Select(Word))}");
        bench.Observe("fexit-after-skip", skipping.Contains(Exit) ? "runs" : "does not run");
    }

    private static (IReadOnlyList<int> Ran, long Answer) Order(Bench bench, int returns)
    {
        using var notes = new NotingProbes(bench.Context);
        NotingProbe Load(string mechanism, int number, int value = 0) =>
            notes.Load(NotingProbes.Function(Engine.Probes.Mechanisms.All.Single(m => m.Name == mechanism), Hook, bench.Context), number, value);

        // The one that refuses is the one that runs first, whichever that is on this kernel: both refuse.
        var probes = new[] { Load("fexit", Exit), Load(bench.Mechanism.Name, First, returns), Load(bench.Mechanism.Name, Second, returns), Load("fentry", Entry) };
        var attached = new List<IDisposable>();
        try
        {
            foreach (var probe in probes)
                attached.Add(probe.Attach());
            var answer = 0L;
            var ran = notes.Notes(() => answer = SystemCall.Make(SystemCall.GetProcessGroup, Environment.ProcessId));
            bench.Step($"attached fexit, two fmod_ret that return {returns}, fentry to {Hook}; getpgid(2) returned {answer}; ran: {string.Join(", ", ran.Select(Word))}");
            return (ran, answer);
        }
        finally
        {
            attached.ForEach(attachment => attachment.Dispose());
        }
    }

    private static string Word(int number) => number switch { Entry => "fentry", Exit => "fexit", _ => "fmod_ret" };
}
