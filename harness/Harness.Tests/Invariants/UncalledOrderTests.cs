using Conformance.Engine;
using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;
using Conformance.Protocol;

namespace Conformance.Harness.Tests.Invariants;

public sealed class UncalledOrderTests
{
    // The script: end, begin, interval, three times over; labels a to i.
    private const string Script = "ebiebiebi";
    private const string Good = "beh" + "cfi" + "cfi" + "adg";

    [TestCase("beh" + "cfi" + "adg")]
    [TestCase(Good)]
    public void Begin_rounds_and_end_in_script_order_hold(string fired) => Judge(fired).ShouldHold();

    [TestCase("ebh" + "cfi" + "adg", "begin probes fired e b h, the script says b e h")]
    [TestCase("be" + "cfi" + "adg", "begin probes fired b e, the script says b e h")]
    [TestCase("bbeh" + "cfi" + "adg", "begin probes fired b b e h*")]
    [TestCase("beh" + "cfi" + "gda", "end probes fired g d a, the script says a d g")]
    [TestCase("beh" + "cfi" + "ad", "end probes fired a d*")]
    [TestCase("cbeh" + "fi" + "adg", "b(begin) is firing number 2 of 9: another came before it")]
    [TestCase("beh" + "cf" + "adg" + "i", "a(end) is firing number 6 of 9: another came after it")]
    [TestCase("beh" + "fci" + "adg", "f(interval) fired on CPU 0 where c(interval) was due")]
    [TestCase("beh" + "cfi" + "cif" + "adg", "i(interval) fired on CPU 0 where f(interval) was due")]
    [TestCase("beh" + "cfi" + "cf" + "adg", "the last round of interval:ms:20 on CPU 0 ends before i(interval)")]
    [TestCase("beh" + "cfi" + "ccfi" + "adg", "c(interval) fired on CPU 0 where f(interval) was due")]
    public void Anything_else_is_caught(string fired, string message) => Judge(fired).ShouldBeBroken(message);

    [Test]
    public void Two_neighbours_that_change_places_are_caught_wherever_they_are()
    {
        for (var i = 0; i + 1 < Good.Length; i++)
        {
            var mutant = Good.ToCharArray();
            (mutant[i], mutant[i + 1]) = (mutant[i + 1], mutant[i]);
            Judge(new string(mutant)).Kind.Should().Be(VerdictKind.Broken, new string(mutant));
        }
    }

    [Test]
    public void What_never_fell_due_is_not_judged() => Judge("beh" + "adg").ShouldNotBeJudged("nothing was judged: interval:ms:20 never fell due");

    [Test]
    public void Nothing_is_not_judged() => Judge("").ShouldNotBeJudged("nothing was judged*");

    [Test]
    public void Lost_events_forbid_a_verdict() => Judge(Good, lost: 2).ShouldNotBeJudged("2 events lost*");

    private static Verdict Judge(string fired, ulong lost = 0)
    {
        var paper = PaperTrace.OneHook("fexit", 1, threads: 1);
        paper.Probes = [.. Script.Select((kind, index) => kind switch
        {
            'b' => new ProbeInfo(index, "begin", "", "begin", index + 1),
            'e' => new ProbeInfo(index, "end", "", "end", index + 1),
            _ => new ProbeInfo(index, "interval", "ms:20", "interval:ms:20", index + 1),
        })];
        paper.Firings = [.. fired.Select(label => new Firing(label - 'a', 0, 7, 0, 0, 1))];
        paper.Lost = lost;
        return new UncalledOrder().Judge(paper.Renumber().ToTrace());
    }
}
