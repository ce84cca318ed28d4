using Tacit.Mechanisms;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Twins;

/// <summary>Twins that select: keys above a threshold, the first query above a threshold, the best candidate.</summary>
public sealed class SelectionTwins
{
    private static readonly NeighbourPair<long>[] OneUnit = [new(0, 1, "no unit and one unit")];
    private static readonly DiscreteLaplace Noise = new(1);

    [Fact]
    public Task Selection_on_one_below_the_threshold()
    {
        // δ = .01 and b = 1: T = 1 + ⌈ln(1/((1+e^−1)·δ))⌉ = 6 has a tail of .0049, T − 1 one of .0134.
        const int T = 6;
        var rule = StabilityHistogram.Laplace(1, 0.01, 1);
        Assert.Equal(T, rule.Threshold);
        return Caught.ByAuditAsync(Select(T - 1), (units, random) => rule.Sample([units], random)[0] is not null, OneUnit, new(1, 0.01), new() { Runs = 100_000, Seed = 83 });
    }

    [Fact]
    public void Threshold_inclusive_against_delta_exclusive()
    {
        // δ is that of n + Z > T, the code keeps n + Z ≥ T (opendp#2922). Two outputs for one unit: enumerated.
        static (ExactLaw, ExactLaw) Laws(double kept) => (new([new("kept", 0), new("not", 1)]), new([new("kept", kept), new("not", 1 - kept)]));
        const int T = 6;
        var (inclusive, exclusive) = (Tail(T - 1), Tail(T));
        Assert.Equal(Math.E, inclusive / exclusive, 1e-9);
        Caught.ByPrice(PrivacyLoss.Approximate(1, exclusive), Laws(inclusive), PrivacyLoss.Approximate(1, inclusive), Laws(inclusive));

        // Ours for this δ: the smallest threshold that keeps it, and the next smaller one would not.
        var rule = StabilityHistogram.Laplace(1, 0.01, 1);
        Caught.ByPrice(rule.Loss, Laws(Tail((int)rule.Threshold - 2)), rule.Loss, Laws(rule.Probability(1)));
    }

    [Fact]
    public Task Sparse_vector_without_threshold_noise()
    {
        // The twin leaves the noise on the threshold away: misses then multiply.
        var mechanism = new AboveThreshold(1, 1, 2);
        var forQueries = new DiscreteLaplace(mechanism.QueryScale);
        return Caught.ByAuditAsync(
            (x, random) => First(x, forQueries, random),
            (x, random) => mechanism.Sample(x, random).ToArray(),
            [Caught.Pair([1, 1, 1, 1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0, 0, 0, 1], "misses then a hit")],
            new(1),
            new() { Runs = 60_000, Seed = 84 });
    }

    [Fact]
    public void Permute_and_flip_charged_as_exponential()
    {
        // Both are ε-private, but only the exponential mechanism has ε²/8-zCDP (opendp#2911). Candidates of scores (1, 0) and (0, 1), ε = 1.
        const double Rho = 1.0 / 8;
        static ExactLaw Law(double first) => new([new("a", first), new("b", 1 - first)]);
        var flip = new PermuteAndFlip(1, 1).Probabilities([1, 0])[0];
        var exponential = new ExponentialMechanism(1, 1).Probabilities([1, 0])[0];
        Assert.Equal(1 - (Math.Exp(-0.5) / 2), flip, 1e-14);
        static double WorstRho(ExactLaw p, ExactLaw q) => new[] { 1.0001, 1.5, 2, 4, 16 }.Max(order => p.Renyi(q, order) / order);
        Assert.True(WorstRho(Law(flip), Law(1 - flip)) > 2 * Rho);
        Assert.True(WorstRho(Law(exponential), Law(1 - exponential)) <= Rho);
        Caught.ByPrice(
            PrivacyLoss.Exponential(1), (Law(flip), Law(1 - flip)), new ExponentialMechanism(1, 1).Loss, (Law(exponential), Law(1 - exponential)));
        Assert.Null(PriceCheck.FirstBreak(new PermuteAndFlip(1, 1).Loss, Law(flip), Law(1 - flip)));
    }

