using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>Functions of the script's own: their bodies stand where they are called. Inside a loop that the kernel runs, a return also ends the loops that the function began.</summary>
public sealed partial class ProgramGenerator
{
    /// <summary>What a callback leaves in the frame around it: the probe, or only the function that it is part of.</summary>
    private const int LeftProbe = 1;
    private const int LeftFunction = 2;

    /// <summary>The function whose body is being written; <see cref="Depth"/> is that of the callback it was called in.</summary>
    private OwnBody? _own;

    private sealed record OwnBody(Label End, int Depth);

    private void OwnCall(BoundOwnCall call, Action value)
    {
        var (registers, left, around) = (_registers.Mark(), _registersForVariables, _own);
        foreach (var statement in call.Before)
            Statement(statement);
        _own = new OwnBody(Code.NewLabel(), _depth);
        Block(call.Body);
        Code.Bind(_own.End);
        _own = around;
        value();
        _registers.Release(registers);
        _registersForVariables = left;
    }

    private void OwnReturn(BoundOwnReturn leaving)
    {
        if (leaving is { Result: { } result, Value: { } value })
            SetVariable(new BoundSetVariable(leaving.Span, result, value, false));
        LeaveOwn();
    }

    private void LeaveOwn()
    {
        if (_depth == _own!.Depth)
        {
            Code.Jump(_own.End);
            return;
        }
        Code.Store(_left, LeftFunction);
        LeaveCallback(1);
    }
}
