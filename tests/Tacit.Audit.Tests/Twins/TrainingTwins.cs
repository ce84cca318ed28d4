using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Audit.Tests.Twins;

/// <summary>Twins of sketches and of training on samples.</summary>
public sealed class TrainingTwins
{
    [Fact]
    public Task Sample_larger_than_the_one_that_is_charged()
    {
        // Charged for a sample of a quarter of the rows, but all are taken: an epoch that is not sampled.
        DpSgd Run(double rate) => new(1, new() { Objective = LinearObjective.Squared, SamplingRate = rate, Steps = 1, NoiseMultiplier = 1 });
        var (wrong, right) = (Run(1), Run(0.25));
        static long[] Draw(DpSgd run, double[] x, RandomSource random) => run.DrawStep(Table(x), [.. x.Select(_ => 1e9)], random)[..2];
        return Caught.ByAuditAsync<double[], long[]>(
            (x, random) => Draw(wrong, x, random), (x, random) => Draw(right, x, random),
            [new([], [0], "nobody and one row")], new(1, right.Loss.Delta(1, Neighbours.AddRemove)), new() { Runs = 20_000, Seed = 61 });
    }

    [Fact]
    public Task Noise_of_one_column_for_the_trees_of_four()
    {
        var (one, four) = (SimilaritySketch.L1(1, 0, 1, 2, pure: true), SimilaritySketch.L1(4, 0, 1, 2, pure: true));
        Int128[] Draw(double scale, double[] x, RandomSource random)
        {
            var exact = four.Of(x.Length == 0 ? new double[0, 4] : new double[,] { { x[0], x[1], x[2], x[3] } });
            var weights = four.Sensitivity.Weights;
            for (var i = 0; i < exact.Length; i++)
            {
                exact[i] += new Tacit.Mechanisms.DiscreteLaplace((Tacit.Numerics.Rational)(long)Math.Ceiling(scale * weights[i].ToDouble())).Sample(random);
            }

            return exact;
        }

        return Caught.ByAuditAsync<double[], Int128[]>(
            (x, random) => Draw(one.Laplace(1).Scale.ToDouble(), x, random), (x, random) => Draw(four.Laplace(1).Scale.ToDouble(), x, random),
            [new([], [1, 1, 1, 1], "nobody and one row in a corner")], new(1), new() { Runs = 10_000, Seed = 62 });
    }

    [Fact]
    public Task A_robust_median_that_counts_changes_of_a_sixth_of_their_price()
    {
        RobustToPrivate Median(double epsilon) => new(RobustEstimators.Median, 0, 9, epsilon, Neighbours.Replace);
        var (wrong, right) = (Median(6), Median(1));
        return Caught.ByAuditAsync<long[], long[]>(
            (x, random) => [wrong.Draw(x, random)], (x, random) => [right.Draw(x, random)],
            [new([0, 0, 0, 9, 9], [0, 0, 9, 9, 9], "the middle goes from end to end")], new(1), new() { Runs = 10_000, Seed = 63 });
    }

    [Fact]
    public Task Squares_that_are_charged_for_the_count_alone()
    {
        // Count, row and square move together by 3 in units of their bounds; the twin's noise is for 1.
        var sketch = SimilaritySketch.SquaredL2(1, 1);
        Int128[] Draw(long scale, double[] x, RandomSource random)
        {
            var exact = sketch.Of(Table(x));
            var weights = sketch.Sensitivity.Weights;
            for (var i = 0; i < exact.Length; i++)
            {
                exact[i] += new Tacit.Mechanisms.DiscreteLaplace(scale * weights[i]).Sample(random);
            }

            return exact;
        }

        return Caught.ByAuditAsync<double[], Int128[]>(
            (x, random) => Draw(1, x, random), (x, random) => Draw(3, x, random), [new([], [1], "nobody and one row at the bound")], new(1), new() { Runs = 10_000, Seed = 64 });
    }

    [Fact]
    public Task Kernel_whose_noise_is_a_third()
    {
        var sketch = SimilaritySketch.Kernel(SimilarityKernel.Gaussian(1), 1, 8);
        long[] Draw(double rho, double[] x, RandomSource random)
        {
            var (noise, exact) = (sketch.Gaussian(rho), sketch.Of(Table(x)));
            var weights = sketch.Sensitivity.Weights;
            for (var i = 0; i < exact.Length; i++)
            {
                exact[i] += new Tacit.Mechanisms.DiscreteGaussian(noise.Scale * weights[i]).Sample(random);
            }

            var index = sketch.Index(exact, noise);
            return [(long)(1e6 * ((4 * index.Query([0.3])) + (index.Count / 4)))];
        }

        // The profile of a Gaussian of μ = 1 at ε = ½.
        var delta = Tacit.Numerics.Normal.UpperTail(0) - (Math.Exp(0.5) * Tacit.Numerics.Normal.UpperTail(1));
        return Caught.ByAuditAsync<double[], long[]>(
            (x, random) => Draw(4.5, x, random), (x, random) => Draw(0.5, x, random), [new([], [0.3], "nobody and one row")], new(0.5, delta), new() { Runs = 10_000, Seed = 65 });
    }

    private static double[,] Table(double[] x)
    {
        var table = new double[x.Length, 1];
        for (var i = 0; i < x.Length; i++)
        {
            table[i, 0] = x[i];
        }

        return table;
    }
}
