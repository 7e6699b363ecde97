using Conformance.Engine.Output;

namespace Conformance.Engine.Sessions;

/// <summary>What a session does for the actions of its script.</summary>
internal sealed class ActionContext(ISessionSink sink, IOutputRenderer renderer, ScriptMaps maps) : IActionContext
{
    /// <summary>The firing whose event is carried out; <c>null</c> for what the session prints of its own.</summary>
    public Firing? Firing { get; set; }

    /// <inheritdoc/>
    public RenderContext Rendering => maps.Rendering;

    /// <inheritdoc/>
    public void Emit(SessionOutput output)
    {
        var text = renderer.Render(output);
        if (text.Length > 0 && renderer.IsForErrors(output))
            sink.OnComplaint(new OutputText(text, Firing));
        else if (text.Length > 0)
            sink.OnOutput(new OutputText(text, Firing));
    }

    /// <inheritdoc/>
    public PrintedMap Read(int map, MapView view) => maps.Read(map, view);

    /// <inheritdoc/>
    public OutputValue Read(int map, byte[] key) => maps.Read(map, key);

    /// <inheritdoc/>
    public void Clear(int map) => maps.Clear(map);

    /// <inheritdoc/>
    public void Zero(int map) => maps.Zero(map);

    /// <summary>The script has ended: prints the maps as they are now, if they shall be printed.</summary>
    public void End(bool printMaps)
    {
        Firing = null;
        Emit(new MapsFollow());
        foreach (var map in printMaps ? maps.All() : [])
            Emit(map);
    }
}
