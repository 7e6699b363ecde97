using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>
/// A variable that all branches of an if assign has a value behind it, too. Older scripts rely on that: their variables lived as long as the probe. It is lifted out of the
/// branches only when it is used behind them, because otherwise the branches may well mean variables of different types.
/// </summary>
public sealed partial class ProbeBinder
{
    private readonly List<(Dictionary<string, Variable> Block, IfStatement Branches)> _passed = [];

    /// <summary>Declares what an earlier round found to be used behind this if.</summary>
    private void Lift(IfStatement branches, List<BoundStatement> before)
    {
        foreach (var name in AssignedByAll(branches))
            if (Script.Variables.IsLifted(branches.Span.Start, name.Name) && Find(name.Name) is null)
                before.Add(new BoundDeclare(name.Span, Introduce(name, ScriptType.None)));
    }

    /// <summary>Whether an if before this place gives the variable a value whichever way it goes; then everything is bound once more.</summary>
    private bool IsLiftable(string name)
    {
        foreach (var (block, branches) in _passed.AsEnumerable().Reverse())
            if (_blocks.Contains(block) && AssignedByAll(branches).Any(v => v.Name == name))
                return Script.Variables.Lift(branches.Span.Start, name);
        return false;
    }

    private static IEnumerable<VariableExpression> AssignedByAll(Statement statement) => statement switch
    {
        IfStatement { Otherwise: { } otherwise } branches => AssignedByAll(branches.Then).IntersectBy(AssignedByAll(otherwise).Select(v => v.Name), v => v.Name),
        BlockStatement block => block.Statements.SelectMany(AssignedByAll),
        AssignmentStatement { Operator: null, Declares: false, Target: VariableExpression variable } => [variable],
        _ => [],
    };
}
