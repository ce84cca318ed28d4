using Tacit.Accounting.Matrices;

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
