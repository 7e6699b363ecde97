namespace Conformance.Engine.Output;

/// <summary>Turns what a session produces into text for a person or a program.</summary>
public interface IOutputRenderer
{
    /// <summary>The text, line ends included; empty if this renderer says nothing about it.</summary>
    string Render(SessionOutput output);
}
