using Conformance.Harness.Results;
using Conformance.Harness.Runs;

namespace Conformance.Harness.Tests.Runs;

public sealed class LaneTimesTests
{
    private static readonly Target[] s_targets = [new("6.1", "tracer", "vm"), new("6.12", "tracer", "vm"), new("7.3", "tracer", "vm"), new("7.3", "tracer/written", "vm")];

    private string _directory = "";

    private LaneTimes Times => LaneTimes.In(_directory);

    [SetUp]
    public void Open() => _directory = Directory.CreateTempSubdirectory("conformance-times-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void What_took_longest_is_started_first_and_the_unknown_counts_as_the_average()
    {
        Times.Record([.. Results("6.1.56", 10), .. Results("6.12.118", 50)], [new("6.1", "6.1.56", "tracer", "vm", null, null), new("6.12", "6.12.118", "tracer", "vm", null, null)]);

        Order(100, 100, 100, 0).Should().Equal("6.12", "7.3", "6.1", "7.3");
        Order(1000, 100, 1, 0).Should().Equal("6.1", "6.12", "7.3", "7.3");
    }

    [Test]
    public void Without_a_record_lanes_start_in_their_order_and_peers_before_ours()
    {
        Order(5, 5, 5, 5).Should().Equal("6.1", "6.12", "7.3", "7.3");
        var peer = new Target("6.1", "bpftrace-0.27", "vm");
        Times.LongestFirst(new Dictionary<Target, int> { [s_targets[0]] = 5, [peer] = 5 }, [s_targets[0], peer]).Should().Equal(peer, s_targets[0]);
    }

    [Test]
    public void Errors_and_what_is_unsupported_say_nothing_of_time_and_an_old_record_stays()
    {
        TargetInfo[] info = [new("6.1", "6.1.56", "tracer", "vm", null, null)];
        Times.Record([.. Results("6.1.56", 70)], info);
        Times.Record([.. Results("6.1.56", 1).Select(result => result with { Outcome = Outcome.Error })], info);
        Times.Record([.. Results("6.12.118", 50)], [new("6.12", "6.12.118", "tracer", "vm", null, null)]);

        Order(1, 1, 0, 0).Take(2).Should().Equal("6.1", "6.12");
    }

    [Test]
    public void A_record_that_is_damaged_or_cannot_be_written_is_no_reason_not_to_run()
    {
        File.WriteAllText(Path.Combine(_directory, "lane-times.json"), "{");
        Order(1, 2, 3, 4).Should().Equal("7.3", "7.3", "6.12", "6.1");

        new LaneTimes("/proc/no/such/file").Record([.. Results("6.1.56", 1)], []);
    }

    private IEnumerable<string> Order(params int[] cases) =>
        Times.LongestFirst(s_targets.Zip(cases).ToDictionary(pair => pair.First, pair => pair.Second), s_targets).Select(target => target.Kernel);

    private static IEnumerable<Result> Results(string kernel, double milliseconds) => Enumerable.Range(0, 5)
        .Select(number => new Result($"case-{number}", "suite", "1-script-order", kernel, "tracer", "vm", Outcome.Pass, null, null, DateTimeOffset.UnixEpoch, milliseconds));
}
