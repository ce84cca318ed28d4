using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>The exponential mechanism and permute-and-flip: oracles, laws written out here, draws against them, errors and extremes.</summary>
public sealed class SelectionByScoreTests
{
    private const int Draws = 400_000;
    private static readonly Rational[] Three = [0, 1, 2];
    private static readonly double[] ExponentialOracle = [.18632372, .30719589, .50648039];
    private static readonly double[] FlipOracle = [.14675136, .26607697, .58717167];

    [Fact]
    public void Oracles()
    {
        Near(ExponentialOracle, new ExponentialMechanism(1, 1).Probabilities(Three), 6e-9);
        Near(FlipOracle, new PermuteAndFlip(1, 1).Probabilities(Three), 6e-9);
    }

    [Fact]
    public void Draws_have_the_oracles_law()
    {
        var (exponential, flip, source) = (new ExponentialMechanism(1, 1), new PermuteAndFlip(1, 1), RandomSource.Seeded(601));
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => exponential.Sample(Three, source)), i => ExponentialOracle[i], 0, 2, "exponential");
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => flip.Sample(Three, source)), i => FlipOracle[i], 0, 2, "permute-and-flip");
    }

    [Fact]
    public void Rational_scores_and_many_candidates()
    {
        Rational[] scores = [.. Enumerable.Range(0, 9).Select(i => new Rational((i * 7) % 11, 3))];
        var weights = scores.Select(s => Math.Exp(0.75 * s.ToDouble() / (2 * 0.5))).ToArray();
        var exponential = new ExponentialMechanism(0.75, 0.5);
        Near([.. weights.Select(w => w / weights.Sum())], exponential.Probabilities(scores), 1e-14);
        var flip = new PermuteAndFlip(0.75, 0.5);
        Near(ByOrders(weights), flip.Probabilities(scores), 1e-13);
        var source = RandomSource.Seeded(602);
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => exponential.Sample(scores, source)), i => weights[i] / weights.Sum(), 0, 8, "exponential of nine");
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => flip.Sample(scores, source)), i => ByOrders(weights)[i], 0, 8, "permute-and-flip of nine");
    }

    [Fact]
    public void Monotone_scores_need_half_of_the_noise()
    {
        Near(new ExponentialMechanism(2, 1).Probabilities(Three), new ExponentialMechanism(1, 1, monotone: true).Probabilities(Three), 1e-15);
        Near(new PermuteAndFlip(2, 1).Probabilities(Three), new PermuteAndFlip(1, 1, monotone: true).Probabilities(Three), 1e-15);
        Assert.Throws<BadInputException>(() => new ExponentialMechanism(1, 1, monotone: true, Neighbours.Replace));
    }

    [Fact]
    public void Permute_and_flip_never_errs_more()
    {
        foreach (var scores in new Rational[][] { [0], [0, 0], Three, [5, 1, 1, 1, 4], [.. Enumerable.Range(0, 2000).Select(i => (Rational)(i % 17))] })
        {
            var (exponential, flip) = (new ExponentialMechanism(1, 1), new PermuteAndFlip(1, 1));
            Assert.Equal(1, flip.Probabilities(scores).Sum(), 1e-12);
            Assert.True(flip.ExpectedError(scores) <= exponential.ExpectedError(scores) + 1e-12);
        }

        Assert.Equal((2 * .18632372) + .30719589, new ExponentialMechanism(1, 1).ExpectedError(Three), 3e-8);
    }

    [Fact]
    public void Error_bound_holds_and_is_met_by_the_worst_scores()
    {
        // One best candidate and m − 1 that lie just beyond the bound.
        const int Candidates = 50;
        var mechanism = new ExponentialMechanism(1, 1);
        var bound = mechanism.ErrorBound(Candidates, 0.95);
        Assert.Equal(2 * Math.Log(49 / 0.05), bound, 1e-12);
        Rational[] scores = [Rational.FromDouble(bound), .. new Rational[Candidates - 1]];
        Assert.InRange(1 - mechanism.Probabilities(scores)[0], 0.047, 0.05);
        Assert.InRange(1 - new PermuteAndFlip(1, 1).Probabilities(scores)[0], 0, 0.05);
        Assert.Equal(0, mechanism.ErrorBound(1, 0.95));
    }

    [Fact]
    public void Scores_that_underflow_a_double_still_choose()
    {
        // Trap 20 of the peers: weights of e^−1e30 are zero as doubles, and all of them together are no crash and no NaN.
        Rational[] scores = [Rational.Parse("-1e30"), Rational.Parse("-1e30") - 1, Rational.Parse("-3e30")];
        var (exponential, flip, source) = (new ExponentialMechanism(1, 1), new PermuteAndFlip(1, 1), RandomSource.Seeded(603));
        var p = 1 / (1 + Math.Exp(-0.5));
        GoodnessOfFit.CheckRate(Enumerable.Range(0, 20_000).Count(_ => exponential.Sample(scores, source) == 0), 20_000, p, "exponential");
        GoodnessOfFit.CheckRate(Enumerable.Range(0, 20_000).Count(_ => flip.Sample(scores, source) == 0), 20_000, 1 - (Math.Exp(-0.5) / 2), "permute-and-flip");
        Assert.False(double.IsNaN(exponential.ExpectedError(scores)));
    }

    [Fact]
    public void Losses_are_bounded_range_and_pure()
    {
        // Trap 6 of the peers: permute-and-flip has no bounded range.
        Assert.Equal(new Rational(1, 8), new ExponentialMechanism(1, 1).Loss.Price().Rho);
        Assert.Equal(new Rational(1, 2), new PermuteAndFlip(1, 1).Loss.Price().Rho);
        Assert.Equal(Neighbours.Replace, new PermuteAndFlip(1, 1, relation: Neighbours.Replace).Loss.Relation);
    }

    [Fact]
    public void Without_noise_the_best_is_chosen()
    {
        // opendp#2912: the minimum for the maximum.
        Assert.Equal(1, new ExponentialMechanism(1, 1).Noiseless([3, 7, 7, -9]));
        Assert.Equal(1, new PermuteAndFlip(1, 1).Noiseless([3, 7, 7, -9]));
    }

    [Fact]
    public void Bad_parameters_and_no_candidates_are_refused()
    {
        foreach (var bad in new Quantity[] { 0, -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<BadInputException>(() => new ExponentialMechanism(bad, 1));
            Assert.Throws<BadInputException>(() => new ExponentialMechanism(1, bad));
            Assert.Throws<BadInputException>(() => new PermuteAndFlip(bad, 1));
        }

        Assert.Throws<BadInputException>(() => new ExponentialMechanism(1, 1).Sample([], RandomSource.Seeded(1)));
        Assert.Throws<BadInputException>(() => new PermuteAndFlip(1, 1).Probabilities([]));
    }

    // Permute-and-flip by the inclusion of every set that may come before: Σ_S 1/(m·C(m−1,|S|)) Π_{j∈S}(1 − wⱼ).
    private static double[] ByOrders(double[] scaled)
    {
        var weights = scaled.Select(w => w / scaled.Max()).ToArray();
        var m = weights.Length;
        var result = new double[m];
        for (var i = 0; i < m; i++)
        {
            for (var set = 0; set < 1 << m; set++)
            {
                if ((set >> i & 1) == 0)
                {
                    var size = System.Numerics.BitOperations.PopCount((uint)set);
                    var choose = Enumerable.Range(1, size).Aggregate(1.0, (c, k) => c * (m - k) / k);
                    result[i] += weights[i] / (m * choose) * Enumerable.Range(0, m).Where(j => (set >> j & 1) == 1).Aggregate(1.0, (p, j) => p * (1 - weights[j]));
                }
            }
        }

        return result;
    }

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
