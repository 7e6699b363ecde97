using Conformance.Engine;

namespace Conformance.Suites.Writing;

/// <summary>A script that a case runs.</summary>
/// <param name="Name">File name for messages.</param>
/// <param name="Text">Its text.</param>
public sealed record ScriptText(string Name, string Text)
{
    /// <summary>The order in which our engine must attach; <c>null</c>: whatever the run asks for.</summary>
    public AttachOrder? Order { get; init; }

    /// <summary>The same script, attached as written: shows the bare kernel.</summary>
    public ScriptText AttachedAsWritten() => this with { Order = AttachOrder.Written };
}
