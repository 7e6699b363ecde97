namespace Conformance.Engine.CodeGen;

/// <summary>
/// The room that a body has: the 512 bytes of its stack (MAX_BPF_STACK, include/linux/filter.h) and, if those are not enough, a scratch area for its large values: one entry of a per-CPU
/// array, whose address r9 keeps. Places are given and taken back like a stack.
/// </summary>
public sealed class Frame
{
    /// <summary>What BPF gives.</summary>
    public const int Limit = 512;

    /// <summary>The largest value of a per-CPU map (PCPU_MIN_UNIT_SIZE, include/linux/percpu.h).</summary>
    public const int ScratchLimit = 32 << 10;

    /// <summary>Values that are larger go to the scratch area, if there is one.</summary>
    public const int LargestOnStack = 64;

    private int _used;
    private int _scratch;

    /// <param name="scratch">Whether there is a scratch area.</param>
    /// <param name="scratchAround">Bytes of it that the function around this one uses.</param>
    public Frame(bool scratch = false, int scratchAround = 0)
    {
        HasScratch = scratch;
        _scratch = ScratchPeak = scratchAround;
    }

    /// <summary>A moment to return to.</summary>
    public readonly record struct State(int Used, int Scratch);

    /// <summary>Whether there is a scratch area.</summary>
    public bool HasScratch { get; }

    /// <summary>The most stack that was used at once, in bytes.</summary>
    public int Peak { get; private set; }

    /// <summary>The most scratch area that was used at once, in bytes.</summary>
    public int ScratchPeak { get; private set; }

    /// <summary>Scratch area that is used now.</summary>
    public int ScratchUsed => _scratch;

    /// <summary>What the kernel counts for a function that uses so many bytes (check_max_stack_depth, kernel/bpf/verifier.c): at least one unit of 32.</summary>
    public static int Rounded(int bytes) => Math.Max(32, (bytes + 31) & ~31);

    /// <summary>A place of so many bytes on the stack, 8-byte aligned; its offset from r10, negative.</summary>
    public int Allocate(int bytes)
    {
        _used += (bytes + 7) & ~7;
        Peak = Math.Max(Peak, _used);
        return -_used;
    }

    /// <summary>A place of so many bytes, 8-byte aligned, on the stack or in the scratch area.</summary>
    public Place Place(int bytes)
    {
        if (!HasScratch || bytes <= LargestOnStack)
            return CodeGen.Place.Frame(Allocate(bytes));
        var place = new Place(Register.R9, _scratch);
        _scratch += (bytes + 7) & ~7;
        ScratchPeak = Math.Max(ScratchPeak, _scratch);
        return place;
    }

    /// <summary>How much is used now, to return to.</summary>
    public State Mark() => new(_used, _scratch);

    /// <summary>Takes back everything given since the mark.</summary>
    public void Release(State mark) => (_used, _scratch) = (mark.Used, mark.Scratch);
}
