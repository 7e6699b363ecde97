using Conformance.Engine.Builtins.Aggregations;
using Conformance.Engine.Builtins.Cgroups;
using Conformance.Engine.Builtins.Commands;
using Conformance.Engine.Builtins.Control;
using Conformance.Engine.Builtins.Maps;
using Conformance.Engine.Builtins.Network;
using Conformance.Engine.Builtins.Stacks;
using Conformance.Engine.Builtins.Symbols;
using Conformance.Engine.Builtins.Tasks;
using Conformance.Engine.Builtins.Texts;
using Conformance.Engine.Builtins.Times;

namespace Conformance.Engine.Builtins;

/// <summary>All functions.</summary>
public static class FunctionTable
{
    private static readonly Function[] All =
    [
        new PrintfFunction(), new PrintFunction(), new ExitFunction(), new ErrorfFunction(), new WarnfFunction(),
        new CountFunction(), new SumFunction(), new AvgFunction(), new MinFunction(), new MaxFunction(), new StatsFunction(), new HistFunction(), new LhistFunction(),
        new DeleteFunction(), new ClearFunction(), new ZeroFunction(), new HasKeyFunction(), new LenFunction(),
        new StrFunction(), new BufFunction(), new StrncmpFunction(), new StrcontainsFunction(), new StrlenFunction(), new StrerrorFunction(), new SyscallNameFunction(), new PathFunction(),
        new BswapFunction(), new NtopFunction(), new MacaddrFunction(), new PtonFunction(),
        new TimeFunction(), new StrftimeFunction(), new NsecsFunction(),
        new KstackFunction(), new UstackFunction(), new KsymFunction(), new UsymFunction(), new KaddrFunction(), new RegFunction(), new KptrFunction(), new UptrFunction(),
        new CgroupidFunction(), new CgroupPathFunction(),
        new AssertFunction(), new SignalFunction(), new SignalThreadFunction(), new OverrideFunction(),
        new SystemFunction(), new CatFunction(), new JoinFunction(), new GetoptFunction(),
        new PidFunction(), new TidFunction(),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(f => f.Name);

    /// <summary>The function of that name, or <c>null</c>.</summary>
    public static Function? Find(string name) => Array.Find(All, f => f.Name == name);
}
