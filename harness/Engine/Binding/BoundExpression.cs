using Conformance.Engine.CodeGen;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>An expression whose names and types are known.</summary>
/// <param name="Calls">Whether computing it calls a kernel helper, which destroys r0 to r5.</param>
/// <param name="HasEffect">Whether computing it changes something, so that its place in the order matters.</param>
public abstract record BoundExpression(TextSpan Span, ScriptType Type, bool Calls = false, bool HasEffect = false);

/// <summary>An integer known at compile time.</summary>
public sealed record BoundConstant(TextSpan Span, ScriptType Type, long Value) : BoundExpression(Span, Type);

/// <summary>A text known at compile time.</summary>
public sealed record BoundText(TextSpan Span, string Text, byte[] Bytes) : BoundExpression(Span, ScriptType.Text(Bytes.Length + 1))
{
    public BoundText(TextSpan span, string text) : this(span, text, System.Text.Encoding.UTF8.GetBytes(text))
    {
    }
}

/// <summary>A builtin or function whose value is a number; the code computes it into a register.</summary>
public sealed record BoundBuiltin(TextSpan Span, ScriptType Type, Action<ProgramGenerator, Register> Emit, bool HasEffect = false) : BoundExpression(Span, Type, Calls: true, HasEffect)
{
    /// <summary>Expressions it evaluates, for register demand.</summary>
    public IReadOnlyList<BoundExpression> Operands { get; init; } = [];
}

/// <summary>A builtin or function whose value lies in memory; the code writes it, padded with zeros to its type's room, to a place.</summary>
public sealed record BoundTextBuiltin(TextSpan Span, ScriptType Type, Action<ProgramGenerator, Place> Emit, bool HasEffect = false) : BoundExpression(Span, Type, Calls: true, HasEffect)
{
    /// <summary>Expressions it evaluates, for register demand.</summary>
    public IReadOnlyList<BoundExpression> Operands { get; init; } = [];
}

/// <summary>A value out of the context.</summary>
public sealed record BoundContext(TextSpan Span, ScriptType Type, ContextField Field) : BoundExpression(Span, Type, Calls: Field.Calls);

/// <summary>Where in the context a value lies that is no number.</summary>
public sealed record BoundContextAddress(TextSpan Span, ContextField Field) : BoundExpression(Span, ScriptType.UInt64);

/// <summary>A variable's value.</summary>
public sealed record BoundVariable(TextSpan Span, Variable Variable) : BoundExpression(Span, Variable.Type);

/// <summary>Where a variable lies while its probe runs.</summary>
public sealed record BoundVariableAddress(TextSpan Span, ScriptType Type, Variable Variable) : BoundExpression(Span, Type, Calls: true);

/// <summary>Where the kernel keeps what it knows of a map.</summary>
public sealed record BoundMapAddress(TextSpan Span, ScriptType Type, MapSymbol Map) : BoundExpression(Span, Type, Calls: true);

/// <summary>Whether a map has an entry; if so the variable becomes its value.</summary>
public sealed record BoundFind(TextSpan Span, BoundMap Entry, Variable Variable) : BoundExpression(Span, ScriptType.Boolean, Calls: true, HasEffect: true);

/// <summary>One entry of a map, or a scalar map's value; zero or the empty text if there is none.</summary>
public sealed record BoundMap(TextSpan Span, MapSymbol Map, IReadOnlyList<BoundExpression> Keys, ScriptType Type) : BoundExpression(Span, Type, Calls: true);

/// <summary>
/// A value in the memory of the kernel or of a process, at an address and an offset. Numbers are read when they are computed, everything else when it is stored; members and
/// elements of it are the same with another offset, so that a chain reads only what it ends in.
/// </summary>
public sealed record BoundMemory(TextSpan Span, ScriptType Type, BoundExpression Address, int Offset, bool User) : BoundExpression(Span, Type, Calls: true, Address.HasEffect);

/// <summary>A part, at a place known at compile time, of a value that the program itself holds: a variable, a map's entry, a tuple.</summary>
public sealed record BoundPart(TextSpan Span, ScriptType Type, BoundExpression Whole, int Offset) : BoundExpression(Span, Type, true, Whole.HasEffect);

/// <summary>An element of an array that the program itself holds; an index beyond its end gives zero.</summary>
public sealed record BoundElement(TextSpan Span, ScriptType Type, BoundExpression Whole, BoundExpression Index, int Stride, int Count)
    : BoundExpression(Span, Type, true, Whole.HasEffect || Index.HasEffect);

