using Conformance.Engine.Syntax;
using CsCheck;

namespace Conformance.Engine.Tests.Syntax;

/// <summary>Generates trees of every kind of node, as the parser could have made them.</summary>
internal static class Trees
{
    private const int Deepest = 4;

    private static readonly Gen<string> Text = Gen.String[Gen.OneOf(Gen.Char['\u0001', '\u007f'], Gen.Const('"'), Gen.Const('\\'), Gen.Const('é')), 0, 6];

    private static readonly Gen<VariableExpression> Variable = Pick.One("$x", "$y_1").Select(n => new VariableExpression(default, n));

    private static readonly Gen<MapExpression> Scalar = Pick.One("@", "@m").Select(n => new MapExpression(default, n, []));

    private static readonly Gen<Expression> Leaf = Gen.OneOf<Expression>(
        Gen.ULong.Select(v => (Expression)new IntegerExpression(default, v)),
        Text.Select(t => (Expression)new TextExpression(default, t)),
        Pick.One("pid", "comm", "comptime", "struct_like").Select(n => (Expression)new NameExpression(default, n)),
        Gen.Int[1, 9].Select(n => (Expression)new ParameterExpression(default, n)),
        Gen.Const((Expression)new ParameterCountExpression(default)),
        Variable.Select(v => (Expression)v),
        Scalar.Select(m => (Expression)m));

    private static readonly Gen<TypeName> Plain = Gen.OneOf<TypeName>(
        Pick.One("uint8", "int64", "bool", "void", "string", "pid_t", "count_t").Select(n => (TypeName)new NamedType(default, n)),
        Gen.Enum<TypeTag>().Select(t => (TypeName)new TaggedType(default, t, "tag")));

    private static readonly Gen<ulong> Length = Gen.Int[0, int.MaxValue].Select(l => (ulong)l);

    /// <summary>Any expression.</summary>
    public static readonly Gen<Expression> Expression = Gen.Recursive<Expression>((depth, inner) => depth > Deepest ? Leaf : Gen.OneOf(Leaf, Operations(inner), Primaries(inner), Blocks(inner)));

    private static Gen<Expression> Operations(Gen<Expression> inner) => Gen.OneOf<Expression>(
        Gen.Select(Gen.Enum<BinaryOperator>(), inner, inner).Select(t => (Expression)new BinaryExpression(default, t.Item1, t.Item2, t.Item3)),
        Gen.Select(Gen.Enum<UnaryOperator>(), inner).Select(t => (Expression)new UnaryExpression(default, t.Item1, t.Item2)),
        Gen.Select(inner, inner, inner).Select(t => (Expression)new ConditionalExpression(default, t.Item1, t.Item2, t.Item3)),
        Gen.Select(inner, inner).Select(t => (Expression)new FallbackExpression(default, t.Item1, t.Item2)),
        Gen.Select(Type(inner), inner).Select(t => (Expression)new CastExpression(default, t.Item1, t.Item2)),
        inner.Select(e => (Expression)new CompileTimeExpression(default, e)),
        inner.Select(e => (Expression)new MemberExpression(default, e, "field", default)),
        Gen.Select(inner, Gen.Int[0, 9]).Select(t => (Expression)new TupleItemExpression(default, t.Item1, t.Item2, default)),
        Gen.Select(inner, inner).Select(t => (Expression)new IndexExpression(default, t.Item1, t.Item2)),
        Gen.Select(Gen.Bool, Pick.One(1, -1), Target(inner)).Select(t => (Expression)new IncrementExpression(default, t.Item3, t.Item2, t.Item1)));

    private static Gen<Expression> Primaries(Gen<Expression> inner) => Gen.OneOf<Expression>(
        Gen.Select(inner.List[1, 3], Pick.One("@k", "@")).Select(t => (Expression)new MapExpression(default, t.Item2, t.Item1)),
        Gen.Select(inner.List[0, 3], Pick.One("printf", "f")).Select(t => (Expression)new CallExpression(default, t.Item2, default, t.Item1)),
        inner.List[0, 3].Select(l => (Expression)new TupleExpression(default, l)),
        inner.List[1, 3].Select(l => (Expression)new RecordExpression(default, [.. l.Select((e, i) => new RecordField(default, $"f{i}", e))])),
        Measured(inner).Select(t => (Expression)new SizeOfExpression(default, t)),
        Measured(inner).Select(t => (Expression)new TypeInfoExpression(default, t)),
        Measured(inner).Select(t => (Expression)new OffsetOfExpression(default, t, ["a", "b"], default)));

