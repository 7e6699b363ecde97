using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Network;

/// <summary><c>socket_cookie(args.sk)</c>: the number that the kernel gives to a socket for as long as it lives. The kernel wants a pointer whose type it has followed from the context on.</summary>
public sealed class SocketCookieFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "socket_cookie";

    /// <inheritdoc/>
    public override string? Signature => "socket_cookie(args.sk)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var mechanism = binder.Target.Mechanism;
        if (mechanism.ProgramType != TypedPointer.TracingProgram)
            return binder.Report(call.Span, $"{mechanism.Name} probes cannot ask for a socket's cookie: the kernel knows the types of their pointers no more", "fentry and fexit can: fentry:tcp_rcv_established");
        var socket = binder.Bind(call.Arguments[0]);
        if (socket is BoundNothing)
            return socket;
        return socket.Type.Pointee?.Spelling is "struct sock" or "struct sock_common" && TypedPointer.IsFollowed(socket)
            ? new BoundBuiltin(call.Span, ScriptType.UInt64, (generator, target) => Emit(generator, socket, target))
            : binder.Report(call.Arguments[0].Span, "socket_cookie() takes a pointer to struct sock that is reached from an argument by its members alone", $"write {Signature}");
    }

    private static void Emit(ProgramGenerator generator, BoundExpression socket, Register target)
    {
        TypedPointer.Follow(generator.Code, socket);
        generator.Code.Call(Helper.GetSocketCookie);
        generator.Code.Move(target, Register.R0);
    }
}
