using Conformance.Protocol.Conversation;
using Conformance.Protocol.Framing;
using Conformance.Protocol.Tests.Conversation;
using Conformance.Protocol.Transport;

namespace Conformance.Protocol.Tests.Transport;

/// <summary>Two ends, as far apart as they can be in one process: each has the memory mapped for itself, and a pipe is the line.</summary>
[CancelAfter(30_000)]
public sealed class BellStreamTests
{
    private Line _line = null!;
    private CountingStream _agentLine = null!;
    private CountingStream _hostLine = null!;
    private string _path = null!;
    private SharedMemory _memory = null!;

    [SetUp]
    public void SetUp()
    {
        _line = new Line();
        (_agentLine, _hostLine) = (new CountingStream(_line.Agent), new CountingStream(_line.Host));
        _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _memory = SharedMemory.Create(_path);
    }

    [TearDown]
    public void TearDown()
    {
        _line.Dispose();
        File.Delete(_path);
    }

    [Test]
    public async Task A_conversation_leaves_the_line_to_bells_once_the_guest_has_spoken(CancellationToken cancellationToken)
    {
        var host = BellStream.ForHost(_hostLine, _memory);
        _ = Serve(BellStream.ForGuest(_agentLine, SharedMemory.Open(_path)), ScriptedAgent.Firing(1000));
        var client = new AgentClient(host);
        await client.HelloAsync(cancellationToken);
        host.IsFast.Should().BeTrue();
        var before = _hostLine.Written;

        var result = await client.RunAsync(new Job { Id = 1, ScriptName = "t", Script = new string('x', 50_000), Workloads = [], TimeoutMs = 1000 }, null, cancellationToken);

        result.Firings.Should().Equal(Enumerable.Range(0, 1000).Select(ScriptedAgent.FiringNumber));
        (_hostLine.Written - before).Should().Be(1, "a job is one write");
        _agentLine.Written.Should().BeLessThan(20);
        client.DamagedPieces.Should().Be(0);
    }

    [Test]
    public async Task A_guest_without_the_memory_talks_over_the_line_alone_even_if_that_carries_byte_by_byte(CancellationToken cancellationToken)
    {
        _agentLine.MostAtOnce = 1;
        var host = BellStream.ForHost(_hostLine, _memory);
        _ = Serve(_agentLine, ScriptedAgent.Firing(10));
        var client = new AgentClient(host);
        await client.HelloAsync(cancellationToken);
        (await client.RunAsync(new Job { Id = 1, ScriptName = "t", Script = "", Workloads = [], TimeoutMs = 1000 }, null, cancellationToken)).Firings.Should().HaveCount(10);
        host.IsFast.Should().BeFalse();
    }

    [Test]
    public async Task What_is_larger_than_the_ring_arrives_whole_in_both_directions(CancellationToken cancellationToken)
    {
        var sent = new byte[3 * SharedMemory.Size];
        new Random(1).NextBytes(sent);
        var guest = BellStream.ForGuest(_agentLine, SharedMemory.Open(_path));
        var host = BellStream.ForHost(_hostLine, _memory);

        var writing = Task.Run(() => new FrameWriter(guest).Write(FrameType.Output, 1, sent), cancellationToken);
        (await new FrameReader(host).ReadAsync(cancellationToken)).Payload.Span.SequenceEqual(sent).Should().BeTrue();
        await writing;

        var reading = Task.Run(() => new FrameReader(guest).Read(), cancellationToken);
        await new FrameWriter(host).WriteAsync(FrameType.RunJob, 2, sent, cancellationToken);
        (await reading)!.Value.Payload.Span.SequenceEqual(sent).Should().BeTrue();
    }

    [Test]
    public async Task A_host_that_comes_later_reads_on_where_the_one_before_stopped(CancellationToken cancellationToken)
    {
        var guest = new FrameWriter(BellStream.ForGuest(_agentLine, SharedMemory.Open(_path)));
        guest.Write(FrameType.Pong, 1, default);
        (await new FrameReader(BellStream.ForHost(_hostLine, _memory)).ReadAsync(cancellationToken)).RequestId.Should().Be(1);
        guest.Write(FrameType.Pong, 2, default);
        (await new FrameReader(BellStream.ForHost(_hostLine, SharedMemory.Open(_path))).ReadAsync(cancellationToken)).RequestId.Should().Be(2);
    }

    [TestCase(5UL, 6UL)]
    [TestCase(ulong.MaxValue, 0UL)]
    [TestCase(2UL << 20, 0UL)]
    public void Numbers_that_cannot_be_true_are_refused_and_lead_nowhere(ulong written, ulong consumed)
    {
        using (var file = new BinaryWriter(File.OpenWrite(_path)))
        {
            file.Write(written);
            file.Write(consumed);
        }

        FluentActions.Invoking(() => BellStream.ForHost(_hostLine, _memory).Read(new byte[100])).Should().Throw<IOException>().WithMessage("*damaged*");
    }

    [Test]
    public void The_end_of_the_line_is_the_end()
    {
        var host = BellStream.ForHost(_hostLine, _memory);
        BellStream.ForGuest(_agentLine, SharedMemory.Open(_path)).Write([7]);
        _line.Agent.Dispose();
        host.ReadByte().Should().Be(7, "what was written before arrives");
        host.ReadByte().Should().Be(-1);
    }

    [Test]
    public void A_file_that_is_too_small_is_refused_with_its_size()
    {
        File.WriteAllBytes(_path, [1, 2, 3]);
        FluentActions.Invoking(() => SharedMemory.Open(_path)).Should().Throw<IOException>().WithMessage("*3 bytes*");
    }

    private static Task Serve(Stream stream, IAgent agent) => Task.Run(() => new AgentServer(stream, agent).Run(CancellationToken.None));

    /// <summary>Counts what is written.</summary>
    private sealed class CountingStream(Stream inner) : Stream
    {
        public long Written { get; private set; }

        public int MostAtOnce { get; set; } = int.MaxValue;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count)
        {
            Written += count;
            for (var end = offset + count; offset < end; offset += Math.Min(MostAtOnce, end - offset))
            {
                inner.Write(buffer, offset, Math.Min(MostAtOnce, end - offset));
                Thread.Yield();
            }
        }

        public override void Flush() => inner.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
