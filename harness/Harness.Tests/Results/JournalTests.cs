using System.Text;
using System.Text.Json;
using Conformance.Harness.Results;

namespace Conformance.Harness.Tests.Results;

public sealed class JournalTests
{
    private string _directory;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("conformance-journal-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public void A_result_is_on_disk_before_record_returns_and_names_evidence_that_is_there()
    {
        using var journal = Journal.Create(_directory, Info());
        journal.Record(AResult("a"), AnEvidence());
        using var result = JsonDocument.Parse(Lines("results.jsonl").Single());
        result.RootElement.EnumerateObject().Select(property => property.Name).Should()
            .Equal("case", "suite", "invariant", "kernel", "engine", "machine", "outcome", "reason", "evidence", "started", "duration_ms");
        result.RootElement.GetProperty("outcome").GetString().Should().Be("known-fail");
        result.RootElement.GetProperty("evidence").GetString().Should().Be("logs/evidence.jsonl#e00001");
        Lines("logs/evidence.jsonl").Single().Should().Contain("\"id\":\"e00001\"");
    }

    [Test]
    public void A_resumed_run_knows_what_is_done_and_goes_on_with_new_ids()
    {
        using (var first = Journal.Create(_directory, Info()))
            first.Record(AResult("a"), AnEvidence());
        using var second = Journal.Resume(_directory);
        second.IsDone(ResultKey.Of(AResult("a"))).Should().BeTrue();
        second.IsDone(ResultKey.Of(AResult("b"))).Should().BeFalse();
        second.IsDone(ResultKey.Of(AResult("a") with { Engine = "tracer/written" })).Should().BeFalse();
        second.Record(AResult("b"), AnEvidence()).Evidence.Should().Be("logs/evidence.jsonl#e00002");
        second.Results.Select(result => result.Case).Should().Equal("a", "b");
    }

    [Test]
    public void Killed_after_any_byte_a_run_can_be_resumed_and_loses_at_most_the_last_result()
    {
        using (var whole = Journal.Create(_directory, Info()))
        {
            whole.Record(AResult("ä"), AnEvidence());
            whole.Record(AResult("b"), AnEvidence());
        }

        var path = Path.Combine(_directory, "results.jsonl");
        var bytes = File.ReadAllBytes(path);
        var firstLine = Array.IndexOf(bytes, (byte)'\n') + 1;
        for (var length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            using var journal = Journal.Resume(_directory);
            journal.Results.Should().HaveCount(length < firstLine ? 0 : length < bytes.Length ? 1 : 2);
            journal.Record(AResult("c"), AnEvidence());
            Lines("results.jsonl").Should().OnlyContain(line => IsJson(line)).And.HaveCount(journal.Results.Count);
        }
    }

    [Test]
    public void A_damaged_line_in_the_middle_is_named_and_nothing_is_thrown_away()
    {
        using (var journal = Journal.Create(_directory, Info()))
            journal.Record(AResult("a"), AnEvidence());
        var path = Path.Combine(_directory, "results.jsonl");
        var before = "garbage\n" + File.ReadAllText(path);
        File.WriteAllText(path, before);
        var act = () => Journal.Resume(_directory);
        act.Should().Throw<JournalException>().WithMessage("results.jsonl, line 1 is damaged*");
        File.ReadAllText(path).Should().Be(before);
    }

    [Test]
    public void A_directory_without_a_run_cannot_be_resumed()
    {
        var act = () => Journal.Resume(_directory);
        act.Should().Throw<JournalException>().WithMessage("*holds no run to go on with: there is no run.json*");
    }

    [Test]
    public void A_new_run_does_not_write_over_an_old_one()
    {
        Journal.Create(_directory, Info()).Dispose();
        var act = () => Journal.Create(_directory, Info());
        act.Should().Throw<JournalException>().WithMessage("*already holds a run*--resume*");
    }

    [Test]
    public void A_directory_that_cannot_be_made_is_named()
    {
        var act = () => Journal.Create("/proc/conformance", Info());
        act.Should().Throw<JournalException>().WithMessage("/proc/conformance cannot be used for results*--out.");
    }

    [Test]
    public void A_full_disk_gives_one_clear_exception_and_leaves_whole_lines()
    {
        using var disk = new SmallDisk(room: 90);
        using var file = new LineFile("results.jsonl", disk);
        file.Append(new { text = "the first line fits on the disk, but only just: it has about 70 bytes" });
        var act = () => file.Append(new { text = "the second does not" });
        act.Should().Throw<JournalException>().WithMessage("results.jsonl cannot be written: No space left on device*--resume.");
        Encoding.UTF8.GetString(disk.ToArray()).Should().EndWith("\n").And.NotContain("second");
        disk.Room = 1000;
        file.Append(new { text = "room again" });
        Encoding.UTF8.GetString(disk.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2).And.OnlyContain(line => IsJson(line));
    }

    [Test]
    public void Facts_are_sorted_and_keep_all_values_across_a_resume()
    {
        using (var journal = Journal.Create(_directory, Info()))
            journal.Record([new Fact("6.12", "kprobe", "run-order", "oldest-first"), new Fact("5.10", "fexit", "run-order", "newest-first")]);
        using (var journal = Journal.Resume(_directory))
            journal.Record([new Fact("6.12", "kprobe", "run-order", "newest-first")]);
        var facts = JsonSerializer.Deserialize<Fact[]>(File.ReadAllText(Path.Combine(_directory, "facts.json")));
        facts.Should().Equal(new Fact("5.10", "fexit", "run-order", "newest-first"), new Fact("6.12", "kprobe", "run-order", "newest-first | oldest-first"));
        Directory.GetFiles(_directory, "*.new").Should().BeEmpty();
    }

    [Test]
    public void Results_from_many_threads_are_whole_lines_with_their_own_evidence()
    {
        using var journal = Journal.Create(_directory, Info());
        Parallel.For(0, 200, i => journal.Record(AResult($"case {i}"), AnEvidence()));
        var results = Lines("results.jsonl").Select(line => JsonSerializer.Deserialize<Result>(line)!).ToArray();
        results.Should().HaveCount(200).And.OnlyHaveUniqueItems(result => result.Evidence);
    }

    private static bool IsJson(string line)
    {
        try
        {
            JsonDocument.Parse(line).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static RunInfo Info() => new("0.1.0", "./conformance run", DateTimeOffset.UnixEpoch, null, false, new Dictionary<string, string>(), [], 0);

    private static Result AResult(string name) =>
        new(name, "same-hook", "1-script-order", "6.12.1", "tracer", "vm", Outcome.KnownFail, "why", null, DateTimeOffset.UnixEpoch, 1);

    private static Evidence AnEvidence() => new() { Id = "", Sentence = "s", Rerun = "r" };

    private string[] Lines(string name)
    {
        using var reader = new StreamReader(new FileStream(Path.Combine(_directory, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A disk that takes what fits of a write and then says ENOSPC, as the kernel does.</summary>
    private sealed class SmallDisk(int room) : MemoryStream
    {
        public int Room { get; set; } = room;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var fits = Math.Min(buffer.Length, Room - (int)Length);
            base.Write(buffer[..fits]);
            if (fits < buffer.Length)
                throw new IOException("No space left on device");
        }
    }
}
