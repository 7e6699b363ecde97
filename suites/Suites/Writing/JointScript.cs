using System.Text.RegularExpressions;
using Conformance.Protocol;

namespace Conformance.Suites.Writing;

/// <summary>A script and the workloads that run while it is attached.</summary>
public sealed record ScriptAndWorkloads(ScriptText Script, IReadOnlyList<WorkloadSpec> Workloads)
{
    /// <summary>Same content, same key.</summary>
    public string Key { get; } = string.Join('\n', [.. Workloads.Select(workload => workload.ToString()), $"{Script.Order}", Script.Text]);
}

/// <summary>
/// Scripts of several cases as one, for tracers that take seconds to start: each case judges its own probes, which stand between the same lines whether alone or not. Scripts that end the tracer, or that judge their place in
/// the whole stream, cannot be joined.
/// </summary>
public sealed partial class JointScript
{
    private readonly IReadOnlyList<ScriptAndWorkloads> _members;

    /// <summary>Joins them.</summary>
    /// <param name="name">File name for messages.</param>
    public JointScript(string name, IReadOnlyList<ScriptAndWorkloads> members)
    {
        _members = members;
        // Maps are a script's own: the same name in two members is two maps.
        Script = new ScriptText(name, string.Concat(members.Select((member, number) => MapName().Replace(member.Script.Text, $"@${{name}}_{number}"))));
        Workloads = [.. members.SelectMany(member => member.Workloads).DistinctBy(workload => workload.ToString())];
    }

    /// <summary>All members' probes.</summary>
    public ScriptText Script { get; }

    /// <summary>All members' workloads, each once.</summary>
    public IReadOnlyList<WorkloadSpec> Workloads { get; }

    /// <summary>Where a member is, or <c>null</c> if it is none.</summary>
    /// <param name="workload">Which of its own workloads is meant.</param>
    public (Range Lines, int Workload)? Find(ScriptAndWorkloads wanted, int workload)
    {
        var line = 1;
        foreach (var member in _members)
        {
            var after = line + member.Script.Text.Count(letter => letter == '\n');
            if (member.Key == wanted.Key)
                return (line..after, Workloads.Index().First(one => one.Item.ToString() == wanted.Workloads[workload].ToString()).Index);
            line = after;
        }

        return null;
    }

    /// <summary>Those lines.</summary>
    public string TextOf(Range lines) => string.Concat(Script.Text.Split('\n')[(lines.Start.Value - 1)..(lines.End.Value - 1)].Select(line => line + '\n'));

    [GeneratedRegex(@"@(?<name>[a-z]+)")]
    private static partial Regex MapName();
}
