using Tacit.Statistics;

namespace Tacit.Studies.Similarity;

/// <summary>Backurs, Lin, Mahabadi, Silwal and Tarnawski, Efficiently Computing Similarities to Private Datasets (2024): one release answers all queries, and classes by average similarity are as good as DP-SGD in a fraction of its time.</summary>
public sealed class PrivateSimilarityStudy : IStudy
{
    private const int Queries = 1000;
    private static readonly double[] Sizes = [1000, 3000, 10_000, 30_000, 100_000];
    private static readonly double[] Dimensions = [1, 2, 4, 8, 16, 32];
    private static readonly double[] Epsilons = [0.25, 0.5, 1, 2, 4];
    private static readonly double[] Steps = [25, 50, 100, 200, 400, 800, 1600];

    /// <inheritdoc/>
    public string Id => "private-similarity";

    /// <inheritdoc/>
    public string Experiment => "Uniform rows in the unit cube. Root mean square error of sums of L1 distances by an index of pure ε, for 1,000 to 100,000 rows (d = 4, ε = 1), ε from 0.25 to 4 and 1 to 32 columns (10,000 rows), beside Laplace noise on each of 1,000 answers; seconds of a query beside brute force. The same for a Gaussian kernel (2,000 rows, d = 4, ρ = 0.005). Classification of 50,000 private images of Fashion-MNIST at ε = 1, δ = 10⁻⁵: features are 4 × 4 cells, whitened by components of 10,000 public images and of length one; the classifier by a Gaussian kernel of bandwidth 0.7 (2,048 features) and by squared distance, beside softmax regression by DP-SGD (q = 0.02, C = 0.5, η = 8, momentum 0.5) with 25 to 1,600 steps. DP-SGD of equal accuracy is the shortest of those that reach the classifier's, or the longest. At smoke scale ten generated groups take the place of images.";

    /// <inheritdoc/>
    public string? Remarks => "The hundredfold does not hold beside the DP-SGD of this library. The paper's baselines train networks; here both classifiers are linear in features that are given, and DP-SGD on two processors makes a step of a thousand images in less than two milliseconds. A classifier must read all 50,000 images once, which 25 steps of samples hardly exceed. The one by a kernel computes 2,048 features of each and takes longer than DP-SGD of its accuracy; its gain is that there is nothing to tune and no account for sampled losses.";

    /// <inheritdoc/>
    public IReadOnlyList<StudyPredicate> Predicates { get; } =
    [
        new("noise on each of 1,000 answers errs at least 10 times as much as the index", "gain", PredicateSide.AtLeast, 10, true),
        new("the error of the index does not grow with the rows: slope in n", "rate-n", PredicateSide.AtMost, 0.1, true),
        new("it falls as 1/ε: slope at most −0.85", "rate-epsilon", PredicateSide.AtMost, -0.85, true),
        new("and at least −1.15", "rate-epsilon", PredicateSide.AtLeast, -1.15, false),
        new("it grows as d^1.5: slope at most 1.65", "rate-d", PredicateSide.AtMost, 1.65, true),
        new("and at least 1.35", "rate-d", PredicateSide.AtLeast, 1.35, false),
        new("with 100,000 rows a query takes at most a hundredth of brute force", "query-gain", PredicateSide.AtLeast, 100, true),
        new("for a Gaussian kernel noise on each of 1,000 answers errs at least 5 times as much as the index", "kernel-gain", PredicateSide.AtLeast, 5, true),
        new("the classifier by a kernel is at most 5 points below the best DP-SGD", "points-below", PredicateSide.AtMost, 5, true),
        new("the classifier by squared distance takes less time than DP-SGD of equal accuracy", "fastest-time-ratio", PredicateSide.AtLeast, 1, true),
        new("DP-SGD of the accuracy of a classifier takes at least 100 times as long", "fastest-time-ratio", PredicateSide.AtLeast, 100, false),
    ];

    /// <inheritdoc/>
    public StudyCost CostOf(StudyScale scale) => scale switch
    {
        StudyScale.Smoke => new(1, TimeSpan.FromSeconds(4), 300),
        StudyScale.Small => new(1, TimeSpan.FromSeconds(90), 1200),
        _ => new(5, TimeSpan.FromMinutes(8), 1500),
    };

