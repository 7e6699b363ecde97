namespace Conformance.Engine.CodeGen;

/// <summary>Which registers are free. Scratch registers (r1 to r5) are lost in calls, kept ones (r7 to r9) are not.</summary>
public sealed class RegisterPool
{
    private const int Scratch = 0b0000_0011_1110;
    private const int Kept = 0b0011_1000_0000;

    private int _free = Scratch | Kept;

    /// <summary>The state, to return to.</summary>
    public int Mark() => _free;

    /// <summary>Frees what was taken since the mark.</summary>
    public void Release(int mark) => _free = mark;

    /// <summary>A register that may be lost in a call, else one that is not; <c>null</c> if all are taken.</summary>
    public Register? Take() => Take(Scratch) ?? Take(Kept);

    /// <summary>A register that survives calls, or <c>null</c>.</summary>
    public Register? TakeKept() => Take(Kept);

    /// <summary>Takes this very one.</summary>
    public void Take(Register register) => _free &= ~(1 << (int)register);

    /// <summary>Whether a register survives calls.</summary>
    public static bool IsKept(Register register) => (Kept & 1 << (int)register) != 0;

    private Register? Take(int among)
    {
        var free = _free & among;
        if (free == 0)
            return null;
        var index = System.Numerics.BitOperations.TrailingZeroCount(free);
        _free &= ~(1 << index);
        return (Register)index;
    }
}
