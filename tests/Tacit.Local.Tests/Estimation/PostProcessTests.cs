namespace Tacit.Local.Tests.Estimation;

/// <summary>Steps after estimation, each against numbers worked out by hand or by another way.</summary>
public sealed class PostProcessTests
{
    private static readonly double[] Raw = [0.5, 0.4, 0.2, -0.1, 0.15];

    [Fact]
    public void Reference_numbers()
    {
        Equal([0.4375, 0.3375, 0.1375, 0, 0.0875], Consistency.NormSub(Raw));
        Equal([0.4, 0.32, 0.16, 0, 0.12], Consistency.NormMul(Raw));
        Equal([0.47, 0.37, 0.17, -0.13, 0.12], Consistency.Norm(Raw));
        Equal([0.5, 0.4, 0, 0, 0], Consistency.NormCut(Raw));
        Equal([1, 0], Consistency.NormSub([7, 0.5]));
        Equal([0.6, 0.4], Consistency.NormSub([0.3, 0.1]));
        Equal([1, 0], Consistency.NormCut([1.4, 0.2]));
        Equal([0.3, 0.1, 0], Consistency.NormCut([0.3, 0.1, -0.2]));
        Equal([0.5, 0.5], Consistency.NormMul([-1, -2]));
    }

    // The projection is the nearest point: no other point of the simplex is nearer.
    [Fact]
    public void Norm_sub_is_the_nearest_point_of_the_simplex()
    {
        var projected = Consistency.NormSub(Raw);
        Assert.Equal(1, projected.Sum(), 1e-12);
        var least = projected.Zip(Raw, (a, b) => (a - b) * (a - b)).Sum();
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                var moved = projected.ToArray();
                var step = Math.Min(0.01, moved[i]);
                moved[i] -= step;
                moved[j] += step;
                Assert.True(moved.Zip(Raw, (a, b) => (a - b) * (a - b)).Sum() >= least - 1e-12);
            }
        }
    }

    [Fact]
    public void Bayesian_update_has_its_reference_limit()
    {
        var e = Math.E;
        var limit = IterativeBayes.Limit([0.30, 0.25, 0.20, 0.15, 0.10], e / (e + 4), 1 / (e + 4));
        Equal([0.516395, 0.333333, 0.150271, 0, 0], limit, 1e-6);
    }

    // The closed limit is where the iteration goes, also for the renormalised supports of other protocols.
    [Theory]
    [InlineData(0.5, 0.2689)]
    [InlineData(0.6225, 0.3775)]
    [InlineData(0.4046, 0.14885)]
    public void Bayesian_update_is_where_the_iteration_ends(double p, double q)
    {
        double[] supports = [900, 700, 512, 500, 480];
        var column = p + (4 * q);
        double[] theta = [0.2, 0.2, 0.2, 0.2, 0.2];
        for (var i = 0; i < 200_000; i++)
        {
            double[] ratio = [.. supports.Select((s, y) => s / supports.Sum() / ((q + ((p - q) * theta[y])) / column))];
            theta = [.. theta.Select((t, v) => t * ((q * ratio.Sum()) + ((p - q) * ratio[v])) / column)];
        }

        Equal(theta, IterativeBayes.Limit(supports, p, q), 1e-5);
    }

    [Fact]
    public void Bounds_inside_the_simplex()
    {
        var bounds = SupportIntervals.InSimplex([(0.3, 0.5), (0.2, 0.45), (0.1, 0.2)]);
        Equal([0.35, 0.3, 0.1], [.. bounds.Select(b => b.Low)]);
        Equal([0.5, 0.45, 0.2], [.. bounds.Select(b => b.High)]);
        Assert.Equal([(0, 0.1), (0, 0.2)], SupportIntervals.InSimplex([(-0.3, 0.1), (-0.2, 0.2)]));
    }

    // OUE, ε = 1, 10,000 reports of which 3,000 support the value.
    [Fact]
    public void Reference_interval()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Oue, 2, 1);
        var estimate = oracle.CreateAggregator(10_000, [3000, 7000]).Estimate();
        Assert.Equal(0.134419, estimate.Values[0].Value, 1e-6);
        Assert.Equal(0.019833, estimate.StandardErrors[0], 1e-6);
        Assert.Equal(0.09559, estimate.Values[0].Low, 1e-5);
        Assert.Equal(0.17375, estimate.Values[0].High, 1e-5);
        Assert.Equal(FrequencyEstimate.EachValue, estimate.Values[0].Covers);
    }

    [Theory]
    [InlineData(PostProcess.Clip)]
    [InlineData(PostProcess.Norm)]
    [InlineData(PostProcess.NormMul)]
    [InlineData(PostProcess.NormSub)]
    [InlineData(PostProcess.NormCut)]
    [InlineData(PostProcess.BaseCut)]
    [InlineData(PostProcess.Ibu)]
    public void Processed_values_lie_in_intervals_for_all_at_once(PostProcess step)
    {
        var oracle = FrequencyOracle.Create(OracleKind.Oue, 4, 1);
        var aggregator = oracle.CreateAggregator(1000, [390, 300, 268, 255]);
        var raw = aggregator.Estimate();
        var estimate = aggregator.Estimate(step, 0.9);
        Assert.Equal(raw.Raw, estimate.Raw);
        var together = SupportIntervals.InSimplex(SupportIntervals.Raw(oracle.Law, 1000, [390, 300, 268, 255], 0.1 / 4));
        for (var v = 0; v < 4; v++)
        {
            var value = estimate.Values[v];
            Assert.Equal(FrequencyEstimate.AllValues, value.Covers);
            Assert.InRange(value.Value, value.Low, value.High);
            Assert.Equal(together[v], (value.Low, value.High));
            Assert.InRange(value.Low, 0, value.High);
            Assert.InRange(value.High, value.Low, 1);
        }
    }

    [Fact]
    public void Base_cut_leaves_only_what_stands_out()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 3, 2);
        var aggregator = oracle.CreateAggregator(3000, [2330, 340, 330]);
        var estimate = aggregator.Estimate(PostProcess.BaseCut);
        Assert.True(estimate.Raw[0] > estimate.SmallestVisible && estimate.Raw[1] < estimate.SmallestVisible);
        Assert.Equal(0, Consistency.Apply(PostProcess.BaseCut, oracle.Law, 3000, [2330, 340, 330], [.. estimate.Raw], 0.05)[1]);
    }

    [Fact]
    public void Sums_that_are_far_from_one_alarm()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Oue, 4, 1);
        Assert.False(oracle.CreateAggregator(10_000, [5000, 2689, 2689, 2689]).Estimate().IsSumAlarming);
        Assert.True(oracle.CreateAggregator(10_000, [5000, 5000, 5000, 5000]).Estimate().IsSumAlarming);
        Assert.Equal(1, FrequencyOracle.Create(OracleKind.Grr, 3, 1).CreateAggregator(10, [9, 0, 1]).Estimate().RawSum, 1e-9);
        Assert.Equal(1, FrequencyOracle.Create(OracleKind.Subset, 4, 0.5, 2).CreateAggregator(10, [9, 0, 1, 10]).Estimate().RawSum, 1e-9);
    }

    [Fact]
    public void Nothing_is_estimated_from_nothing()
    {
        var aggregator = FrequencyOracle.Create(OracleKind.Grr, 3, 1).CreateAggregator();
        Assert.Contains("no reports", Assert.Throws<BadInputException>(() => aggregator.Estimate()).Message, StringComparison.Ordinal);
        aggregator.Add([1]);
        Assert.Throws<BadInputException>(() => aggregator.Estimate(confidence: 1));
        Assert.Throws<BadInputException>(() => aggregator.Estimate((PostProcess)99));
    }

    private static void Equal(double[] expected, double[] actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
