using Tacit.Mechanisms;
using Tacit.Randomness;
using Tacit.Statistics;

namespace Tacit.Studies;

/// <summary>Asi, Ullman and Zakynthinou, From Robustness to Privacy and Back (2023): a robust estimator made private errs by what robustness costs, whatever the range is.</summary>
public sealed class RobustToPrivateStudy : IStudy
{
    private const double Unit = 1e5;
    private const double Middle = 3;
    private const int Rows = 2000;
    private static readonly double[] Ranges = [10, 100, 1e3, 1e4, 1e5, 1e6];
    private static readonly double[] Sizes = [250, 500, 1000, 2000, 4000, 8000];
    private static readonly double[] Epsilons = [0.125, 0.25, 0.5, 1, 2];
    private static readonly double[] Shares = [0.001, 0.01, 0.02, 0.05, 0.08];

    /// <inheritdoc/>
    public string Id => "robust-to-private";

    /// <inheritdoc/>
    public string Experiment => "Normal rows about 3 with deviation 1. Mean absolute error of the private median and trimmed mean (10% at each end, ε = 1, replace, 2,000 rows) for ranges ±10 to ±10⁶, beside the mean of rows clipped to the range with Laplace noise; distance of the private from the exact median for 250 to 8,000 rows and ε from 0.125 to 2; error where 0.1% to 8% of the rows lie at the end of the range ±1,000; a line through the origin by depth and by noisy sums where 5% of the rows are astray.";

    /// <inheritdoc/>
    public IReadOnlyList<StudyPredicate> Predicates { get; } =
    [
        new("the error of the clipped mean grows in proportion to the range: slope of its logarithm from ±10³ on", "laplace-slope", PredicateSide.AtLeast, 0.8, true),
        new("the error of the private median does not: slope over all ranges", "median-slope", PredicateSide.AtMost, 0.15, true),
        new("the same for the trimmed mean", "trimmed-slope", PredicateSide.AtMost, 0.15, true),
        new("at ±10⁶ the clipped mean errs at least 100 times as much as the median", "gain", PredicateSide.AtLeast, 100, false),
        new("what privacy adds falls as 1/n: slope in n at most −0.8", "rate-n", PredicateSide.AtMost, -0.8, true),
        new("and at least −1.2", "rate-n", PredicateSide.AtLeast, -1.2, false),
        new("what privacy adds falls as 1/ε: slope in ε at most −0.8", "rate-epsilon", PredicateSide.AtMost, -0.8, true),
        new("and at least −1.2", "rate-epsilon", PredicateSide.AtLeast, -1.2, false),
        new("with 5% of the rows astray the trimmed mean errs by at most 0.3", "trimmed-contaminated", PredicateSide.AtMost, 0.3, false),
        new("and the clipped mean at least 20 times as much", "contaminated-gain", PredicateSide.AtLeast, 20, true),
        new("with 5% of the rows astray the line by noisy sums errs at least 3 times as much as the line by depth", "line-gain", PredicateSide.AtLeast, 3, true),
    ];

    /// <inheritdoc/>
    public StudyCost CostOf(StudyScale scale) => scale switch
    {
        StudyScale.Smoke => new(1, TimeSpan.FromSeconds(4), 200),
        StudyScale.Small => new(3, TimeSpan.FromSeconds(60), 200),
        _ => new(10, TimeSpan.FromMinutes(20), 200),
    };

