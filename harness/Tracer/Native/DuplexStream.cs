using Conformance.Protocol.Transport;

namespace Conformance.Tracer.Native;

/// <summary>Two one-way streams as one.</summary>
internal sealed class DuplexStream(Stream input, Stream output) : LineStream
{
    public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => input.Read(buffer);

    public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

    public override void Flush() => output.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
            output.Dispose();
        }

        base.Dispose(disposing);
    }
}
