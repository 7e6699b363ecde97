namespace Conformance.Engine.Kernel;

/// <summary>Finds a name's number among many, by hash, without making strings: chained buckets over the numbers, from 1.</summary>
internal sealed class NameTable
{
    private readonly int[] _first;
    private readonly int[] _next;

    private NameTable(int[] first, int[] next)
    {
        _first = first;
        _next = next;
    }

    /// <summary>Gives the bytes of the name with that number, from 0.</summary>
    public delegate ReadOnlySpan<byte> NameOf(int number);

    /// <summary>Indexes names; those that occur twice keep their order.</summary>
    public static NameTable Of(int count, NameOf name)
    {
        var first = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count))];
        var next = new int[count];
        for (var i = count - 1; i >= 0; i--)
        {
            var bucket = Hash(name(i)) & (uint)(first.Length - 1);
            next[i] = first[bucket];
            first[bucket] = i + 1;
        }

        return new(first, next);
    }

    /// <summary>Number of the first name that is this one, or -1.</summary>
    public int Find(ReadOnlySpan<byte> wanted, NameOf name)
    {
        for (var i = _first[Hash(wanted) & (uint)(_first.Length - 1)]; i != 0; i = _next[i - 1])
            if (name(i - 1).SequenceEqual(wanted))
                return i - 1;
        return -1;
    }

    /// <summary>Numbers of the names that may be this one, in their order: those with its hash.</summary>
    public IEnumerable<int> Candidates(byte[] wanted)
    {
        for (var i = _first[Hash(wanted) & (uint)(_first.Length - 1)]; i != 0; i = _next[i - 1])
            yield return i - 1;
    }

    /// <summary>FNV-1a.</summary>
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261u;
        foreach (var character in name)
            hash = (hash ^ character) * 16777619u;
        return hash;
    }
}
