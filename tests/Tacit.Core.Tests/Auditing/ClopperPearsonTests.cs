using Tacit.Auditing;

namespace Tacit.Core.Tests.Auditing;

/// <summary>The bounds that audits judge by: closed forms, an independent solver, and their error probability summed exactly.</summary>
public sealed class ClopperPearsonTests
{
    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(1000, 0.005)]
    [InlineData(1_000_000_000, 1e-9)]
    public void No_hits_and_all_hits_have_closed_forms(long draws, double alpha)
    {
        var upper = -double.ExpM1(Math.Log(alpha) / draws);
        Assert.Equal(1, ClopperPearson.Upper(0, draws, alpha) / upper, 2e-6);
        Assert.Equal(1, (1 - ClopperPearson.Lower(draws, draws, alpha)) / upper, 2e-6 + (2e-16 / upper));
        Assert.Equal(0, ClopperPearson.Lower(0, draws, alpha));
        Assert.Equal(1, ClopperPearson.Upper(draws, draws, alpha));
    }

    [Theory]
    [InlineData(3, 10, 0.025)]
    [InlineData(1, 2_000, 0.005)]
    [InlineData(1_900, 2_000, 0.005)]
    [InlineData(4_621, 10_000, 1e-9)]
    [InlineData(17, 100_000, 1e-4)]
    [InlineData(10_241, 100_000, 0.005)]
    [InlineData(1, 40, 0.05)]
    public void Bounds_solve_the_binomial_tail(long hits, long draws, double alpha)
    {
        // The other implementation, of the tests: log-gamma by Stirling's series.
        var low = ClopperPearson.Lower(hits, draws, alpha);
        var up = ClopperPearson.Upper(hits, draws, alpha);
        Assert.Equal(1, SpecialFunctions.Beta(low, hits, draws - hits + 1) / alpha, 3e-6);
        Assert.Equal(1, SpecialFunctions.Beta(1 - up, draws - hits, hits + 1) / alpha, 3e-6);
        Assert.True(SpecialFunctions.Beta(low, hits, draws - hits + 1) < alpha, "The lower bound is on the wide side.");
        Assert.InRange((double)hits / draws, low, up);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void Bounds_fail_with_at_most_their_probability_whatever_is_true(int draws)
    {
        const double Alpha = 0.05;
        for (var p = 0.005; p < 1; p += 0.005)
        {
            double above = 0, below = 0, mass = Math.Pow(1 - p, draws);
            for (var k = 0; k <= draws; k++)
            {
                above += ClopperPearson.Lower(k, draws, Alpha) > p ? mass : 0;
                below += ClopperPearson.Upper(k, draws, Alpha) < p ? mass : 0;
                mass *= (double)(draws - k) / (k + 1) * p / (1 - p);
            }

            Assert.True(above <= Alpha && below <= Alpha, $"p = {p}: {above}, {below}");
        }
    }

    [Fact]
    public void Billions_of_draws_keep_their_digits()
    {
        // A normal variable, to within its own error: 3.0902 standard deviations leave a tail of 0.001.
        const long Draws = 4_000_000_000;
        var low = ClopperPearson.Lower(Draws / 4, Draws, 0.001);
        Assert.Equal(3.0902, (0.25 - low) / Math.Sqrt(0.1875 / Draws), 0.001);
    }

    [Theory]
    [InlineData(-1, 10, 0.1)]
    [InlineData(11, 10, 0.1)]
    [InlineData(0, 0, 0.1)]
    [InlineData(1, 10, 0)]
    [InlineData(1, 10, 1)]
    [InlineData(1, 10, double.NaN)]
    public void Nonsense_is_refused(long hits, long draws, double alpha)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ClopperPearson.Lower(hits, draws, alpha));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClopperPearson.Upper(hits, draws, alpha));
    }

    // Expected counts of the event y ≥ 1 of discrete Laplace noise, each bound at .005; values of the specification, of SciPy's beta quantiles.
    [Theory]
    [InlineData(1, 2_000, 0.870)]
    [InlineData(1, 5_000, 0.918)]
    [InlineData(1, 10_000, 0.942)]
    [InlineData(1, 100_000, 0.982)]
    [InlineData(2, 2_000, 1.825)]
    [InlineData(2, 5_000, 1.888)]
    [InlineData(2, 10_000, 1.921)]
    [InlineData(2, 100_000, 1.975)]
    public void Power_of_the_best_event_of_exact_noise(double epsilon, long draws, double bound)
    {
        var a = Math.Exp(-epsilon);
        var hits = (long)Math.Round(draws / (1 + a));
        var others = (long)Math.Round(draws * a / (1 + a));
        Assert.Equal(bound, EmpiricalLoss.EpsilonAtLeast(hits, draws, others, draws, 0.01), 0.0011);
    }

    [Fact]
    public void Epsilon_and_delta_give_the_same_verdict()
    {
        for (var others = 0; others <= 300; others += 10)
        {
            var epsilon = EmpiricalLoss.EpsilonAtLeast(300, 1000, others, 1000, 0.01, delta: 0.01);
            var delta = EmpiricalLoss.DeltaAtLeast(300, 1000, others, 1000, 0.01, epsilon: 1);
            Assert.Equal(epsilon > 1, delta > 0.01);
        }
    }
}
