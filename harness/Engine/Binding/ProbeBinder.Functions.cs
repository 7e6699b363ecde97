using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Functions of the script's own (<c>fn</c>). Each call is bound for itself, in the probe that makes it, so that types and values of the context are what they are there.</summary>
public sealed partial class ProbeBinder
{
    /// <summary>Most calls that one probe puts into its program: a function that calls another one twice doubles them.</summary>
    private const int MostOwnCalls = 1000;

    private readonly List<FunctionTree> _calling = [];
    private int _ownCalls;
    private (Variable? Result, ScriptType Type)? _returns;

    private BoundExpression CallOwn(CallExpression call, FunctionTree function, bool asStatement)
    {
        if (_calling.Contains(function))
            return Report(call.NameSpan, $"the function '{function.Name}' calls itself: {string.Join(" → ", _calling.SkipWhile(f => f != function).Append(function).Select(f => f.Name))}", "use a loop: the kernel runs only programs that end");
        if (call.Arguments.Count != function.Parameters.Count)
            return Report(call.Span, $"the function '{function.Name}' takes {function.Parameters.Count} {(function.Parameters.Count == 1 ? "argument" : "arguments")}, but here are {call.Arguments.Count}",
                $"it is written {function.Name}({string.Join(", ", function.Parameters.Select(p => $"{p.Variable.Name}: {Printer.Print(p.Type)}"))})");
        if (++_ownCalls > MostOwnCalls)
            return Report(call.Span, $"this probe calls functions of the script more than {MostOwnCalls} times, one within another", "call them in a loop");
        var isVoid = function.Result is NamedType { Name: "void" };
        if (isVoid && !asStatement)
            return Report(call.Span, $"the function '{function.Name}' returns nothing", "call it as a statement of its own");
        var type = ScriptType.None;
        if (!isVoid)
        {
            if (TypeOf(function.Result) is not { } written)
                return new BoundNothing(call.Span);
            type = written;
        }
        var arguments = call.Arguments.Select(Bind).ToList();
        return arguments.Exists(a => a is BoundNothing) ? new BoundNothing(call.Span) : Inside(function, () => Body(call, function, arguments, type));
    }

    /// <summary>What a function's body sees: neither the variables nor the loops of its caller.</summary>
    private BoundExpression Inside(FunctionTree function, Func<BoundExpression> bind)
    {
        var (blocks, loops, unrolled, returns) = (_blocks.ToList(), _loops, _unrolled, _returns);
        _blocks.Clear();
        (_loops, _unrolled) = (0, 1);
        _calling.Add(function);
        var bound = Scoped(bind);
        _calling.RemoveAt(_calling.Count - 1);
        _blocks.Clear();
        _blocks.AddRange(blocks);
        (_loops, _unrolled, _returns) = (loops, unrolled, returns);
        return bound;
    }

    private BoundExpression Body(CallExpression call, FunctionTree function, List<BoundExpression> arguments, ScriptType type)
    {
        var before = new List<BoundStatement>();
        var result = type.Kind == TypeKind.None ? null : new Variable("", TypeMerge.Widen(type), call.Span) { Reassigned = true };
        if (result is not null)
            before.Add(new BoundDeclare(call.Span, result));
        for (var i = 0; i < arguments.Count; i++)
        {
            var (variable, declared) = (function.Parameters[i].Variable, TypeOf(function.Parameters[i].Type));
            var value = declared is { } wanted ? AsDeclared(arguments[i], wanted, variable) : new BoundNothing(call.Span);
            if (value is BoundNothing)
                return value;
            before.Add(new BoundSetVariable(call.Span, Introduce(variable, TypeMerge.Widen(declared!.Value)), value, true));
        }
        _returns = (result, type);
        var body = Block(function.Body);
        return new BoundOwnCall(call.Span, type, before, body, result);
    }

    /// <summary><c>return</c> inside such a function.</summary>
    private BoundOwnReturn Return(ReturnStatement statement, Variable? result, ScriptType type)
    {
        var name = _calling[^1].Name;
        if (statement.Value is null && result is not null)
            Report(statement.Span, $"the function '{name}' returns {type}, and here is no value", "write return VALUE");
        if (statement.Value is { } unwanted && result is null)
            Report(unwanted.Span, $"the function '{name}' returns nothing", $"give it a type: fn {name}(…): int64 {{ … }}");
        if (statement.Value is null || result is null)
            return new BoundOwnReturn(statement.Span, null, null);
        var value = AsDeclared(Bind(statement.Value), type, new VariableExpression(statement.Span, $"the result of '{name}'"));
        return new BoundOwnReturn(statement.Span, result, value);
    }
}