    private static Gen<Expression> Blocks(Gen<Expression> inner) =>
        Gen.Select(Simple(inner).List[0, 2], inner).Select(t => (Expression)new BlockExpression(default, t.Item1, t.Item2));

    private static Gen<Expression> Target(Gen<Expression> inner) => Gen.OneOf<Expression>(
        Variable.Select(v => (Expression)v), Scalar.Select(m => (Expression)m), inner.List[1, 2].Select(l => (Expression)new MapExpression(default, "@t", l)));

    private static Gen<TypeName> Type(Gen<Expression> inner) => Gen.OneOf<TypeName>(
        Plain,
        Plain.Select(t => (TypeName)new PointerType(default, t)),
        Plain.Select(t => (TypeName)new PointerType(default, new PointerType(default, t))),
        Gen.Select(Plain, Length).Select(t => (TypeName)new ArrayType(default, t.Item1, t.Item2)),
        Gen.Select(Plain, Length).Select(t => (TypeName)new ArrayType(default, new ArrayType(default, new PointerType(default, t.Item1), t.Item2), 2)),
        Plain.Select(t => (TypeName)new ArrayType(default, t, null)),
        inner.Select(e => (TypeName)new TypeOf(default, e)));

    /// <summary>What sizeof takes: the name of a type that is not known everywhere would be read as an expression.</summary>
    private static Gen<TypeName> Measured(Gen<Expression> inner) =>
        Type(inner).Where(t => t is not NamedType { Name: "pid_t" } and not ArrayType { Element: NamedType { Name: "pid_t" } });

    private static Gen<Statement> Simple(Gen<Expression> inner) => Gen.OneOf<Statement>(
        inner.Select(e => (Statement)new ExpressionStatement(default, e)),
        inner.Select(e => (Statement)new DiscardStatement(default, e)),
        Gen.Select(Target(inner), Gen.Enum<BinaryOperator>().Where(op => !op.IsComparison() && !op.IsLogical()), inner)
            .Select(t => (Statement)new AssignmentStatement(default, t.Item1, t.Item2, t.Item3, false)),
        Gen.Select(Target(inner), inner).Select(t => (Statement)new AssignmentStatement(default, t.Item1, null, t.Item2, false)),
        Gen.Select(Variable, inner).Select(t => (Statement)new AssignmentStatement(default, t.Item1, null, t.Item2, true)),
        Gen.Select(Variable, Type(inner), inner).Select(t => (Statement)new AssignmentStatement(default, t.Item1, null, t.Item3, true) { Type = t.Item2 }),
        Gen.Select(Variable, Type(inner), Gen.Bool).Select(t => (Statement)new DeclarationStatement(default, t.Item1, t.Item3 ? t.Item2 : null)),
        Pick.One<Statement>(new BreakStatement(default), new ContinueStatement(default), new ReturnStatement(default)),
        inner.Select(e => (Statement)new ReturnStatement(default, e)));

    private static readonly Gen<Statement> Statement = Gen.Recursive<Statement>((depth, inner) => depth > 2 ? Simple(Expression) : Gen.OneOf(Simple(Expression), Compound(inner.List[0, 3].Select(l => new BlockStatement(default, l)))));

    private static Gen<Statement> Compound(Gen<BlockStatement> block) => Gen.OneOf<Statement>(
        block.Select(b => (Statement)b),
        Gen.Select(Expression, block).Select(t => (Statement)new IfStatement(default, t.Item1, t.Item2, null)),
        Gen.Select(Expression, block, block).Select(t => (Statement)new IfStatement(default, t.Item1, t.Item2, t.Item3)),
        Gen.Select(Expression, block, block).Select(t => (Statement)new IfStatement(default, t.Item1, t.Item2, new IfStatement(default, t.Item1, t.Item3, t.Item2))),
        Gen.Select(Expression, block).Select(t => (Statement)new WhileStatement(default, t.Item1, t.Item2)),
        Gen.Select(Expression, block).Select(t => (Statement)new UnrollStatement(default, t.Item1, t.Item2)),
        Gen.Select(Variable, Expression, block).Select(t => (Statement)new ForEachStatement(default, t.Item1, t.Item2, t.Item3)),
        Gen.Select(Variable, Expression, Expression, block).Select(t => (Statement)new ForRangeStatement(default, t.Item1, t.Item2, t.Item3, t.Item4)));