    /// <inheritdoc/>
    public Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var world = new World(trial, trial.Pick(4, 90, 200), token);
        trial.Progress?.Report("ranges");
        var (laplace, median, trimmed) = (Each(Ranges, r => world.ClippedMean(Rows, r)), Each(Ranges, r => world.Robust(RobustEstimators.Median, Rows, r, 1)), Each(Ranges, r => world.Robust(Trimmed, Rows, r, 1)));
        trial.Progress?.Report("rates");
        var (byRows, byEpsilon) = (Each(Sizes, n => world.Added((int)n, 1)), Each(Epsilons, e => world.Added(Rows, e)));
        trial.Progress?.Report("contamination");
        var (astray, clipped) = (Each(Shares, s => world.Robust(Trimmed, Rows, 1000, 1, s)), Each(Shares, s => world.ClippedMean(Rows, 1000, s)));
        trial.Progress?.Report("lines");
        var (depth, sums) = world.Lines(trial.Pick(2, 10, 30));
        return Task.FromResult(new StudyMeasurements(
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["laplace-slope"] = LogSlope.Of(Ranges[2..], laplace[2..]),
                ["median-slope"] = LogSlope.Of(Ranges, median),
                ["trimmed-slope"] = LogSlope.Of(Ranges, trimmed),
                ["gain"] = laplace[^1] / median[^1],
                ["rate-n"] = LogSlope.Of(Sizes, byRows),
                ["rate-epsilon"] = LogSlope.Of(Epsilons, byEpsilon),
                ["trimmed-contaminated"] = astray[3],
                ["contaminated-gain"] = clipped[3] / astray[3],
                ["line-depth"] = depth,
                ["line-sums"] = sums,
                ["line-gain"] = sums / depth,
            },
            [
                new("Error against the range", "clipped mean, Laplace", "range", "mean absolute error", Ranges, laplace),
                new("Error against the range", "private median", "range", "mean absolute error", Ranges, median),
                new("Error against the range", "private trimmed mean", "range", "mean absolute error", Ranges, trimmed),
                new("What privacy adds to the median", "against the number of rows", "rows", "mean absolute distance", Sizes, byRows),
                new("Error against the share of rows astray", "clipped mean, Laplace", "share of rows", "mean absolute error", Shares, clipped),
                new("Error against the share of rows astray", "private trimmed mean", "share of rows", "mean absolute error", Shares, astray),
            ]));
    }

    private static IRobustEstimator Trimmed { get; } = RobustEstimators.TrimmedMean(new Numerics.Rational(1, 10));

    private static double[] Each(double[] x, Func<double, double> y) => [.. x.Select(y)];

    private sealed class World(StudyTrial trial, int repeats, CancellationToken token)
    {
        private readonly RandomSource _data = trial.Random(1);
        private readonly RandomSource _noise = trial.Random(2);

        public double Robust(IRobustEstimator estimator, int rows, double range, double epsilon, double astray = 0) => Mean(() =>
        {
            var end = (long)(range * Unit);
            return Math.Abs((new RobustToPrivate(estimator, -end, end, epsilon, Neighbours.Replace).Draw(RowsOf(rows, astray, end), _noise) / Unit) - Middle);
        });

        /// <summary>The mean of clipped rows, by the textbook: one row replaced moves the sum by the width of the range.</summary>
        public double ClippedMean(int rows, double range, double astray = 0) => Mean(() =>
        {
            var end = (long)(range * Unit);
            var sum = RowsOf(rows, astray, end).Select(v => (Int128)Math.Clamp(v, -end, end)).Aggregate((a, b) => a + b);
            return Math.Abs(((double)(sum + new DiscreteLaplace(2 * end).Sample(_noise)) / rows / Unit) - Middle);
        });

        /// <summary>How far the private median is from the exact one.</summary>
        public double Added(int rows, double epsilon) => Mean(() =>
        {
            var end = (long)(1000 * Unit);
            var mechanism = new RobustToPrivate(RobustEstimators.Median, -end, end, epsilon, Neighbours.Replace);
            var values = RowsOf(rows, 0, end);
            return Math.Abs(mechanism.Draw(values, _noise) - mechanism.Exact(values)) / Unit;
        });

        /// <summary>Errors of the slope of a line through the origin, y = 1.5x and a little, where 5% of the rows lie far off.</summary>
        public (double Depth, double Sums) Lines(int times)
        {
            var (depth, sums) = (0.0, 0.0);
            for (var t = 0; t < times; t++)
            {
                token.ThrowIfCancellationRequested();
                long[][] x = [.. Enumerable.Range(0, Rows).Select(_ => new[] { (long)(1000 * Generated.Uniform(_data)) })];
                long[] y = [.. x.Select((r, i) => i < Rows / 20 ? -20_000 : (long)((1.5 * r[0]) + (100 * Generated.Normal(_data))))];
                depth += Math.Abs(new DepthRegression(1, 8, 1, Neighbours.Replace, candidates: 4001, directions: 1).Draw(x, y, _noise)[0] - 1.5);

                // Noisy Σxy and Σx² of clipped rows, half of ε each: one row replaced moves them by 2·10³·2·10⁴ and 10⁶.
                var (products, squares) = (x.Zip(y, (r, v) => (Int128)r[0] * Math.Clamp(v, -20_000, 20_000)).Aggregate((a, b) => a + b), x.Aggregate((Int128)0, (a, r) => a + (r[0] * r[0])));
                sums += Math.Abs(((double)(products + new DiscreteLaplace(2 * 40_000_000L).Sample(_noise)) / (double)(squares + new DiscreteLaplace(2 * 1_000_000L).Sample(_noise))) - 1.5);
            }

            return (depth / times, sums / times);
        }

        private double Mean(Func<double> error)
        {
            var sum = 0.0;
            for (var i = 0; i < repeats; i++)
            {
                token.ThrowIfCancellationRequested();
                sum += error();
            }

            return sum / repeats;
        }

        private long[] RowsOf(int rows, double astray, long end)
        {
            var far = (int)Math.Round(astray * rows);
            return [.. Enumerable.Range(0, rows).Select(i => i < far ? end : (long)Math.Round((Middle + Generated.Normal(_data)) * Unit))];
        }
    }
}
