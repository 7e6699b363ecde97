using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Conformance.Machines;

/// <summary>How slow this machine is now, as a multiple of the one that deadlines were chosen on. Measured by a little work of the kind that an emulator does: arithmetic of which each step needs the one before.</summary>
/// <param name="Factor">1 for a machine that is as fast or faster; never above <see cref="Most"/>.</param>
public sealed record Pace(double Factor)
{
    /// <summary>Whatever is measured, a machine that hangs is to be noticed within minutes.</summary>
    public const double Most = 8;

    // What the work takes on a core of 2.5 to 3 GHz that does nothing else.
    private static readonly TimeSpan s_usual = TimeSpan.FromMilliseconds(12);

    private const int Steps = 4_000_000;
    private const int Rounds = 3;

    /// <summary>Deadlines as they are written.</summary>
    public static Pace Usual { get; } = new(1.0);

    /// <summary>Measures it; takes some hundredths of a second.</summary>
    public static Pace Measure()
    {
        // What else the machine does counts too, so the middle round and not the fastest.
        var rounds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            if (Work((ulong)round + 1) == 0)
                throw new UnreachableException("a shift register that is not zero does not become zero");
            rounds.Add(watch.Elapsed / s_usual);
        }

        return Of(rounds.Order().ElementAt(Rounds / 2));
    }

    /// <summary>Keeps a factor within its bounds.</summary>
    public static Pace Of(double factor) => new(Math.Clamp(Math.Round(factor, 1), 1.0, Most));

    /// <summary>A deadline for this machine.</summary>
    public TimeSpan Scale(TimeSpan deadline) => deadline * Factor;

    /// <summary>For the report.</summary>
    public override string ToString() => Factor == 1.0 ? "usual" : string.Create(CultureInfo.InvariantCulture, $"{Factor:0.0} times slower than usual, deadlines are as much longer");

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Work(ulong state)
    {
        for (var step = 0; step < Steps; step++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
        }

        return state;
    }
}
