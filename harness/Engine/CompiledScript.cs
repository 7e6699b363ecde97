using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Probes;

namespace Conformance.Engine;

/// <summary>A script that is ready to be loaded: the object, what its events mean, and what to print at the end.</summary>
public sealed record CompiledScript(BpfObject Object, IReadOnlyList<CompiledProbe> Probes, IReadOnlyList<IScriptAction> Actions, IReadOnlyList<CompiledMap> Maps)
{
    /// <summary>Whether its maps are printed when it ends.</summary>
    public bool PrintsMaps { get; init; } = true;

    /// <summary>Bytes from which on a text was cut, and what is printed behind it.</summary>
    public (int Length, string Trailer) Cut { get; init; } = (int.MaxValue, "");

    /// <summary>Whether it prints names of places in processes (<c>ustack</c>, <c>usym</c>).</summary>
    public bool NamesProcesses { get; init; }

    /// <summary>What the user should know although the script can run.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>Makes two programs, with half of the probes each, of one that the verifier finds too large.</summary>
    internal Func<BpfProgram, IReadOnlyList<BpfProgram>>? Halve { get; init; }
}

/// <summary>One probe as reports name it.</summary>
/// <param name="Index">Written order, from 0.</param>
/// <param name="Line">Line in the script, from 1.</param>
public sealed record CompiledProbe(int Index, ProbeTarget Target, int Line);

/// <summary>A script's own map, printed when the script ends.</summary>
/// <param name="Name">As the script writes it, with the at sign.</param>
/// <param name="Map">Index in <see cref="BpfObject.Maps"/>.</param>
/// <param name="Scalar">Whether the script uses it without a key.</param>
public sealed record CompiledMap(string Name, int Map, bool Scalar, IMapFormat Format);

/// <summary>Turns the entries of one map into values and brings them in order. Implemented by the compiler, which laid them out.</summary>
public interface IMapFormat
{
    /// <summary>The map as it is printed. For per-CPU maps an entry's value holds one value (8-byte aligned) per possible CPU.</summary>
    PrintedMap Read(string name, IReadOnlyList<MapEntry> entries, MapView view, RenderContext context);
}

/// <summary>One entry as the kernel keeps it.</summary>
public sealed record MapEntry(byte[] Key, byte[] Value);

/// <summary>How much of a map is printed, and how.</summary>
/// <param name="Top">At most so many entries, those with the largest values; 0 for all.</param>
/// <param name="Divisor">Numbers are divided by it.</param>
/// <param name="ShowsUnset">Whether a map without a key that was never set, or was cleared, is shown as zero (print() does, the end does not).</param>
/// <param name="Zeroed">Whether the script set everything to zero and nothing was cleared since: then zero is a value.</param>
public sealed record MapView(int Top = 0, long Divisor = 1, bool ShowsUnset = false, bool Zeroed = false);
