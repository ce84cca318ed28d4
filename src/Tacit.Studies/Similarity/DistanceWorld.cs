using System.Diagnostics;
using Tacit.Mechanisms;
using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Studies.Similarity;

/// <summary>Sums of distances and kernels to uniform rows, by an index and by noise on each answer.</summary>
internal sealed class DistanceWorld(StudyTrial trial, CancellationToken token)
{
    private static readonly Population People = new("rows", PrivacyUnit.Row());
    private readonly RandomSource _random = trial.Random(1);

    /// <summary>Root mean square errors of an index and of Laplace noise on each of so many answers, for the same ε, and seconds of one query of each.</summary>
    public async Task<(double Index, double PerQuery, double IndexTime, double BruteTime)> DistanceAsync(int rows, int columns, double epsilon, int queries, int looked)
    {
        var table = Table(rows, columns);
        var points = Table(looked, columns);
        var index = await FitAsync(SimilaritySketch.L1(columns, 0, 1, pure: true), table, epsilon, null).ConfigureAwait(false);

        // Each answer moves by at most d, and has its share of ε.
        var share = new DiscreteLaplace((Numerics.Rational)(long)(columns * queries * 1_000_000.0 / epsilon));
        var exact = new double[looked];
        var brute = Time(() => Each(looked, q => exact[q] = Distance(table, points, q)));
        var answers = new double[looked];
        var quick = Time(() => answers = index.QueryBatch(points));
        return (Root(answers.Zip(exact, (a, e) => a - e)), Root(exact.Select(_ => (double)share.Sample(_random) / 1e6)), quick / looked, brute / looked);
    }

    /// <summary>The same for a Gaussian kernel and Gaussian noise.</summary>
    public async Task<(double Index, double PerQuery)> KernelAsync(int rows, int columns, double rho, int queries, int features, int looked)
    {
        var (table, points, kernel) = (Table(rows, columns), Table(looked, columns), SimilarityKernel.Gaussian(Math.Sqrt(columns / 4.0)));
        var index = await FitAsync(SimilaritySketch.Kernel(kernel, columns, features, seed: trial.Seed), table, null, rho).ConfigureAwait(false);
        var exact = new double[looked];
        Each(looked, q => exact[q] = Kernel(kernel, table, points, q));

        // One answer moves by at most one; σ is 10⁶ times as large on a lattice of millionths.
        var share = new DiscreteGaussian((Numerics.Rational)(long)(1e6 * Math.Sqrt(queries / (2 * rho))));
        return (Root(index.QueryBatch(points).Zip(exact, (a, e) => a - e)), Root(exact.Select(_ => (double)share.Sample(_random) / 1e6)));
    }

    private async Task<SimilarityIndex> FitAsync(SimilaritySketch sketch, double[,] table, double? epsilon, double? rho)
    {
        token.ThrowIfCancellationRequested();
        await using var ledger = new SimulatedLedger(_random.NextUInt64());
        var account = await ledger.AccountAsync(People, token).ConfigureAwait(false);
        var noise = epsilon is { } e ? sketch.Laplace(e) : sketch.Gaussian(rho!.Value);
        SimilarityIndex? index = null;
        await (epsilon is { } pure ? account.Spend(pure) : account.SpendZcdp(rho!.Value)).RunAsync("similarity", noise.Loss, async (permit, cancel) =>
        {
            var exact = sketch.Of(await permit.OpenAsync(new Sensitive<double[,]>(People, _ => ValueTask.FromResult(table)), cancel).ConfigureAwait(false));
            index = sketch.Index(permit.Draw(noise, exact, sketch.Sensitivity.Weights), noise);
            return 0L;
        }, Codec.Integer, token).ConfigureAwait(false);
        return index!;
    }

    private double[,] Table(int rows, int columns)
    {
        var table = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                table[i, j] = Generated.Uniform(_random);
            }
        }

        return table;
    }

    private static double Distance(double[,] table, double[,] points, int q)
    {
        var sum = 0.0;
        for (var i = 0; i < table.GetLength(0); i++)
        {
            for (var j = 0; j < table.GetLength(1); j++)
            {
                sum += Math.Abs(table[i, j] - points[q, j]);
            }
        }

        return sum;
    }

    private static double Kernel(SimilarityKernel kernel, double[,] table, double[,] points, int q)
    {
        double sum = 0, scale = kernel.Bandwidth * kernel.Bandwidth;
        for (var i = 0; i < table.GetLength(0); i++)
        {
            var square = 0.0;
            for (var j = 0; j < table.GetLength(1); j++)
            {
                var z = table[i, j] - points[q, j];
                square += z * z;
            }

            sum += Math.Exp(-square / scale);
        }

        return sum;
    }

    // All processors, as batches of queries have them.
    private static void Each(int count, Action<int> body) => Parallel.For(0, count, body);

    private static double Time(Action body)
    {
        var watch = Stopwatch.StartNew();
        body();
        return watch.Elapsed.TotalSeconds;
    }

    private static double Root(IEnumerable<double> errors) => Math.Sqrt(errors.Average(e => e * e));
}
