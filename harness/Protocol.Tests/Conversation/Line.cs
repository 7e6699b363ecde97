using System.IO.Pipes;

namespace Conformance.Protocol.Tests.Conversation;

/// <summary>A connection with two ends, made of two pipes of the operating system.</summary>
internal sealed class Line : IDisposable
{
    private readonly AnonymousPipeServerStream _toAgent = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _toHost = new(PipeDirection.Out);

    public Line()
    {
        Host = new End(new AnonymousPipeClientStream(PipeDirection.In, _toHost.ClientSafePipeHandle), _toAgent);
        Agent = new End(new AnonymousPipeClientStream(PipeDirection.In, _toAgent.ClientSafePipeHandle), _toHost);
    }

    public Stream Host { get; }

    public Stream Agent { get; }

    public void Dispose()
    {
        Host.Dispose();
        Agent.Dispose();
    }

    private sealed class End(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override void Flush() => output.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                output.Dispose();
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
