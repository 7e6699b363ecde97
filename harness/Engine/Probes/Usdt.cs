using Conformance.Engine.Attach;
using Conformance.Engine.Kernel.Elf;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Static probes that a program's author left in it (systemtap's <c>DTRACE_PROBE</c>): a uprobe on a nop, arguments where the note says, a counter that switches costly ones on.</summary>
public sealed class Usdt : UserMechanism
{
    public override string Name => "usdt";

    public override IReadOnlyList<string> Aliases => ["U"];

    internal override bool AtReturn => false;

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => UprobeEvent.Open(program, target, tools, atReturn: false);

    public override ContextField Argument(ProbeTarget target, int index) => UsdtArguments.Field(target, index);

    internal override void Resolve(PlaceRequest request)
    {
        var parts = request.Parts;
        if (parts.Count is not (2 or 3) || parts[^1].Length == 0)
        {
            request.Wrong($"'{request.Text}' is no static probe", "write usdt:/path/to/program:provider:name");
            return;
        }

        var file = parts[0];
        if (file.Length == 0 || file == "*")
        {
            if (request.Options.ProcessId <= 0)
            {
                request.Wrong("usdt without a file needs a process", "name the program, or give -p PID");
                return;
            }

            file = $"/proc/{request.Options.ProcessId}/exe";
        }

        var (provider, name) = (parts.Count == 3 && parts[1].Length > 0 ? parts[1] : "*", parts[^1]);
        foreach (var (path, shown) in UserFunctionPlaces.Files(request, file))
        {
            if (UserFunctionPlaces.Image(request, path) is { } image)
                Add(request, image, shown, provider, name);
            if (request.Full)
                return;
        }
    }

    private void Add(PlaceRequest request, ElfImage image, string shown, string provider, string name)
    {
        IReadOnlyList<UsdtProbe> probes;
        try
        {
            probes = image.Usdt;
        }
        catch (InvalidDataException e)
        {
            request.Missing(e.Message);
            return;
        }

        var expanded = PlaceRequest.IsPattern(name) || PlaceRequest.IsPattern(provider);
        var found = false;
        foreach (var probe in probes.Where(p => Kernel.Glob.Matches(provider, p.Provider) && Kernel.Glob.Matches(name, p.Name)))
        {
            if (image.OffsetOf(probe.Address) is not { } offset)
                continue;
            // The counter's place in the file; zero-initialised data beyond the file's end cannot be one.
            var semaphore = probe.Semaphore == 0 ? 0 : image.OffsetOf(probe.Semaphore) ?? 0;
            var place = new UserPlace(image.Path, offset, semaphore) { Arguments = probe.Arguments };
            request.Add(UserFunctionPlaces.Target(this, request.Kernel.Hooks, place, $"{Name}:{shown}:{probe.Provider}:{probe.Name}", probe.Name) with { Expanded = expanded });
            found = true;
        }

        if (!found)
            request.Missing($"{shown} has no static probe {(provider == "*" ? "" : provider + ":")}{name}", probes.Count == 0
                ? "it has no static probes at all (no .note.stapsdt)"
                : $"it has {string.Join(", ", probes.Select(p => $"{p.Provider}:{p.Name}").Distinct().Take(8))}");
    }
}
