using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>What was found out about one mechanism.</summary>
/// <param name="Note">The finding and its evidence in words.</param>
internal sealed record MeasuredOrder(RunOrder Order, string Note);

/// <summary>
/// In which order this kernel runs the programs of one hook: measured, because it differs between mechanisms and changed between kernels. Three
/// programs that do nothing but note their number are attached to a harmless function that this thread then calls; two would not tell "newest
/// first" from "swapped". Each mechanism is measured once, when a script first needs to know. Safe for several threads.
/// </summary>
internal sealed class RunOrders(Func<KernelTypes> types, AttachTools tools)
{
    private const int Programs = 3;

    // A second call shows whether the order is the same each time.
    private const int Calls = 2;

    private readonly Dictionary<string, MeasuredOrder> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The order for one mechanism.</summary>
    /// <exception cref="AttachException">The measuring programs could not be loaded or attached.</exception>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism.</exception>
    public MeasuredOrder Of(Mechanism mechanism)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(mechanism.Name, out var order))
                _known[mechanism.Name] = order = Measure(mechanism);
            return order;
        }
    }

    private MeasuredOrder Measure(Mechanism mechanism)
    {
        var (place, reason) = mechanism.Trial(types());
        if (place is not { } target || !mechanism.TrialIsCalled)
            throw new UnsupportedException(reason is null ? "order" : "btf", $"Cannot measure the run order of {mechanism.Name}: {reason ?? "nothing that this process does passes through such a probe exactly once"}.");

        using var owned = new DescriptorSet();
        var map = owned.Add(Checked(BpfCalls.CreateMap(OrderProgram.Map), "create a map"));
        var claim = owned.Add(Checked(BpfCalls.LoadProgram("claim", new(OrderProgram.ClaimType), OrderProgram.Claim(map)), "load a program"));
        var programs = Enumerable.Range(0, Programs)
            .Select(i => owned.Add(Checked(BpfCalls.LoadProgram($"order{i}", ProgramKind.Of(target), OrderProgram.Note(map, i)), $"load a program for {target.AttachPoint}")))
            .ToList();

        Checked(BpfCalls.RunOnce(claim), "run a program (BPF_PROG_TEST_RUN)");
        using (var links = new LinkSet())
        {
            foreach (var program in programs)
                links.Add(target, mechanism.Attach(program, target, tools));
            for (var i = 0; i < Calls; i++)
                HarmlessHook.Call();
        }

        Span<byte> noted = stackalloc byte[OrderProgram.ValueSize];
        Checked(BpfCalls.Lookup(map, stackalloc byte[4], noted), "read a map");
        return Judge(mechanism.Name, target.Hook, OrderProgram.Read(noted));
    }

    /// <summary>What the noted numbers mean.</summary>
    internal static MeasuredOrder Judge(string mechanism, string hook, IReadOnlyList<int> noted)
    {
        int[] oldest = [0, 1, 2], newest = [2, 1, 0];
        var order = noted.SequenceEqual([.. oldest, .. oldest]) ? RunOrder.OldestFirst
            : noted.SequenceEqual([.. newest, .. newest]) ? RunOrder.NewestFirst
            : RunOrder.Other;
        var words = order switch
        {
            RunOrder.OldestFirst => "oldest-first",
            RunOrder.NewestFirst => "newest-first",
            _ => $"neither oldest-first nor newest-first ({string.Join(' ', noted)})",
        };
        return new(order, $"{mechanism}: {words}, measured on {hook} with {Programs} programs, {Calls} calls");
    }

    private static int Checked(int answer, string what) =>
        answer < 0 ? throw AttachFailure.Of($"{what} to measure the run order of probes", answer) : answer;
}