    [Fact]
    public Task Sparse_vector_with_one_noise_for_all_queries()
    {
        // The noise of the queries is drawn once: answers then tell whether queries differ.
        var mechanism = new AboveThreshold(1, 1, 2);
        var (forThreshold, forQueries) = (new DiscreteLaplace(mechanism.ThresholdScale), new DiscreteLaplace(mechanism.QueryScale));
        return Caught.ByAuditAsync(
            (x, random) =>
            {
                var (threshold, z) = (2 + forThreshold.Sample(random), forQueries.Sample(random));
                return x.TakeWhile(q => q + z < threshold).Count();
            },
            (x, random) => mechanism.Sample(x, random).Count,
            [Caught.Pair([1, 1, 1], [1, 2, 1], "equal queries, and one that is larger")],
            new(1),
            new() { Runs = 20_000, Seed = 85 });
    }

    [Fact]
    public Task Half_of_the_noise_where_scores_move_both_ways()
    {
        // The noise of monotone scores; here one goes up and seven go down.
        var (twin, correct) = (new ExponentialMechanism(1, 1, monotone: true), new ExponentialMechanism(1, 1));
        return Caught.ByAuditAsync(
            (s, random) => twin.Sample([.. s.Select(x => (Tacit.Numerics.Rational)x)], random),
            (s, random) => correct.Sample([.. s.Select(x => (Tacit.Numerics.Rational)x)], random),
            [Caught.Pair([0, 1, 1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0, 0, 0], "one up, seven down")],
            new(1),
            new() { Runs = 20_000, Seed = 86 });
    }

    [Fact]
    public void Weights_in_doubles()
    {
        // e^−745 is the last double above zero. Scores that are 1490 and 1492 apart, ε = 1: the second law cannot give what the first can.
        static ExactLaw Doubles(double gap) => new([new("worse", Math.Exp(-gap / 2) / (1 + Math.Exp(-gap / 2))), new("better", 1 / (1 + Math.Exp(-gap / 2)))]);
        Assert.Equal(double.PositiveInfinity, Doubles(1490).Epsilon(Doubles(1492)));

        // Ours decides by coins that fail e by e, whatever the gap is: the odds of the worse one never end.
        var source = RandomSource.Seeded(87);
        Assert.Equal(0, Enumerable.Range(0, 1000).Sum(_ => new ExponentialMechanism(1, 1).Sample([0, -1492], source)));
    }

    [Fact]
    public void Threshold_of_continuous_noise()
    {
        // 1 − b·ln(2δ) rounded up is 12 for ε = 1 and δ = 1e-5; integer noise needs 13.
        var textbook = (int)Math.Ceiling(1 - Math.Log(2e-5));
        var rule = StabilityHistogram.Laplace(1, 1e-5, 1);
        Assert.Equal((12, 13), (textbook, (int)rule.Threshold));
        static (ExactLaw, ExactLaw) Laws(double kept) => (new([new("kept", 0), new("not", 1)]), new([new("kept", kept), new("not", 1 - kept)]));
        Caught.ByPrice(rule.Loss, Laws(Tail(textbook - 1)), rule.Loss, Laws(rule.Probability(1)));
    }

    private static Func<long, RandomSource, bool> Select(int threshold) => (units, random) => units > 0 && units + Noise.Sample(random) >= threshold;

    // P(Z ≥ t) of discrete Laplace noise of scale 1.
    private static double Tail(int t) => Math.Exp(-t) / (1 + Math.Exp(-1));

    // Answers for each query, up to the first that is above the threshold of 2.
    private static bool[] First(long[] queries, DiscreteLaplace noise, RandomSource random)
    {
        var answers = new List<bool>();
        foreach (var q in queries)
        {
            answers.Add(q + noise.Sample(random) >= 2);
            if (answers[^1])
            {
                break;
            }
        }

        return [.. answers];
    }
}
