namespace Conformance.Engine.CodeGen;

/// <summary>The 512 bytes of stack that a program has (MAX_BPF_STACK, include/linux/filter.h): places are given and taken back like a stack.</summary>
public sealed class Frame
{
    /// <summary>What BPF gives.</summary>
    public const int Limit = 512;

    /// <summary>What the kernel counts for a function that uses so many bytes (check_max_stack_depth, kernel/bpf/verifier.c): at least one unit of 32.</summary>
    public static int Rounded(int bytes) => Math.Max(32, (bytes + 31) & ~31);

    private int _used;

    /// <summary>The most that was used at once, in bytes.</summary>
    public int Peak { get; private set; }

    /// <summary>A place of so many bytes, 8-byte aligned; its offset from r10, negative.</summary>
    public int Allocate(int bytes)
    {
        _used += (bytes + 7) & ~7;
        Peak = Math.Max(Peak, _used);
        return -_used;
    }

    /// <summary>How much is used now, to return to.</summary>
    public int Mark() => _used;

    /// <summary>Takes back everything given since the mark.</summary>
    public void Release(int mark) => _used = mark;
}
