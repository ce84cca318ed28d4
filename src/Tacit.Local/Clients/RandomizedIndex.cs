using System.Runtime.CompilerServices;

namespace Tacit.Local;

/// <summary>Randomized response on m values: both draws are made whatever the first one says, and no branch depends on the value.</summary>
internal static class RandomizedIndex
{
    /// <summary>The value with probability keep/2^64, else one of the <paramref name="others"/> = m − 1 others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Draw(LocalRandomness random, int value, ulong keep, uint others, ulong limit)
    {
        var kept = random.Bernoulli(keep) ? 1u : 0u;
        var r = random.Uniform(others, limit);
        r += 1u - ((r - (uint)value) >> 31); // r ≥ value: one further
        return r ^ ((r ^ (uint)value) & (0u - kept));
    }
}
