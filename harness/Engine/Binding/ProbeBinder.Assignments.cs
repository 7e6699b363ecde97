using Conformance.Engine.Builtins;
using Conformance.Engine.Builtins.Symbols;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

public sealed partial class ProbeBinder
{
    private BoundStatement? Assign(AssignmentStatement assignment)
    {
        switch (assignment.Target)
        {
            case MapExpression map:
                return AssignMap(assignment, map);
            case VariableExpression variable:
                return AssignVariable(assignment, variable);
            default:
                Report(assignment.Target.Span, "only variables and maps can be assigned");
                return null;
        }
    }

    private BoundStatement? Declare(DeclarationStatement declaration)
    {
        var (type, breadth) = (ScriptType.None, 0);
        if (declaration.Type is { } written)
        {
            if (TypeOf(written) is not { } named)
                return null;
            (type, breadth) = (TypeMerge.Widen(named), SizeOf(named));
        }
        var variable = Introduce(declaration.Variable, type);
        Broaden(variable, breadth);
        return new BoundDeclare(declaration.Span, variable);
    }

    private BoundStatement AssignVariable(AssignmentStatement assignment, VariableExpression name)
    {
        var known = assignment.Declares ? null : Find(name.Name);
        if (assignment.Operator is { } op)
        {
            if (known is null)
                return new BoundExpressionStatement(assignment.Span, Undefined(name));
            var sum = Binary(assignment.Span, op, Read(name.Span, known), Bind(assignment.Value));
            if (sum is not BoundNothing)
                Store(known, sum);
            return new BoundSetVariable(assignment.Span, known, sum, false);
        }
        var value = Storable(Bind(assignment.Value), name.Name);
        var breadth = value is BoundNothing ? 0 : Breadth(assignment.Value, value);
        if (assignment.Type is { } written && TypeOf(written) is { } type && value is not BoundNothing)
            (value, breadth) = (AsDeclared(value, type, name), SizeOf(type));
        if (known is null)
        {
            known = Introduce(name, value is BoundNothing ? ScriptType.Int64 : TypeMerge.Widen(value.Type));
            Broaden(known, breadth);
            return new BoundSetVariable(assignment.Span, known, value, true);
        }
        if (value is not BoundNothing)
            Store(known, value);
        Broaden(known, breadth);
        return new BoundSetVariable(assignment.Span, known, value, false);
    }

    private BoundExpression AsDeclared(BoundExpression value, ScriptType type, VariableExpression name)
    {
        if (value is BoundNothing)
            return value;
        if (type.IsInteger && value.Type.IsInteger)
            return Cast(value.Span, type, value);
        return TypeMerge.Of(TypeMerge.Widen(type), TypeMerge.Widen(value.Type)) is null ? Report(value.Span, $"{name.Name} is declared as {type}, but this is {value.Type}") : value;
    }

    /// <summary>A new variable of the innermost block.</summary>
    private Variable Introduce(VariableExpression name, ScriptType type)
    {
        if (_blocks[^1].ContainsKey(name.Name))
            Report(name.Span, $"{name.Name} is already declared in this block");
        var variable = new Variable(name.Name, Script.Variables.Begin(name.Span, name.Name, type), name.Span);
        _blocks[^1][name.Name] = variable;
        return variable;
    }

    private BoundVariable Read(TextSpan span, Variable variable)
    {
        variable.Observed = true;
        return new BoundVariable(span, variable);
    }

    /// <summary>Says that a variable also holds this; its type grows if it must.</summary>
    public void Store(Variable variable, BoundExpression value)
    {
        variable.Reassigned = true;
        if (TypeMerge.Of(variable.Type, TypeMerge.Widen(value.Type)) is not { } merged)
        {
            Report(value.Span, $"{variable.Name} is {Name(variable.Type)}, but this is {Name(value.Type)}", "use another variable");
            return;
        }
        if (merged == variable.Type)
            return;
        variable.Type = merged;
        Script.Variables.Grew(variable);
    }

    private BoundStatement AssignMap(AssignmentStatement assignment, MapExpression name)
    {
        if (assignment.Value is CallExpression call && FunctionTable.Find(call.Name) is { Aggregates: true } function)
        {
            var aggregated = Map(name);
            return new BoundExpressionStatement(assignment.Span, assignment.Operator is null
                ? function.Aggregate(this, call, aggregated)
                : Report(assignment.Span, $"{call.Name}() is stored with '='", $"write {name.Name} = {call.Name}()"));
        }
        var target = Map(name);
        if (assignment.Operator is BinaryOperator.Add or BinaryOperator.Subtract)
            return AddToMap(assignment.Span, target, Integer(assignment.Value, "what is added to a map"), assignment.Operator == BinaryOperator.Subtract);
        var symbol = KsymFunction.IsSymbol(target.Map.Value) && assignment.Value is NameExpression { Name: "func" } ? ProbeBuiltins.FunctionAsSymbol(this, assignment.Value.Span) : null;
        var value = Storable(symbol ?? Bind(assignment.Value), name.Name);
        var keys = new List<BoundStatement>();
        if (assignment.Operator is { } op)
        {
            if (target.Keys.Any(k => k.HasEffect))
                target = target with { Keys = [.. target.Keys.Select(k => Once(k, keys))] };
            value = Binary(assignment.Span, op, ReadMap(target), value);
        }
        if (value is not BoundNothing)
            Script.Maps.Store(target.Map, value.Type, value.Span, Script.Diagnostics);
        var set = new BoundSetMap(assignment.Span, target, value);
        return keys.Count == 0 ? set : new BoundBlock(assignment.Span, [.. keys, set]);
    }

    /// <summary>Keeps a value that is needed twice, and computes it once.</summary>
    private static BoundVariable Once(BoundExpression value, List<BoundStatement> before)
    {
        var kept = new Variable("", TypeMerge.Widen(value.Type), value.Span);
        before.Add(new BoundSetVariable(value.Span, kept, value, true));
        return new BoundVariable(value.Span, kept);
    }

    private BoundAddToMap AddToMap(TextSpan span, BoundMap target, BoundExpression value, bool subtracts)
    {
        Script.Maps.Store(target.Map, value.Type is { Size: 8, Signed: false } ? ScriptType.UInt64 : ScriptType.Int64, span, Script.Diagnostics);
        return new BoundAddToMap(span, target, value, subtracts);
    }

    /// <summary>A value that may be kept in a variable or map.</summary>
    private BoundExpression Storable(BoundExpression value, string where)
    {
        if (value is BoundNothing)
            return value;
        if (value.Type.Kind is TypeKind.None or TypeKind.Aggregation)
            return Report(value.Span, $"{where} cannot hold {Name(value.Type)}");
        if (value.Type.IsText && value is BoundText text && text.Bytes.Length >= Script.Options.MaxStringLength)
            return Report(value.Span, $"this text has {text.Bytes.Length} bytes, but at most {Script.Options.MaxStringLength - 1} are kept", "shorten it, or raise the longest string's length");
        return value;
    }
}
