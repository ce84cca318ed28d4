using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>The noisy maximum and the noisy top k against laws that are enumerated here.</summary>
public sealed class ReportNoisyMaxTests
{
    private const int Draws = 300_000;

    [Fact]
    public void Fine_lattice_has_the_continuous_oracle()
    {
        // Scores (0, 1, 2) in steps of 1/1024: discrete Laplace noise of scale 2048 steps is Laplace noise of scale 2, but for a part in a million.
        double[] oracle = [.17464263, .30570598, .51965139];
        var law = Law([0, 1024, 2048], 2048);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(oracle[i], law[i], 1e-7));
        var (mechanism, source) = (new ReportNoisyMax(1, 1024), RandomSource.Seeded(611));
        Assert.Equal(2048, mechanism.Scale);
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => mechanism.Sample([0, 1024, 2048], source)), i => oracle[i], 0, 2, "noisy max on a fine lattice");
    }

    [Theory]
    [InlineData(false, new long[] { 0, 1, 2 })]
    [InlineData(false, new long[] { 4, 4, 4, 4 })]
    [InlineData(true, new long[] { -3, 0, 0, 1 })]
    public void Draws_have_the_enumerated_law(bool monotone, long[] scores)
    {
        var (mechanism, source) = (new ReportNoisyMax(1, 1, monotone), RandomSource.Seeded(612));
        var law = Law(scores, monotone ? 1 : 2);
        Assert.Equal(1, law.Sum(), 1e-12);
        GoodnessOfFit.Check(GoodnessOfFit.Count(Draws, () => mechanism.Sample(scores, source)), i => law[i], 0, scores.Length - 1, "noisy max");
    }

    [Fact]
    public void Error_bound_covers()
    {
        var mechanism = new ReportNoisyMax(1, 1);
        long[] scores = [0, 0, 0, 0, 20];
        var (bound, source) = (mechanism.ErrorBound(5, 0.9), RandomSource.Seeded(613));
        Assert.Equal(2 * new DiscreteLaplace(2).HalfWidth(0.98), bound);
        var misses = Enumerable.Range(0, 20_000).Count(_ => 20 - scores[mechanism.Sample(scores, source)] > bound);
        Assert.True(Tacit.Auditing.ClopperPearson.Lower(misses, 20_000, 1e-9) <= 0.1);
        Assert.Equal(0, mechanism.ErrorBound(1, 0.9));
    }

    [Fact]
    public void Loss_is_pure_and_the_best_wins_without_noise()
    {
        Assert.Equal(PrivacyLoss.Pure(0.5), new ReportNoisyMax(0.5, 3).Loss);
        Assert.Equal(2, new ReportNoisyMax(1, 1).Noiseless([long.MinValue, 0, long.MaxValue, 5]));
        Assert.InRange(new ReportNoisyMax(1, 1).Sample([long.MaxValue, long.MaxValue, long.MinValue], RandomSource.Seeded(1)), 0, 1);
        Assert.Throws<BadInputException>(() => new ReportNoisyMax(1, 1, true, Neighbours.Replace));
        Assert.Throws<BadInputException>(() => new ReportNoisyMax(1, 0));
        Assert.Throws<BadInputException>(() => new ReportNoisyMax(1, 1).Sample([], RandomSource.Seeded(1)));
    }

    [Fact]
    public void Top_k_has_the_law_of_its_rounds()
    {
        Rational[] scores = [0, 1, new Rational(5, 2), -1];
        var (mechanism, source) = (new NoisyTopK(2, 1, 2), RandomSource.Seeded(614));
        var w = scores.Select(s => Math.Exp(s.ToDouble() / 2)).ToArray();
        var counts = GoodnessOfFit.Count(Draws, () =>
        {
            var chosen = mechanism.Sample(scores, source);
            return (chosen[0] * 4) + chosen[1];
        });
        GoodnessOfFit.Check(
            counts, pair => pair / 4 == pair % 4 ? 0 : w[pair / 4] / w.Sum() * w[pair % 4] / (w.Sum() - w[pair / 4]), 0, 15, "top two");
        Assert.DoesNotContain(counts.Keys, pair => pair / 4 == pair % 4);
    }

    [Fact]
    public void Top_k_costs_its_rounds()
    {
        var loss = new NoisyTopK(1, 1, 4).Loss;
        Assert.Equal(1, loss.Price().Epsilon);
        Assert.Equal(4 * new Rational(1, 16) / 8, loss.Price().Rho);
        Assert.Equal(new ExponentialMechanism(1, 1).Loss, new NoisyTopK(1, 1, 1).Loss);
        Assert.Equal([2, 1], new NoisyTopK(1, 1, 2).Noiseless([0, 1, 3, 1]));
        Assert.Equal([0, 1, 2], new NoisyTopK(1, 1, 3).Sample([0, 1, 2], RandomSource.Seeded(3)).Order());
        Assert.Throws<BadInputException>(() => new NoisyTopK(1, 1, 0));
        Assert.Throws<BadInputException>(() => new NoisyTopK(1, 1, 3).Sample([0, 1], RandomSource.Seeded(3)));
        Assert.Equal(2 * 4 * Math.Log(9 * 4 / 0.05), new NoisyTopK(1, 1, 4).ErrorBound(10, 0.95), 1e-9);
    }

    // Who is largest after discrete Laplace noise of scale b; equals share.
    private static double[] Law(long[] scores, double b)
    {
        double Point(long z) => Math.Tanh(0.5 / b) * Math.Exp(-Math.Abs(z) / b);
        double AtMost(long z) => z >= 0 ? 1 - (Math.Exp(-(z + 1) / b) / (1 + Math.Exp(-1 / b))) : Math.Exp(z / b) / (1 + Math.Exp(-1 / b));
        var result = new double[scores.Length];
        for (var x = scores.Min() - (long)(45 * b); x <= scores.Max() + (long)(45 * b); x++)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                // Probabilities of 0, 1, 2, … others that equal x while the rest is below.
                double[] ties = [1];
                for (var j = 0; j < scores.Length; j++)
                {
                    if (j != i)
                    {
                        var (equal, below) = (Point(x - scores[j]), AtMost(x - 1 - scores[j]));
                        ties = [.. Enumerable.Range(0, ties.Length + 1).Select(k => ((k < ties.Length ? ties[k] : 0) * below) + ((k > 0 ? ties[k - 1] : 0) * equal))];
                    }
                }

                result[i] += Point(x - scores[i]) * ties.Select((p, k) => p / (k + 1)).Sum();
            }
        }

        return result;
    }
}