/// <summary>Bits of a number: a bit field.</summary>
/// <param name="Storage">The whole number that holds them, without sign.</param>
public sealed record BoundBits(TextSpan Span, ScriptType Type, BoundExpression Storage, int Shift, int Width) : BoundExpression(Span, Type, Storage.Calls, Storage.HasEffect);

/// <summary>Several values beside each other.</summary>
public sealed record BoundTuple(TextSpan Span, ScriptType Type, IReadOnlyList<BoundExpression> Items) : BoundExpression(Span, Type, true, Items.Any(i => i.HasEffect));

/// <summary>An operator before its operand; <see cref="UnaryOperator.Plus"/> does not reach here.</summary>
public sealed record BoundUnary(TextSpan Span, ScriptType Type, UnaryOperator Operator, BoundExpression Operand) : BoundExpression(Span, Type, Operand.Calls, Operand.HasEffect);

/// <summary>An operator between operands.</summary>
/// <param name="Unsigned">Whether it compares, divides or shifts without sign.</param>
public sealed record BoundBinary(TextSpan Span, ScriptType Type, BinaryOperator Operator, BoundExpression Left, BoundExpression Right, bool Unsigned)
    : BoundExpression(Span, Type, Left.Calls || Right.Calls, Left.HasEffect || Right.HasEffect);

/// <summary><c>condition ? then : otherwise</c>.</summary>
public sealed record BoundConditional(TextSpan Span, ScriptType Type, BoundExpression Condition, BoundExpression Then, BoundExpression Otherwise)
    : BoundExpression(Span, Type, Type.IsAggregate || Condition.Calls || Then.Calls || Otherwise.Calls, Condition.HasEffect || Then.HasEffect || Otherwise.HasEffect);

/// <summary>The same number under another type: no instruction.</summary>
public sealed record BoundRetyped(TextSpan Span, ScriptType Type, BoundExpression Operand) : BoundExpression(Span, Type, Operand.Calls, Operand.HasEffect);

/// <summary>A number's bytes as an array.</summary>
public sealed record BoundNumberBytes(TextSpan Span, ScriptType Type, BoundExpression Operand) : BoundExpression(Span, Type, true, Operand.HasEffect);

/// <summary>Statements, then a value; the statements' variables live until it is computed.</summary>
public sealed record BoundBlockExpression(TextSpan Span, ScriptType Type, IReadOnlyList<BoundStatement> Statements, BoundExpression Value)
    : BoundExpression(Span, Type, Calls: true, HasEffect: true);

/// <summary>A function of the script's own, put where it is called: its parameters and its result are variables, and <c>return</c> goes behind its body.</summary>
/// <param name="Before">Sets the parameters; the result begins as zero.</param>
/// <param name="Result">What it returns, or <c>null</c>.</param>
public sealed record BoundOwnCall(TextSpan Span, ScriptType Type, IReadOnlyList<BoundStatement> Before, BoundBlock Body, Variable? Result)
    : BoundExpression(Span, Type, Calls: true, HasEffect: true);

/// <summary>An integer cut to fewer bits and extended again.</summary>
public sealed record BoundCast(TextSpan Span, ScriptType Type, BoundExpression Operand) : BoundExpression(Span, Type, Operand.Calls, Operand.HasEffect);

/// <summary><c>++</c> or <c>--</c> on a variable or a map.</summary>
public sealed record BoundIncrement(TextSpan Span, ScriptType Type, BoundExpression Target, int Delta, bool Prefix) : BoundExpression(Span, Type, Target.Calls, HasEffect: true);

/// <summary>Stands for what could not be bound; never reaches code generation.</summary>
public sealed record BoundNothing(TextSpan Span) : BoundExpression(Span, ScriptType.Int64);

/// <summary>A function call for its effect. A function's own file derives from it and emits its code.</summary>
public abstract record BoundCall(TextSpan Span) : BoundExpression(Span, ScriptType.None, Calls: true, HasEffect: true)
{
    /// <summary>Expressions it evaluates, for register demand.</summary>
    public abstract IReadOnlyList<BoundExpression> Operands { get; }

    /// <summary>Whether it sends events.</summary>
    public virtual bool SendsEvents => false;

    /// <summary>Whether it skips the rest of the probe.</summary>
    public virtual bool Leaves => false;

    /// <summary>Emits its code.</summary>
    public abstract void Emit(ProgramGenerator generator);
}
