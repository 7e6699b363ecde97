using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Tests.Attach;

public sealed class AttachPlanTests
{
    private static ProbeTarget At(Mechanism mechanism, string hook = "f") => new(mechanism, hook, $"{mechanism.Name}:{hook}", null);

    private static readonly Fexit Fexit = new();
    private static readonly Kretprobe Kretprobe = new();

    [Test]
    public void Written_order_is_the_script_without_what_has_no_hook()
    {
        AttachPlan.AsWritten([At(new Begin(), ""), At(Fexit), At(Kretprobe), At(new End(), "")]).Should().Equal(1, 2);
    }

    [Test]
    public void A_mechanism_that_runs_newest_first_is_attached_from_behind()
    {
        AttachPlan.InScriptOrder([At(Fexit), At(Fexit), At(Fexit)], _ => RunOrder.NewestFirst).Should().Equal(2, 1, 0);
    }

    [Test]
    public void A_mechanism_that_runs_oldest_first_is_attached_as_written()
    {
        AttachPlan.InScriptOrder([At(Kretprobe), At(Kretprobe)], _ => RunOrder.OldestFirst).Should().Equal(0, 1);
    }

    [Test]
    public void Only_the_places_of_one_hook_and_mechanism_are_turned_round()
    {
        var targets = new[] { At(Fexit), At(Kretprobe), At(Fexit, "g"), At(Fexit), At(Kretprobe) };
        AttachPlan.InScriptOrder(targets, m => m == Fexit ? RunOrder.NewestFirst : RunOrder.OldestFirst).Should().Equal(3, 1, 2, 0, 4);
    }

    [Test]
    public void Nothing_is_measured_for_a_mechanism_with_one_probe_a_hook()
    {
        AttachPlan.InScriptOrder([At(Fexit), At(Fexit, "g"), At(Kretprobe)], _ => throw new InvalidOperationException("measured")).Should().Equal(0, 1, 2);
    }

    [Test]
    public void Notes_say_which_probes_were_joined_and_which_had_to_be_split()
    {
        LoadedProgram Program(ProbeTarget target, params int[] probes) => new(new BpfProgram(probes, "p", target, [], []), new Descriptor(-1));
        AttachPlan.JoinNotes([Program(At(Fexit), 0, 2), Program(At(Kretprobe), 1), Program(At(Fexit, "g"), 3, 4), Program(At(Fexit, "g"), 5), Program(At(new Begin(), ""), 6, 7)])
            .Should().Equal("fexit:f: 2 bodies joined into one program", "fexit:g: 3 bodies joined into 2 programs, one was too large");
    }
}
