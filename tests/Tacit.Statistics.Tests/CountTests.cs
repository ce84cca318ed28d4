using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics.Tests;

public sealed class CountTests
{
    [Fact]
    public void Distinct_values_are_counted_once_and_each_unit_gives_its_first()
    {
        string[][] units = [["a", "a", "b", "c"], ["b", "d"], [], ["a"]];
        Assert.Equal(2, DistinctCount.Of(units, 1));
        Assert.Equal(3, DistinctCount.Of(units, 2));
        Assert.Equal(4, DistinctCount.Of(units, 3));
        Assert.Equal(0, DistinctCount.Of(Array.Empty<string[]>(), 3));
        Assert.Throws<BadInputException>(() => DistinctCount.Of(units, 0));
        Assert.Throws<BadInputException>(() => DistinctCount.Sensitivity(0));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 6)]
    [InlineData(5, 15)]
    [InlineData(10, 30)]
    public void The_interval_of_a_count_is_that_of_discrete_Laplace_noise(int valuesPerUnit, double half)
    {
        var noise = DistinctCount.Sensitivity(valuesPerUnit).Laplace(1);
        var estimate = DistinctCount.From(-4, noise, 0.95);
        Assert.Equal((-4, -4 - half, -4 + half), (estimate.Value, estimate.Low, estimate.High));
    }

    [Fact]
    public void Cells_at_once_are_wider_by_Bonferroni()
    {
        var noise = IntegerNoise.Laplace(1, 1, "a row is in one bin");
        var cells = SimultaneousIntervals.Of([5, 0, -2, 9], [1, 1, 1, 1], noise, 0.95);
        Assert.All(cells, c => Assert.Equal(noise.HalfWidth(1, 1 - (0.05 / 4)), c.HalfWidth));
        Assert.Equal(3, SimultaneousIntervals.Of([5], [1], noise, 0.95)[0].HalfWidth);
        Assert.Equal(SimultaneousIntervals.Covers, cells[0].Covers);
        Assert.Empty(SimultaneousIntervals.Of([], [], noise, 0.95));
        Assert.Throws<ArgumentException>(() => SimultaneousIntervals.Of([1, 2], [1], noise, 0.95));
        Assert.Throws<BadInputException>(() => SimultaneousIntervals.Of([1], [1], noise, 1));
    }

    // 4,000 tables of 20 cells: at least 95 % hold whole, below 92.5 % with probability below 2e-10 (Chernoff).
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_cells_hold_at_once(bool gaussian)
    {
        const int Rounds = 4000;
        var noise = gaussian ? IntegerNoise.Gaussian(0.02, 1, "a row is in one bin") : IntegerNoise.Laplace(0.2, 1, "a row is in one bin");
        var random = RandomSource.Seeded(99);
        var weights = Enumerable.Repeat(Rational.One, 20).ToArray();
        var held = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var released = new Int128[20];
            for (var k = 0; k < 20; k++)
            {
                released[k] = k + (gaussian ? new DiscreteGaussian(noise.Scale).Sample(random) : new DiscreteLaplace(noise.Scale).Sample(random));
            }

            var k0 = 0;
            held += SimultaneousIntervals.Of(released, weights, noise, 0.95).All(c => c.Low <= k0 && k0++ <= c.High) ? 1 : 0;
        }

        Assert.InRange((double)held / Rounds, 0.925, 1);
    }
}
