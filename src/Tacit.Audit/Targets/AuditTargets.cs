using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Targets;

/// <summary>Mechanisms of Tacit with their worst pairs, and broken twins for demonstrations. The whole shelf of twins is in the tests.</summary>
public static class AuditTargets
{
    private const double KeyDelta = 0.01;
    internal static readonly NeighbourPair<long>[] OneUnit = [new(0, 1, "nobody and one unit")];
    private static readonly NeighbourPair<long>[] Keys = [.. Enumerable.Range(0, 4).Select(n => new NeighbourPair<long>(n, n + 1, $"a key of {n} and of {n + 1} units"))];

    // Where a search looks: counts of units beside each other, the lead of one candidate, and nine queries of 0 or 1 that one unit moves by at most one.
    internal static readonly NeighbourPair<long>[] Counts = [.. Enumerable.Range(0, 24).Select(n => new NeighbourPair<long>(n, n + 1, $"{n} and {n + 1} units"))];
    private static readonly NeighbourPair<long>[] Leads = [.. Enumerable.Range(-4, 8).Select(n => new NeighbourPair<long>(n, n + 1, $"a lead of {2 * n} and of {2 * (n + 1)}"))];

    // A bit for each query: eight that move one way and a last one that moves the other.
    private static readonly NeighbourPair<long>[] MissesThenHit = [new(0b0_1111_1111, 0b1_0000_0000, "misses then a hit")];
    private static readonly NeighbourPair<long>[] Queries =
    [
        .. MissesThenHit, new(0, 0b1_1111_1111, "all queries up"), new(0, 1, "the first query up"), new(0, 0b1_0000_0000, "the last query up"),
        new(0b0_0000_1111, 0b1_1111_0000, "half of the queries up, the others down"), new(0b0_0000_0001, 0b1_1111_1110, "the first query down, the others up"),
        new(0b0_1111_1111, 0b1_1111_1111, "the last query up, the others high"),
    ];

    /// <summary>All of them, the correct ones first.</summary>
    public static IReadOnlyList<AuditTarget> All { get; } = [Laplace(), Gaussian(), Selection(), Flip(), Sparse(), Histogram(), .. MoreMechanisms.All, HalfNoise(), LargeCounts(), NaiveFloat(), ReusedNoise(), EarlyThreshold(), BareThreshold()];

    /// <summary>The target of a name.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public static AuditTarget Find(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new BadInputException($"There is no built-in mechanism '{name}'. There are: {string.Join(", ", All.Select(t => t.Name))}.");

    private static AuditTarget Laplace()
    {
        var noise = new DiscreteLaplace(1);
        return new("discrete-laplace", "A count with exact discrete Laplace noise.", false, new(1), OneUnit, Counts, (count, random) => count + noise.Sample(random));
    }

    private static AuditTarget Gaussian()
    {
        var noise = new DiscreteGaussian(2);
        var delta = PrivacyLoss.DiscreteGaussian(2, 1).Delta(0.5, Neighbours.AddRemove);
        return new("discrete-gaussian", "A count with exact discrete Gaussian noise, σ = 2; the claimed δ is that of its curve at ε = 0.5.", false, new(0.5, delta), OneUnit, Counts, (count, random) => count + noise.Sample(random));
    }

    private static AuditTarget Selection()
    {
        var rule = new PartitionSelection(1, KeyDelta, 1);
        return new("partition-selection", "Whether an unknown key is named. A δ this large is for audits only: faults in δ need far more than 1/δ runs.", false, new(1, KeyDelta), Keys, Counts, (units, random) => rule.Keeps(units, random));
    }

    private static AuditTarget Flip()
    {
        var mechanism = new PermuteAndFlip(1, 1);
        return new("permute-and-flip", "The best of two candidates by permute-and-flip.", false, new(1), [new(0, 1, "a tie and a lead of two")], Leads, (lead, random) => mechanism.Sample([lead, -lead], random));
    }

    private static AuditTarget Sparse()
    {
        var mechanism = new AboveThreshold(1, 1, 2);
        return new("above-threshold", "Nine queries against a threshold, up to the first above it.", false, new(1), MissesThenHit, Queries, (queries, random) => mechanism.Sample(Answers(queries), random).Count);
    }

    private static AuditTarget Histogram()
    {
        var rule = StabilityHistogram.Laplace(1, KeyDelta, 1);
        return new("stability-histogram", "The noisy count of an unknown key, where it is above the threshold; −1 else.", false, new(1, KeyDelta), Keys, Counts, (units, random) => rule.Sample([units], random)[0] ?? -1);
    }

    private static AuditTarget HalfNoise()
    {
        var noise = new DiscreteLaplace(new Rational(1, 2));
        return new("broken-half-noise", "Broken: half of the noise that ε = 1 needs.", true, new(1), OneUnit, Counts, (count, random) => count + noise.Sample(random));
    }

    // Its own pair is the one that comes to mind. A search finds the others.
    private static AuditTarget LargeCounts()
    {
        var (noise, little) = (new DiscreteLaplace(1), new DiscreteLaplace(new Rational(1, 3)));
        return new("broken-large-counts", "Broken: a third of the noise for counts above seven, and only there. Its own pair does not show it; a search does.", true, new(1), OneUnit, Counts, (count, random) =>
            count + (count > 7 ? little : noise).Sample(random));
    }

    private static AuditTarget NaiveFloat() => new(
        "broken-naive-float",
        "Broken: textbook Laplace noise in floating point. Its lowest bits tell the inputs apart.",
        true,
        new(1),
        OneUnit,
        Counts,
        (count, random) => count + TextbookLaplace.Sample(1, random));

    private static AuditTarget ReusedNoise()
    {
        var noise = new DiscreteLaplace(2);
        return new("broken-reused-noise", "Broken: one draw of noise for two counts.", true, new(1), OneUnit, Counts, (count, random) =>
        {
            var z = noise.Sample(random);
            return (count + z, z);
        });
    }

    private static AuditTarget EarlyThreshold()
    {
        // Shown from T−1 on, where T = 6 is the smallest threshold with P(1 + Z ≥ T) ≤ δ.
        var noise = new DiscreteLaplace(1);
        return new("broken-early-threshold", "Broken: names a key from one below the threshold that its δ needs.", true, new(1, 0.005), [new(0, 1, "no unit and one unit")], Counts, (units, random) =>
            units > 0 && units + noise.Sample(random) >= 6 - 1);
    }

    private static AuditTarget BareThreshold()
    {
        var noise = new DiscreteLaplace(new AboveThreshold(1, 1, 2).QueryScale);
        return new("broken-bare-threshold", "Broken: a sparse vector whose threshold has no noise.", true, new(1), MissesThenHit, Queries, (queries, random) =>
            Answers(queries).TakeWhile(query => query + noise.Sample(random) < 2).Count());
    }

    private static long[] Answers(long queries) => [.. Enumerable.Range(0, 9).Select(i => (queries >> i) & 1)];
}