    /// <inheritdoc/>
    public async Task<StudyMeasurements> MeasureAsync(StudyTrial trial, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var world = new DistanceWorld(trial, token);
        var (looked, repeats) = (trial.Pick(20, 200, 200), trial.Pick(1, 4, 8));
        trial.Progress?.Report("distances by rows");
        var bySize = await EachAsync(trial.Scale == StudyScale.Smoke ? [1000, 3000, 10_000] : Sizes, n => world.DistanceAsync((int)n, 4, 1, Queries, looked), repeats).ConfigureAwait(false);
        trial.Progress?.Report("distances by ε and columns");
        var byEpsilon = await EachAsync(Epsilons, e => world.DistanceAsync(trial.Pick(500, 10_000, 10_000), 4, e, Queries, looked), repeats).ConfigureAwait(false);
        var dimensions = trial.Scale == StudyScale.Smoke ? Dimensions[..4] : Dimensions;
        var byDimension = await EachAsync(dimensions, d => world.DistanceAsync(trial.Pick(500, 10_000, 10_000), (int)d, 1, Queries, looked), repeats).ConfigureAwait(false);
        trial.Progress?.Report("kernel");
        var kernel = await world.KernelAsync(2000, 4, 0.005, Queries, trial.Pick(1024, 8192, 8192), looked).ConfigureAwait(false);
        trial.Progress?.Report("classification");
        var task = trial.Scale == StudyScale.Smoke ? ImageTask.Groups(4000, trial.Random(2)) : ImageTask.Fashion(50_000);
        var classes = new ClassifierWorld(task, trial.Seed, token);
        var byKernel = await classes.SimilarityAsync(SimilaritySketch.Kernel(SimilarityKernel.Gaussian(0.7), 64, trial.Pick(256, 2048, 2048))).ConfigureAwait(false);
        var bySquare = await classes.SimilarityAsync(SimilaritySketch.SquaredL2(64, 1.001)).ConfigureAwait(false);
        var steps = trial.Scale == StudyScale.Smoke ? Steps[..2] : Steps;
        var gradients = new List<(double Accuracy, double Seconds)>();
        foreach (var count in steps)
        {
            gradients.Add(await classes.GradientsAsync((long)count).ConfigureAwait(false));
        }

        double Ratio((double Accuracy, double Seconds) classifier) => gradients.Where(g => g.Accuracy >= classifier.Accuracy).Select(g => g.Seconds).DefaultIfEmpty(gradients[^1].Seconds).Min() / classifier.Seconds;
        double[] sizes = [.. bySize.X], accuracies = [.. gradients.Select(g => 100 * g.Accuracy)];
        return new(
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["gain"] = bySize.PerQuery[^1] / bySize.Index[^1],
                ["rate-n"] = LogSlope.Of(sizes, bySize.Index),
                ["rate-epsilon"] = LogSlope.Of(Epsilons, byEpsilon.Index),
                ["rate-d"] = LogSlope.Of(dimensions, byDimension.Index),
                ["query-gain"] = bySize.BruteTime[^1] / bySize.IndexTime[^1],
                ["query-microseconds"] = 1e6 * bySize.IndexTime[^1],
                ["kernel-gain"] = kernel.PerQuery / kernel.Index,
                ["kernel-accuracy"] = byKernel.Accuracy,
                ["square-accuracy"] = bySquare.Accuracy,
                ["gradient-accuracy"] = accuracies.Max() / 100,
                ["points-below"] = accuracies.Max() - (100 * byKernel.Accuracy),
                ["kernel-seconds"] = byKernel.Seconds,
                ["square-seconds"] = bySquare.Seconds,
                ["gradient-seconds"] = gradients[^1].Seconds,
                ["kernel-time-ratio"] = Ratio(byKernel),
                ["fastest-time-ratio"] = Ratio(bySquare),
            },
            [
                new("Error against rows", "index", "rows", "root mean square error", sizes, bySize.Index),
                new("Error against rows", "noise on each of 1,000 answers", "rows", "root mean square error", sizes, bySize.PerQuery),
                new("Error against ε", "index", "ε", "root mean square error", Epsilons, byEpsilon.Index),
                new("Error against ε", "noise on each of 1,000 answers", "ε", "root mean square error", Epsilons, byEpsilon.PerQuery),
                new("Error against columns", "index", "columns", "root mean square error", dimensions, byDimension.Index),
                new("Error against columns", "noise on each of 1,000 answers", "columns", "root mean square error", dimensions, byDimension.PerQuery),
                new("Time of a query", "index", "rows", "microseconds", sizes, [.. bySize.IndexTime.Select(t => 1e6 * t)]),
                new("Time of a query", "brute force", "rows", "microseconds", sizes, [.. bySize.BruteTime.Select(t => 1e6 * t)]),
                new("Accuracy against steps of DP-SGD", "DP-SGD", "steps", "accuracy, %", steps, accuracies),
                new("Accuracy against steps of DP-SGD", "kernel, no training", "steps", "accuracy, %", steps, [.. steps.Select(_ => 100 * byKernel.Accuracy)]),
                new("Accuracy against steps of DP-SGD", "squared distance, no training", "steps", "accuracy, %", steps, [.. steps.Select(_ => 100 * bySquare.Accuracy)]),
            ]);
    }

    // Root mean squares of errors, and the least times.
    private static async Task<(double[] X, double[] Index, double[] PerQuery, double[] IndexTime, double[] BruteTime)> EachAsync(
        double[] x, Func<double, Task<(double Index, double PerQuery, double IndexTime, double BruteTime)>> measure, int repeats)
    {
        var (index, perQuery, quick, brute) = (new double[x.Length], new double[x.Length], new double[x.Length], new double[x.Length]);
        for (var i = 0; i < x.Length; i++)
        {
            (quick[i], brute[i]) = (double.PositiveInfinity, double.PositiveInfinity);
            for (var r = 0; r < repeats; r++)
            {
                var one = await measure(x[i]).ConfigureAwait(false);
                index[i] += one.Index * one.Index / repeats;
                perQuery[i] += one.PerQuery * one.PerQuery / repeats;
                (quick[i], brute[i]) = (Math.Min(quick[i], one.IndexTime), Math.Min(brute[i], one.BruteTime));
            }

            (index[i], perQuery[i]) = (Math.Sqrt(index[i]), Math.Sqrt(perQuery[i]));
        }

        return (x, index, perQuery, quick, brute);
    }
}
