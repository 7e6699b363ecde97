using Conformance.Engine.Binding;

namespace Conformance.Engine.Builtins;

/// <summary>One piece of an output: fixed text, or a value with its conversion.</summary>
/// <param name="Literal">The fixed text, or <c>null</c> for a value.</param>
/// <param name="Offset">Where the value begins in the payload.</param>
internal readonly record struct FormatPiece(string? Literal, ScriptType Type = default, int Offset = 0, Conversion Conversion = default);

/// <summary>A conversion of printf, C's meaning (ISO C, 7.21.6.1), and bpftrace's own.</summary>
/// <param name="Letter">One of <c>d i u x X o c s p r g</c>.</param>
/// <param name="Precision">-1 if there is none.</param>
/// <param name="Bytes">Bytes of the integer that count: 4, or 8 with <c>l j z t</c>, 2 with <c>h</c>, 1 with <c>hh</c>.</param>
/// <param name="Variant">What stands behind <c>r</c> (<c>x</c>, <c>h</c> or nothing) and <c>g</c> (<c>r</c>).</param>
internal readonly record struct Conversion(char Letter, bool Left, bool Plus, bool Space, bool Alternate, bool Zeros, int Width, int Precision, int Bytes, char Variant = '\0')
{
    /// <summary>A plain one.</summary>
    public static Conversion Plain(char letter) => new(letter, false, false, false, false, false, 0, -1, 8);
}
