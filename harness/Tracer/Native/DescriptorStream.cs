using System.Runtime.InteropServices;
using Conformance.Protocol.Transport;

namespace Conformance.Tracer.Native;

/// <summary>
/// Writes to a descriptor with write(2), nothing else: it says when nobody reads any more (the console's own stream keeps silent about that), and
/// shares the descriptor's position with the child that <c>-c</c> started (a file stream would keep one of its own and overwrite).
/// </summary>
internal sealed unsafe class DescriptorStream(int descriptor) : LineStream
{
    public override bool CanRead => false;

    /// <exception cref="IOException">It cannot be written; its <see cref="Exception.HResult"/> is the error number.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* data = buffer)
        {
            for (var written = 0; written < buffer.Length;)
            {
                var count = ProcessCalls.Write(descriptor, data + written, buffer.Length - written);
                if (count >= 0)
                    written += (int)count;
                else if (Marshal.GetLastPInvokeError() is var error and not ProcessCalls.Interrupted)
                    throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
