using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Times;

/// <summary>What has to do with time and needs no argument: <c>elapsed</c>.</summary>
internal static class TimeBuiltins
{
    public static Builtin[] All { get; } =
    [
        // A script is compiled for one session, so that the moment of compiling is its start.
        new("elapsed", (_, span) => new BoundBinary(span, ScriptType.UInt64, BinaryOperator.Subtract,
            new BoundBuiltin(span, ScriptType.UInt64, (generator, target) => HelperValue.Emit(generator, Helper.KtimeGetBootNs, target)),
            new BoundConstant(span, ScriptType.Int64, WallClock.SinceBoot()), true)),
    ];
}
