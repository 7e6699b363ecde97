namespace Conformance.Engine.Output;

/// <summary>Turns what a session produces into text for a person or a program.</summary>
public interface IOutputRenderer
{
    /// <summary>The text, line ends included; empty if this renderer says nothing about it.</summary>
    string Render(SessionOutput output);

    /// <summary>Whether the text belongs to standard error, where there is one.</summary>
    bool IsForErrors(SessionOutput output) => false;
}
