namespace Conformance.Engine.CodeGen;

/// <summary>
/// Where bytes lie that the program may touch with plain loads and stores: a register that holds an address, and an offset from it. Places in the frame are
/// based on r10, places in the scratch area on the register that keeps its address.
/// </summary>
public readonly record struct Place(Register Base, int Offset)
{
    /// <summary>A place in the frame; the offset from its top is negative.</summary>
    public static Place Frame(int offset) => new(Register.R10, offset);

    /// <summary>An offset alone means the frame.</summary>
    public static implicit operator Place(int offset) => Frame(offset);

    /// <summary>So many bytes further on.</summary>
    public static Place operator +(Place place, int bytes) => place with { Offset = place.Offset + bytes };
}
