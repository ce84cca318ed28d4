using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Twins;

/// <summary>Twins whose noise fits another sensitivity than the one they have.</summary>
public sealed class SensitivityTwins
{
    [Fact]
    public Task L2_norm_where_Laplace_noise_needs_L1()
    {
        // Vectors are clipped to L2 norm 4, so to an L1 norm of 8 in four parts; the noise is for 4.
        return Caught.ByAuditAsync(
            (x, random) => Caught.Noisy(x, 4, random),
            (x, random) => Caught.Noisy(x, 8, random),
            [Caught.Pair([0, 0, 0, 0], [2, 2, 2, 2], "nobody and one unit of norm 4")],
            new(1),
            new() { Runs = 40_000, Seed = 81 });
    }

    [Fact]
    public Task Root_of_the_number_of_groups()
    {
        // A unit is in up to nine groups and moves nine counts by one; √9 = 3 would be right for Gaussian noise.
        return Caught.ByAuditAsync(
            (x, random) => Caught.Noisy(x, 3, random),
            (x, random) => Caught.Noisy(x, 9, random),
            [Caught.Pair(new long[9], [.. Enumerable.Repeat(1L, 9)], "nobody and one unit in nine groups")],
            new(1),
            new() { Runs = 40_000, Seed = 82 });
    }

    [Fact]
    public Task Clamp_after_sum()
    {
        // Values lie in [0, 2]: each is to be clamped. The twin clamps their sum.
        var noise = new DiscreteLaplace(2);
        return Caught.ByAuditAsync(
            (x, random) => Math.Clamp(x.Sum(), 0, 2L * 100) + noise.Sample(random),
            (x, random) => x.Sum(v => Math.Clamp(v, 0, 2)) + noise.Sample(random),
            [Caught.Pair([], [50], "nobody and one unit beyond the bounds"), Caught.Pair([], [2], "nobody and one unit at the bound")],
            new(1));
    }

    [Fact]
    public Task One_end_of_the_range_used_twice()
    {
        // Δ = max(|lower|, |upper|) of [−1, 10] is 10; the twin reads the lower end twice (diffprivlib#105).
        var (wrong, right) = (new DiscreteLaplace(1), new DiscreteLaplace(10));
        return Caught.ByAuditAsync(
            (x, random) => x.Sum(v => Math.Clamp(v, -1, 10)) + wrong.Sample(random),
            (x, random) => x.Sum(v => Math.Clamp(v, -1, 10)) + right.Sample(random),
            [Caught.Pair([], [-1], "nobody and one unit at the lower end"), Caught.Pair([], [10], "nobody and one unit at the upper end")],
            new(1));
    }

    [Fact]
    public Task Replace_one_not_rescaled()
    {
        // Clipped to [−5, 5]: adding somebody moves a sum by 5, replacing by 10. The claim is for replace-one.
        var (addRemove, replaceOne) = (new DiscreteLaplace(5), new DiscreteLaplace(10));
        return Caught.ByAuditAsync(
            (x, random) => x.Sum(v => Math.Clamp(v, -5, 5)) + addRemove.Sample(random),
            (x, random) => x.Sum(v => Math.Clamp(v, -5, 5)) + replaceOne.Sample(random),
            [Caught.Pair([-5], [5], "one unit from end to end")],
            new(1));
    }

    [Fact]
    public Task Mean_charged_once()
    {
        // Sum and count with ε each, sold as ε (sn#202). Values in [−1, 1].
        return Caught.ByAuditAsync(
            (x, random) => Caught.Noisy([x.Sum(), x.Length], 1, random),
            (x, random) => Caught.Noisy([x.Sum(), x.Length], 2, random),
            [Caught.Pair([], [1], "nobody and one unit at the bound")],
            new(1),
            new() { Runs = 20_000, Seed = 88 });
    }

    [Fact]
    public Task Number_of_units_taken_as_public()
    {
        // A mean over the exact number of units, under add/remove, with the noise of the sum (smartnoise-core#356): what one unit more does to the others is not paid.
        var noise = new DiscreteLaplace(20);
        return Caught.ByAuditAsync(
            (x, random) => (x.Sum() * 20 / Math.Max(1, x.Length)) + (noise.Sample(random) / Math.Max(1, x.Length)),
            (x, random) => (x.Sum() * 20) + noise.Sample(random),
            [Caught.Pair([1], [1, 0], "one unit at the bound, and one more at zero")],
            new(1),
            new() { Runs = 20_000, Seed = 89 });
    }

    [Fact]
    public Task Truth_not_kept_with_its_probability()
    {
        // The other values should exclude the truth (pure-LDP#11): K = 4, ε = 1.
        var mechanism = new RandomizedResponse(1, 4);
        return Caught.ByAuditAsync(
            (long v, RandomSource random) => random.NextBelow(1_000_000) < 1_000_000 * mechanism.KeepProbability ? v : (long)random.NextBelow(4),
            (v, random) => mechanism.Sample(v, random),
            [new(0, 3, "the first and the last value")],
            new(1),
            new() { Runs = 20_000, Seed = 90 });
    }

    [Fact]
    public void Sensitivity_is_found_by_enumeration_too()
    {
        // The cheapest check of the twins above: what one unit can do to the integers, tried out.
        static long Most(Func<long[], long> query, long from, long to) =>
            Enumerable.Range((int)from, (int)(to - from + 1)).Max(v => Math.Abs(query([v]) - query([])));
        Assert.Equal(10, Most(x => x.Sum(v => Math.Clamp(v, -1, 10)), -100, 100));
        Assert.Equal(2, Most(x => x.Sum(v => Math.Clamp(v, 0, 2)), -100, 100));
        Assert.Equal(100, Most(x => Math.Clamp(x.Sum(), 0, 200), -100, 100));
    }
}
