namespace Conformance.Engine.Output;

/// <summary>
/// What one output event asks the session to do: print text, print a map, clear it, run a command. Made by the function's own file when the script is compiled,
/// carried out in the order of the ring buffer.
/// </summary>
public interface IScriptAction
{
    /// <summary>Carries it out. Never throws on a short payload: it says so in the text instead.</summary>
    void Perform(ReadOnlySpan<byte> payload, IActionContext context);
}

/// <summary>What the session does for an action.</summary>
public interface IActionContext
{
    /// <summary>What is needed to turn bytes into text.</summary>
    RenderContext Rendering { get; }

    /// <summary>Hands something to whoever listens, tied to the firing that asked for it.</summary>
    void Emit(SessionOutput output);

    /// <summary>The map now, by its number among the script's own maps.</summary>
    PrintedMap Read(int map, MapView view);

    /// <summary>The value of one entry, by its key as the program laid it out.</summary>
    OutputValue Read(int map, byte[] key);

    /// <summary>Removes all entries.</summary>
    void Clear(int map);

    /// <summary>Sets all values to zero; the keys stay.</summary>
    void Zero(int map);
}
