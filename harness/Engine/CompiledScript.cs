using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine;

/// <summary>A script that is ready to be loaded: the object, what its events mean, and what to print at the end.</summary>
public sealed record CompiledScript(BpfObject Object, IReadOnlyList<CompiledProbe> Probes, IReadOnlyList<IOutputFormat> Formats, IReadOnlyList<CompiledMap> Maps)
{
    /// <summary>Makes two programs, with half of the probes each, of one that the verifier finds too large.</summary>
    internal Func<BpfProgram, IReadOnlyList<BpfProgram>>? Halve { get; init; }
}

/// <summary>One probe as reports name it.</summary>
/// <param name="Index">Written order, from 0.</param>
/// <param name="Line">Line in the script, from 1.</param>
public sealed record CompiledProbe(int Index, ProbeTarget Target, int Line);

/// <summary>Turns the payload of one output event into text. Implemented by the compiler, called by the session.</summary>
public interface IOutputFormat
{
    /// <summary>The text; never throws on a short payload, it says so in the text instead.</summary>
    string Render(ReadOnlySpan<byte> payload);
}

/// <summary>A script's own map, printed when the script ends.</summary>
/// <param name="Name">As the script writes it, with the at sign.</param>
/// <param name="Map">Index in <see cref="BpfObject.Maps"/>.</param>
/// <param name="Scalar">Whether the script uses it without a key.</param>
public sealed record CompiledMap(string Name, int Map, bool Scalar, IMapFormat Format);

/// <summary>Turns keys and values of one map into text (<c>@x[1, 2]: 3</c>). Implemented by the compiler.</summary>
public interface IMapFormat
{
    /// <summary>One entry, with the map's name, without line end. For per-CPU maps <paramref name="value"/> holds one value (8-byte aligned) per possible CPU.</summary>
    string Render(string name, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Compares two values for the order in which entries are printed (ascending by value, then by key).</summary>
    int Compare(ReadOnlySpan<byte> keyA, ReadOnlySpan<byte> valueA, ReadOnlySpan<byte> keyB, ReadOnlySpan<byte> valueB);
}
