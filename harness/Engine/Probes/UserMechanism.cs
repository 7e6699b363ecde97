using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>What probes on functions of processes share: a kprobe program whose context is the process's registers.</summary>
public abstract class UserMechanism : Mechanism
{
    /// <summary>BPF_PROG_TYPE_KPROBE.</summary>
    public override uint ProgramType => 2;

    /// <summary>Whether it runs when the function returns.</summary>
    internal abstract bool AtReturn { get; }

    public override bool ObservesUserCode => true;

    public override bool HasRegisterArguments => !AtReturn;

    public override bool HasReturnValue => AtReturn;

    internal override void Resolve(PlaceRequest request) => UserFunctionPlaces.Resolve(request, offsets: !AtReturn);

    public override ContextField Argument(ProbeTarget target, int index) => RegisterContext.Argument(index, user: true);

    public override ContextField ReturnValue(ProbeTarget target) => RegisterContext.UserReturnValue;

    internal override IEnumerable<ProbeTarget> List(PlaceRequest request, List<ProbeTarget> targets)
    {
        // All functions of a file; which files there are nobody can list.
        if (request.Parts.Count == 1 && request.Text != "*")
            request = request.With(request.Text + ":*");
        if (request.Text != "*")
            Resolve(request);
        return targets;
    }

    internal override bool TrialIsCalled => false;

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types)
    {
        // A function of this very program that runs at most once more: its own entry, which is over.
        try
        {
            var path = Environment.ProcessPath ?? "/proc/self/exe";
            var image = types.Hooks.Image(path);
            return image.OffsetOf(image.Entry) is { } offset
                ? (UserFunctionPlaces.Target(this, types.Hooks, new UserPlace(path, offset), $"{Name}:{path}:entry", null), null)
                : (null, $"{path} does not say where it begins");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, $"this program's own file cannot be read: {e.Message}");
        }
    }
}
