using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Agents;

namespace Conformance.Tracer.Experiments;

/// <summary>
/// Finds out by doing what this kernel does where no script with a workload could: attaching, calling and detaching step by step. One file an experiment;
/// <see cref="ExperimentTable"/> is the table of all. No answer is coded in advance: a value is put into words from what was seen.
/// </summary>
internal abstract class Experiment
{
    /// <summary>What suites call it.</summary>
    public abstract string Name { get; }

    /// <summary>How many mechanisms it is about.</summary>
    public virtual int Mechanisms => 1;

    /// <summary>Makes it; whatever happens, nothing stays attached.</summary>
    /// <exception cref="Engine.UnsupportedException">This kernel lacks what it is about.</exception>
    /// <exception cref="Engine.AttachException">The kernel refused something that the experiment is not about.</exception>
    public abstract void Run(Bench bench, CancellationToken cancellationToken);
}

/// <summary>What an experiment works with.</summary>
internal sealed class Bench(EngineContext context, ScriptCompilation compile, IReadOnlyList<Mechanism> mechanisms)
{
    private readonly List<Observation> _observations = [];
    private readonly List<string> _steps = [];

    public EngineContext Context { get; } = context;

    public ScriptCompilation Compile { get; } = compile;

    /// <summary>What it is about, in the order in which they were named.</summary>
    public IReadOnlyList<Mechanism> Mechanisms { get; } = mechanisms;

    /// <summary>The only one.</summary>
    public Mechanism Mechanism => Mechanisms[0];

    /// <summary>Everything observed so far.</summary>
    public IReadOnlyList<Observation> Observations => _observations;

    /// <summary>Says what was done or seen.</summary>
    public void Step(string what) => _steps.Add(what);

    /// <summary>Says what the steps since the last observation show.</summary>
    public void Observe(string fact, string value)
    {
        _observations.Add(new Observation(fact, value, [.. _steps]));
        _steps.Clear();
    }

    /// <summary>Labels as reports write them: 0 is a, 1 is b.</summary>
    public static string Labels(IEnumerable<int> numbers)
    {
        var text = string.Join(' ', numbers.Select(number => number < 26 ? ((char)('a' + number)).ToString() : $"#{number + 1}"));
        return text.Length == 0 ? "nothing" : text;
    }
}
