using Conformance.Tracer.Native;

namespace Conformance.Tracer.Guest;

/// <summary>
/// Makes a restored guest's random numbers its own: every copy of a saved guest starts from the same state of the kernel's generator. Nothing in this
/// process keeps random numbers of its own across jobs, so the kernel's generator is all there is to stir.
/// </summary>
internal static class KernelRandom
{
    // include/uapi/linux/random.h: _IOW('R', 0x03, int[2]) and _IO('R', 0x07).
    private const nuint AddEntropy = 0x40085203;
    private const nuint Reseed = 0x5207;
    private const int ReadWrite = 2; // asm-generic/fcntl.h

    /// <summary>Adds entropy to the kernel's pool and has its generator take a new key from the pool at once, as random(4) describes.</summary>
    /// <returns>Why it could not be done, or <c>null</c>.</returns>
    public static unsafe string? Stir(ReadOnlySpan<byte> entropy)
    {
        var device = Libc.Open("/dev/urandom", ReadWrite);
        if (device < 0)
        {
            return $"/dev/urandom cannot be opened: {Libc.LastError()}";
        }

        try
        {
            // struct rand_pool_info: bits of entropy, bytes, the bytes.
            var pool = new int[2 + ((entropy.Length + 3) / 4)];
            (pool[0], pool[1]) = (entropy.Length * 8, entropy.Length);
            entropy.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(pool.AsSpan(2)));
            fixed (int* info = pool)
            {
                return Libc.Ioctl(device, AddEntropy, info) == 0 && Libc.Ioctl(device, Reseed, null) == 0
                    ? null
                    : $"the kernel's random numbers could not be stirred: {Libc.LastError()}";
            }
        }
        finally
        {
            _ = Libc.Close(device);
        }
    }
}
