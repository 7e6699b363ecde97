using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins.Tasks;

/// <summary>What is known about the machine: <c>cpu numaid ncpus jiffies rand</c>.</summary>
internal static class MachineBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("cpu", (_, span) => new BoundBuiltin(span, ScriptType.UInt32, (code, target) => HelperValue.Emit(code, Helper.GetProcessorId, target))),
        new("numaid", (_, span) => new BoundBuiltin(span, ScriptType.UInt32, (code, target) => HelperValue.Emit(code, Helper.GetNumaNodeId, target))),
        new("ncpus", (binder, span) => new BoundConstant(span, ScriptType.UInt64, binder.Script.Kernel.PossibleCpus)),
        new("jiffies", (_, span) => new BoundBuiltin(span, ScriptType.UInt64, (code, target) => HelperValue.Emit(code, Helper.Jiffies64, target))),
        new("rand", (_, span) => new BoundBuiltin(span, ScriptType.UInt32, (code, target) => HelperValue.Emit(code, Helper.GetPrandomU32, target))),
    ];
}
