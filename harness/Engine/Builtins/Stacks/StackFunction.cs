using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Stacks;

/// <summary><c>kstack([mode,] [depth])</c> and <c>ustack([mode,] [depth])</c>: the kernel keeps the frames in a stack map, the value is their number in it.</summary>
public abstract class StackFunction(bool user) : Function
{
    /// <summary>As many frames as bpftrace collects if nothing is said, and as the kernel does at most (PERF_MAX_STACK_DEPTH, include/uapi/linux/perf_event.h).</summary>
    private const int MostFrames = 127;

    // BPF_F_USER_STACK, include/uapi/linux/bpf.h.
    private const int UserStack = 1 << 8;

    /// <inheritdoc/>
    public override string? Signature => $"{Name}, {Name}(depth) or {Name}(perf, depth)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override bool AllowsBareName => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (Shape(binder, call) is not var (mode, depth))
            return new BoundNothing(call.Span);
        binder.Script.StackDepths.Add(depth);
        binder.Script.NamesProcesses |= user && mode != StackMode.Raw;
        var type = user ? ScriptType.Opaque(16, new UserStackRendering(mode, depth)) : ScriptType.Opaque(8, new KernelStackRendering(mode, depth));
        return new BoundTextBuiltin(call.Span, type, (generator, place) => Emit(generator, place, depth));
    }

    /// <summary>Whose stack it is, in the kernel's flag.</summary>
    internal int Flags => user ? UserStack : 0;

    /// <summary>How the stack is shown and how deep it goes; <c>null</c> if something was reported.</summary>
    internal (StackMode Mode, int Depth)? Shape(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(0, 2, binder, call))
            return null;
        var (mode, depth) = (Mode(binder.Script.Options.StackMode), MostFrames);
        foreach (var argument in call.Arguments)
        {
            if (argument is NameExpression { Name: "bpftrace" or "perf" or "raw" } name)
                mode = Mode(name.Name);
            else if (argument is NameExpression unknown)
                return Wrong(binder, argument, $"'{unknown.Name}' is no way to show a stack", "known are bpftrace, perf and raw");
            else if (binder.Bind(argument) is BoundConstant { Value: >= 1 and <= MostFrames } frames)
                depth = (int)frames.Value;
            else
                return Wrong(binder, argument, $"the depth must be a constant from 1 to {MostFrames}", $"write {Signature}");
        }
        return (mode, depth);
    }

    private static (StackMode, int)? Wrong(ProbeBinder binder, Expression argument, string message, string hint)
    {
        binder.Report(argument.Span, message, hint);
        return null;
    }

    private static StackMode Mode(string name) => name switch { "perf" => StackMode.Perf, "raw" => StackMode.Raw, _ => StackMode.Bpftrace };

    private void Emit(ProgramGenerator generator, Place place, int depth)
    {
        if (user)
        {
            generator.Code.Call(Helper.GetCurrentPidTgid);
            generator.Code.Arithmetic(Arithmetic.ShiftRight, Register.R0, 32);
            generator.Code.Store(place + 8, Register.R0);
        }
        generator.CollectStack(depth, Flags);
        generator.Code.Store(place, Register.R0);
    }
}
