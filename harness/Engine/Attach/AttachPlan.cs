using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>The order in which programs are attached.</summary>
internal static class AttachPlan
{
    /// <summary>
    /// Indices of all programs that have a hook, in attach order. Programs that share mechanism and hook (a joined program that had to be split) keep the places they
    /// have in the script; if the kernel runs that mechanism newest first, they fill those places from behind. So the order across hooks is
    /// the script's own, whatever the kernel does within one.
    /// </summary>
    /// <param name="targets">By program.</param>
    /// <param name="orderOf">Asked only for mechanisms with two or more programs on one hook.</param>
    public static IReadOnlyList<int> InScriptOrder(IReadOnlyList<ProbeTarget> targets, Func<Mechanism, RunOrder> orderOf)
    {
        var sequence = new List<int>(AsWritten(targets));
        foreach (var group in sequence.GroupBy(i => (targets[i].Mechanism, targets[i].Hook)).Where(g => g.Count() > 1).ToList())
        {
            if (orderOf(group.Key.Mechanism) == RunOrder.OldestFirst)
                continue;
            var members = group.ToList();
            var places = members.ConvertAll(sequence.IndexOf);
            for (var i = 0; i < places.Count; i++)
                sequence[places[i]] = members[^(i + 1)];
        }

        return sequence;
    }

    /// <summary>Indices of all programs that have a hook, as the script writes them.</summary>
    public static IReadOnlyList<int> AsWritten(IReadOnlyList<ProbeTarget> targets) =>
        [.. Enumerable.Range(0, targets.Count).Where(i => targets[i].Mechanism.HasHook)];

    /// <summary>Where several probes share one hook: how they were put together.</summary>
    /// <param name="programs">What was loaded.</param>
    public static IEnumerable<string> JoinNotes(IEnumerable<LoadedProgram> programs) =>
        from program in programs.Select(p => p.Program)
        where program.Target.Mechanism.HasHook
        group program.Probes.Count by (program.Target.Mechanism, program.Target.Hook) into hook
        let bodies = hook.Sum()
        where bodies > 1
        select $"{hook.Key.Mechanism}:{hook.Key.Hook}: {bodies} bodies joined into {(hook.Count() == 1 ? "one program" : $"{hook.Count()} programs, one was too large")}";
}
