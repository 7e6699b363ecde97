using System.Net;
using System.Net.Sockets;
using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Network;

/// <summary><c>pton("address")</c>: the bytes of an IP address that is known when the script is compiled.</summary>
public sealed class PtonFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "pton";

    /// <inheritdoc/>
    public override string? Signature => "pton(\"127.0.0.1\") or pton(\"::1\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression { Text: var text })
            return binder.Report(call.Arguments[0].Span, "pton() takes an address that is known when the script is compiled", $"write {Signature}");
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') != 3)
            return binder.Report(call.Arguments[0].Span, $"'{text}' is no IP address", $"write {Signature}");
        var bytes = address.GetAddressBytes();
        var type = ScriptType.Of(new DefinedArray(BasicTypes.Find("uint8")!, bytes.Length));
        return new BoundTextBuiltin(call.Span, type, (generator, place) => generator.StoreWhole(new BoundText(call.Span, text, bytes), place, type.Room));
    }
}
