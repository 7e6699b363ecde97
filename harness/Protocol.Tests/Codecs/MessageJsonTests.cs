using System.Text;
using Conformance.Engine;
using Conformance.Protocol.Codecs;
using Conformance.Protocol.Conversation;

namespace Conformance.Protocol.Tests.Codecs;

public sealed class MessageJsonTests
{
    private static readonly Job Job = new()
    {
        Id = 7,
        ScriptName = "pair.bt",
        Script = "fexit:hrtimer_nanosleep { printf(\"ä\\n\") }",
        Options = new() { AttachOrder = AttachOrder.Written, RecordFirings = true, RingBufferBytes = 1 << 16, MaxMapKeys = 3, MaxStringLength = 9 },
        Workloads = [new("nanosleep", new Dictionary<string, long> { ["times"] = 5, ["pin"] = 1 }), new("null", new Dictionary<string, long>())],
        TimeoutMs = 1234,
    };

    private static readonly JobResult Result = new()
    {
        Id = 7,
        Status = JobStatus.AttachFailed,
        Message = "no <room> \"here\"",
        Feature = "fexit",
        Log = "line 1\nline 2",
        Probes = [new(0, "fexit", "hrtimer_nanosleep", "fexit:hrtimer_nanosleep", 3)],
        AttachSequence = [1, 0],
        Joined = [[0, 1]],
        OrderNotes = ["fexit: newest-first"],
        Firings = [new(0, 1, 2, 3, 4, 5), new(1, 0, -1, ulong.MaxValue, 0, uint.MaxValue)],
        Output = [new("a \"quoted\" text\n", new Firing(0, 1, 2, 3, 4, 5)), new("@x: 1\n", null)],
        Lost = 9,
        Workloads = [new(new("nanosleep", new Dictionary<string, long> { ["times"] = 2 }), 100, 200, [new(2, -1, 2, [0, -4], [50_000, 50_000])])],
        Timings = new() { Compile = 1, LoadKernel = 2, AttachKernel = 3, Workload = 4, Drain = 5, DetachKernel = 6, Total = 7 },
    };

    [Test]
    public void A_hello_comes_back_as_it_was()
    {
        var hello = new Hello(1, "6.12.107+deb13-cloud-amd64", "x86_64", 1, [new("btf", true, "77598 types"), new("fexit", false, "EPERM")]);

        MessageJson.Decode(MessageJson.Encode(hello, MessageJson.Default.Hello), MessageJson.Default.Hello).Should().BeEquivalentTo(hello);
    }

    [Test]
    public void A_job_comes_back_as_it_was() =>
        MessageJson.Decode(MessageJson.Encode(Job, MessageJson.Default.Job), MessageJson.Default.Job).Should().BeEquivalentTo(Job);

    [Test]
    public void A_jobs_end_comes_back_as_it_was()
    {
        var done = new JobDone(Result with { Firings = [], Output = [] }, 2, 1);

        MessageJson.Decode(MessageJson.Encode(done, MessageJson.Default.JobDone), MessageJson.Default.JobDone).Should().BeEquivalentTo(done);
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("{\"id\":1}")]
    [TestCase("{\"id\":\"x\"}")]
    [TestCase("[[[")]
    public void What_is_no_job_is_refused(string json)
    {
        var decode = () => MessageJson.Decode(Encoding.UTF8.GetBytes(json), MessageJson.Default.Job);

        decode.Should().Throw<ProtocolException>().WithMessage("*Job*");
    }

    [Test]
    public void A_result_on_disk_comes_back_as_it_was()
    {
        using var file = new MemoryStream();
        ResultJson.Write(file, Result);
        file.Position = 0;

        ResultJson.Read(file).Should().BeEquivalentTo(Result, options => options.ComparingByValue<Firing>().ComparingByValue<OutputText>().WithStrictOrdering());
    }

    [Test]
    public void A_result_on_disk_has_one_line_for_each_firing_and_piece_of_output()
    {
        using var file = new MemoryStream();
        ResultJson.Write(file, Result);

        var lines = Encoding.UTF8.GetString(file.ToArray()).Split('\n').Select(l => l.Trim().TrimEnd(',')).ToList();

        lines.Should().Contain("[0,1,2,3,4,5]").And.Contain("[\"a \\\"quoted\\\" text\\n\",[0,1,2,3,4,5]]").And.Contain("\"returned\": [0,-4]")
            .And.Contain("\"status\": \"AttachFailed\"");
    }

    [TestCase("{\"id\":1,\"status\":\"Completed\",\"firings\":[[1,2,3]]}")]
    [TestCase("{\"id\":1,\"status\":\"Completed\",\"firings\":[[1,2,3,4,5,6,7]]}")]
    [TestCase("{\"id\":1,\"status\":\"Completed\",\"output\":[[\"a\"]]}")]
    [TestCase("{\"id\":1,\"status\":\"Completed\",\"workloads\":7}")]
    [TestCase("null")]
    public void A_file_that_is_no_result_is_refused(string json)
    {
        var read = () => ResultJson.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));

        read.Should().Throw<ProtocolException>().WithMessage("*result*");
    }
}
