using System.Runtime.InteropServices;

namespace Conformance.Tracer.Native;

/// <summary>The program's own static probe, <c>usdt:PROGRAM:conformance:call</c> (StaticProbe.S). Only the static binary has it.</summary>
internal static partial class StaticProbe
{
    /// <summary>Passes it once.</summary>
    /// <param name="argument">What probes see as <c>arg0</c>.</param>
    /// <returns>The argument.</returns>
    /// <exception cref="DllNotFoundException">This is not the static binary.</exception>
    [LibraryImport("conformance_probes", EntryPoint = "conformance_static_probe")]
    public static partial long Pass(long argument);
}
