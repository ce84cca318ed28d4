using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Chooses one of many candidates with weight e^(−penalty × price), exactly: a penalty is drawn by how many have it, then one of those.</summary>
internal static class CandidateLaw
{
    public static int Draw(IReadOnlyList<int> penalties, Rational perPenalty, RandomSource random)
    {
        var groups = Enumerable.Range(0, penalties.Count).GroupBy(i => penalties[i]).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        var group = groups[new RingLaw([.. groups.Select(g => ((long)g.Length, (long)penalties[g[0]]))], perPenalty).Draw(random)];
        return group[random.NextBelow((ulong)group.Length)];
    }
}
