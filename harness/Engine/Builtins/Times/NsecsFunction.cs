using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Times;

/// <summary><c>nsecs</c>, <c>nsecs(boot|monotonic|tai|sw_tai)</c>: a clock's time in nanoseconds; boot, which counts while the machine sleeps, if nothing is said.</summary>
public sealed class NsecsFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "nsecs";

    /// <inheritdoc/>
    public override string? Signature => "nsecs or nsecs(boot|monotonic|tai|sw_tai)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override bool AllowsBareName => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(0, 1, binder, call))
            return new BoundNothing(call.Span);
        var clock = call.Arguments.Count == 0 ? "boot" : (call.Arguments[0] as NameExpression)?.Name;
        return clock switch
        {
            "boot" => Of(call.Span, Helper.KtimeGetBootNs),
            "monotonic" => Of(call.Span, Helper.KtimeGetNs),
            "tai" when !binder.Script.Kernel.HasHelper(Helper.KtimeGetTaiNs) =>
                binder.Report(call.Span, "this kernel lets no program read the TAI clock (helper bpf_ktime_get_tai_ns, found out by trying to load one)", "use nsecs(sw_tai), which adds the clocks' difference as it is now"),
            "tai" => Of(call.Span, Helper.KtimeGetTaiNs),
            // The difference of the clocks when the script is compiled; adjustments of the clock since then are not in it.
            "sw_tai" => new BoundBinary(call.Span, ScriptType.UInt64, BinaryOperator.Add, Of(call.Span, Helper.KtimeGetBootNs), new BoundConstant(call.Span, ScriptType.Int64, WallClock.TaiOffset()), true),
            _ => binder.Report(call.Arguments[0].Span, "this is no clock that nsecs() knows", $"write {Signature}"),
        };
    }

    private static BoundBuiltin Of(TextSpan span, Helper helper) => new(span, ScriptType.UInt64, (generator, target) => HelperValue.Emit(generator, helper, target));
}