    private static readonly Gen<BlockStatement> Body = Statement.List[0, 4].Select(l => new BlockStatement(default, l));

    private static readonly Gen<AttachPoint> Point = Gen.OneOf(
        Pick.One(("kretfunc", "vfs_re*"), ("BEGIN", ""), ("uprobe", "/usr/lib/*/a-b.so.6:f+0x10"), ("interval", "1s"), ("iter", "task:/sys/fs/bpf/x"), ("kprobe.multi", "a?[bc]"))
            .Select(t => new AttachPoint(default, t.Item1, t.Item2)),
        Text.Where(t => t.Length > 0 && !t.Contains('\n')).Select(t => new AttachPoint(default, "usdt", $"bin:{t}:x") { Parts = ["bin", t, "x"], Label = "name" }));

    private static readonly Gen<ProbeTree> Probe =
        Gen.Select(Point.List[1, 3], Expression, Gen.Bool, Body).Select(t => new ProbeTree(default, t.Item1, t.Item3 ? t.Item2 : null, t.Item4));

    private static readonly Gen<MacroTree> Macro = Gen.Select(Body, Expression, Gen.Bool)
        .Select(t => new MacroTree(default, "twice", default, [new NameExpression(default, "a"), new VariableExpression(default, "$b"), new MapExpression(default, "@c", [])], t.Item1, t.Item3 ? t.Item2 : null));

    private static readonly Gen<FunctionTree> Function = Gen.Select(Type(Expression), Body)
        .Select(t => new FunctionTree(default, "own", default, [new ParameterTree(new VariableExpression(default, "$p"), t.Item1)], new NamedType(default, "void"), t.Item2));

    private static readonly Gen<TypeName> MemberType = Gen.Recursive<TypeName>((depth, inner) => depth > 2 ? Plain : Gen.OneOf<TypeName>(
        Plain,
        inner.Select(t => (TypeName)new PointerType(default, t)),
        Gen.Select(inner.Where(t => t is not ArrayType { Length: null }), Length).Select(t => (TypeName)new ArrayType(default, t.Item1, t.Item2)),
        Structure(inner).Select(d => (TypeName)new InlineType(default, d)),
        Enumeration.Select(d => (TypeName)new InlineType(default, d))));

    private static Gen<StructDefinition> Structure(Gen<TypeName> member) =>
        Gen.Select(Pick.One(TypeTag.Struct, TypeTag.Union), Pick.One("outer", ""), Member(member).List[0, 3], Gen.Bool).Select(t => new StructDefinition(default, t.Item1, t.Item2, default, t.Item3, t.Item4));

    private static Gen<MemberDefinition> Member(Gen<TypeName> type) => Gen.OneOf(
        type.Select(t => new MemberDefinition(default, t is InlineType ? "" : "m", t, null)),
        type.Select(t => new MemberDefinition(default, "named", t, null)),
        Gen.Select(Pick.One("field", ""), Gen.Int[0, 64]).Select(t => new MemberDefinition(default, t.Item1, new NamedType(default, "uint32"), t.Item2)));

    private static Gen<EnumDefinition> Enumeration =>
        Gen.Select(Pick.One("color", ""), Gen.Long.List[0, 3]).Select(t => new EnumDefinition(default, t.Item1, default, [.. t.Item2.Select((v, i) => new EnumConstant(default, $"C{i}", v))]));

    private static readonly Gen<Definition> Definition = Gen.OneOf<Definition>(
        Structure(MemberType).Select(d => (Definition)d),
        Enumeration.Select(d => (Definition)d),
        MemberType.Select(t => (Definition)new TypedefDefinition(default, "alias_t", default, t)));

    /// <summary>Any script.</summary>
    public static readonly Gen<ScriptTree> Script = Gen.Select(Probe.List[1, 3], Macro.List[0, 1], Function.List[0, 1], Expression, Text, Definition.List[0, 2]).Select(t => new ScriptTree(t.Item1)
    {
        Includes = ["<linux/x.h>"],
        Definitions = t.Item6,
        Macros = t.Item2,
        Functions = t.Item3,
        Config = [new ConfigSetting(default, "max_map_keys", t.Item4)],
        Imports = [new ImportTree(default, t.Item5)],
        Maps = [new MapDeclaration(default, "@declared", default, "lruhash", [t.Item4])],
    });
}
