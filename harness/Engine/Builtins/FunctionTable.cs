using Conformance.Engine.Builtins.Aggregations;
using Conformance.Engine.Builtins.Cgroups;
using Conformance.Engine.Builtins.Commands;
using Conformance.Engine.Builtins.Control;
using Conformance.Engine.Builtins.Maps;
using Conformance.Engine.Builtins.Meta;
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
        new CountFunction(), new SumFunction(), new AvgFunction(), new MinFunction(), new MaxFunction(), new StatsFunction(), new HistFunction(), new LhistFunction(), new TseriesFunction(),
        new DeleteFunction(), new ClearFunction(), new ZeroFunction(), new HasKeyFunction(), new LenFunction(), new FindFunction(),
        new StrFunction(), new BufFunction(), new StrncmpFunction(), new StrcontainsFunction(), new StrlenFunction(), new StrcapFunction(), new StrstrFunction(), new StrConcatFunction(), new MemcmpFunction(), new DefaultStrLengthFunction(), new SignalNameFunction(),
        new StrerrorFunction(), new SyscallNameFunction(), new PathFunction(),
        new BswapFunction(), new NtopFunction(), new MacaddrFunction(), new PtonFunction(),
        new TimeFunction(), new StrftimeFunction(), new NsecsFunction(),
        new KstackFunction(), new UstackFunction(), new KsymFunction(), new UsymFunction(), new KaddrFunction(), new RegFunction(), new KptrFunction(), new UptrFunction(),
        new PercpuKaddrFunction(), new UaddrFunction(), new KfuncExistFunction(), new KfuncAllowedFunction(), new IsErrFunction(), new SocketCookieFunction(),
        new CgroupidFunction(), new CgroupPathFunction(),
        new AssertFunction(), new SignalFunction(), new SignalThreadFunction(), .. RefusedFunction.All,
        .. TypeQuestionFunction.All, new IsLiteralFunction(), new StaticAssertFunction(), new FailFunction(), new AssertStrFunction(),
        new SystemFunction(), new CatFunction(), new JoinFunction(), new GetoptFunction(),
        new PidFunction(), new TidFunction(), new CommFunction(), .. TaskFunction.All,
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(f => f.Name);

    /// <summary>The function of that name, or <c>null</c>.</summary>
    public static Function? Find(string name) => Array.Find(All, f => f.Name == name);
}
