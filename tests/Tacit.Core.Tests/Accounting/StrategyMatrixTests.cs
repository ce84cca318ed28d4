using Tacit.Accounting;
using Tacit.Accounting.Matrices;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Accounting;

/// <summary>Sensitivities of matrix mechanisms: the specification's values, and every pattern of small streams.</summary>
public sealed class StrategyMatrixTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 4)]
    [InlineData(1024, 11)]
    public void A_tree_costs_its_levels(int steps, double squared) =>
        Assert.Equal(squared, Math.Pow(StrategyMatrix.BinaryTree(steps).Sensitivity(1, 1), 2), 1e-9);

    [Fact]
    public void A_banded_strategy_costs_its_columns() =>
        Assert.Equal(2.042517, StrategyMatrix.BandedToeplitz([1, 0.5, 0.375], 9).Sensitivity(3, 3), 1e-6);

    [Theory]
    [InlineData(7, 1, 3)]
    [InlineData(7, 2, 3)]
    [InlineData(8, 3, 3)]
    [InlineData(8, 3, 4)]
    [InlineData(9, 4, 3)]
    [InlineData(6, 9, 3)]
    public void No_pattern_costs_more_and_one_costs_as_much(int steps, int times, int separation)
    {
        double[] coefficients = [1, -0.5, 0.375];
        double worst = 0;
        for (var pattern = 1; pattern < 1 << steps; pattern++)
        {
            var taken = Enumerable.Range(0, steps).Where(i => (pattern >> i & 1) == 1).ToArray();
            if (taken.Length > times || taken.Zip(taken.Skip(1)).Any(p => p.Second - p.First < separation))
            {
                continue;
            }

            worst = Math.Max(worst, taken.Sum(i => taken.Sum(j => Math.Abs(Gram(coefficients, steps, i, j)))));
        }

        Assert.Equal(Math.Sqrt(worst), StrategyMatrix.BandedToeplitz(coefficients, steps).Sensitivity(times, separation), 1e-11);
    }

    [Fact]
    public void The_stream_is_one_Gaussian_event()
    {
        var loss = StrategyMatrix.BinaryTree(8).Loss(sigma: 4, times: 1, separation: 1);
        Assert.Equal("matrix", loss.Type);
        Assert.Equal(1, loss.Epsilon(1e-6, Neighbours.AddRemove) / PrivacyLoss.Gaussian(2).Epsilon(1e-6, Neighbours.AddRemove), 1e-9);
        Assert.True(loss.Epsilon(1e-6, Neighbours.AddRemove) >= PrivacyLoss.Gaussian(2).Epsilon(1e-6, Neighbours.AddRemove) * (1 - 1e-12));
    }

    [Fact]
    public void Groups_in_turn_with_Poisson_samples_are_sampled_Gaussians()
    {
        // 10 steps in a band of 3 are 4 turns; the largest column is 1 + ¼ + 9/64.
        var loss = StrategyMatrix.BandedToeplitz([1, 0.5, 0.375], 10).CyclicPoissonLoss(sigma: 2, rate: 0.1);
        var largest = Math.Sqrt(1 + 0.25 + 0.140625);
        var sampled = PrivacyLoss.Gaussian(2 / largest).PoissonSampled(0.1).Repeat(4);
        Assert.Equal(1, loss.Epsilon(1e-6, Neighbours.AddRemove) / sampled.Epsilon(1e-6, Neighbours.AddRemove), 1e-6);

        // No band at all is a run of sampled Gaussians, and a tree has one turn.
        Assert.Equal(PrivacyLoss.Gaussian(2 / Rational.FromDoubleExact(1 + 1e-12)).PoissonSampled(0.1).Repeat(10), StrategyMatrix.BandedToeplitz([1], 10).CyclicPoissonLoss(2, 0.1));
        Assert.Contains("\"count\":1,", StrategyMatrix.BinaryTree(8).CyclicPoissonLoss(2, 0.1).ToJson(), StringComparison.Ordinal);
        Assert.True(loss.Epsilon(1e-6, Neighbours.AddRemove) < StrategyMatrix.BandedToeplitz([1, 0.5, 0.375], 10).Loss(2, 4, 3).Epsilon(1e-6, Neighbours.AddRemove));
    }

    [Fact]
    public void Streams_are_calibrated_like_any_other_loss()
    {
        var tree = StrategyMatrix.BinaryTree(1024);
        var sigma = Calibration.Noise(s => tree.Loss(s, 1, 1), 1, 1e-6, Neighbours.AddRemove);
        Assert.True(tree.Loss(sigma, 1, 1).Epsilon(1e-6, Neighbours.AddRemove) <= 1);
        Assert.Equal(1, sigma / (Math.Sqrt(11) * Calibration.Noise(s => PrivacyLoss.Gaussian(s), 1, 1e-6, Neighbours.AddRemove)), 1e-6);
        var banded = StrategyMatrix.BandedToeplitz([1, 0.5, 0.375], 90);
        var cyclic = Calibration.Noise(s => banded.CyclicPoissonLoss(s, 0.02), 1, 1e-6, Neighbours.AddRemove, Accountant.Renyi);
        Assert.True(banded.CyclicPoissonLoss(cyclic, 0.02).Epsilon(1e-6, Neighbours.AddRemove) <= 1);
    }

    [Fact]
    public void What_is_not_bounded_is_refused()
    {
        Assert.Throws<BadInputException>(() => StrategyMatrix.BinaryTree(6));
        Assert.Throws<BadInputException>(() => StrategyMatrix.BinaryTree(8).Sensitivity(2, 4));
        Assert.Throws<BadInputException>(() => StrategyMatrix.BandedToeplitz([1, 0.5], 8).Sensitivity(2, 1));
        Assert.Throws<BadInputException>(() => StrategyMatrix.BandedToeplitz([0, 1], 8));
        Assert.Throws<BadInputException>(() => StrategyMatrix.BandedToeplitz([1, double.NaN], 8));
        Assert.Throws<BadInputException>(() => StrategyMatrix.BandedToeplitz([1, 0.5, 0.2], 2));
    }

    private static double Gram(double[] coefficients, int steps, int i, int j)
    {
        double Entry(int row, int column) => row - column >= 0 && row - column < coefficients.Length ? coefficients[row - column] : 0;
        return Enumerable.Range(0, steps).Sum(row => Entry(row, i) * Entry(row, j));
    }
}
