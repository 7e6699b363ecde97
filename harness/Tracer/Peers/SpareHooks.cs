using System.Globalization;
using System.Text;
using Conformance.Engine.Kernel;

namespace Conformance.Tracer.Peers;

/// <summary>Functions of this kernel that an idle guest does not call: to attach probes to, many and each on its own.</summary>
internal static class SpareHooks
{
    // The network's: a guest has no card.
    private static readonly string[] s_patterns = ["tcp_*", "ip_*", "inet_*", "udp_*", "fib_*", "neigh_*", "ip6_*", "xfrm_*", "arp_*", "igmp_*", "icmp_*", "raw_*", "dev_*", "skb_*", "sk_*", "__tcp_*", "eth_*"];

    /// <summary>So many clauses, one a function.</summary>
    /// <exception cref="InvalidOperationException">This kernel has fewer such functions.</exception>
    public static string Clauses(int count)
    {
        var text = new StringBuilder();
        if (count == 0)
            return "";
        var tracefs = Tracefs.OfRunningKernel();
        var symbols = KernelSymbols.OfRunningKernel();
        // A name that two functions share is refused to kprobes.
        var names = s_patterns.SelectMany(pattern => tracefs.FunctionsLike(pattern)).GroupBy(function => function.Name)
            .Where(group => group.Count() == 1 && group.Single().Module is null && group.Key.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && symbols.CountOf(group.Key) == 1)
            .Select(group => group.Key).Take(count).ToList();
        if (names.Count < count)
            throw new InvalidOperationException($"this kernel has only {names.Count} functions to attach to, {count} were asked for");
        foreach (var name in names)
            text.Append(CultureInfo.InvariantCulture, $"kprobe:{name} {{ @ = count(); }}\n");
        return text.ToString();
    }
}
