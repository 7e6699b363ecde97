namespace Conformance.Engine.Syntax;

/// <summary>A piece of the script: offset of its first character and its length, in characters.</summary>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Offset of the first character after it.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that holds both.</summary>
    public static TextSpan Join(TextSpan first, TextSpan last) => new(first.Start, Math.Max(last.End - first.Start, first.Length));
}
