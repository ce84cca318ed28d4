using System.Collections.Concurrent;
using System.Diagnostics;
using Tacit.Accounting;
using Tacit.Statistics;

namespace Tacit.Studies.Similarity;

/// <summary>Accuracy and time of classifiers of the same (ε, δ): by average similarity, and by DP-SGD.</summary>
internal sealed class ClassifierWorld(ImageTask task, ulong seed, CancellationToken token)
{
    public const double Epsilon = 1;
    public const double Delta = 1e-5;
    private const double Rate = 0.02;
    private static readonly ConcurrentDictionary<long, double> Multipliers = new();
    private static readonly Population People = new("images", PrivacyUnit.Row());

    /// <summary>The similarity classifier of a kernel or a distance.</summary>
    public async Task<(double Accuracy, double Seconds)> SimilarityAsync(SimilaritySketch one)
    {
        await using var ledger = new SimulatedLedger(seed);
        var account = await ledger.AccountAsync(People, token).ConfigureAwait(false);
        var sketch = new SimilarityClassifierSketch(one, 10);
        var rho = Rho();
        var noise = sketch.Gaussian(rho);
        SimilarityClassifier? classifier = null;
        var seconds = double.PositiveInfinity;

        // The first run compiles; the better of two others counts.
        for (var run = 0; run < 3; run++)
        {
            var watch = Stopwatch.StartNew();
            await account.SpendZcdp(rho).RunAsync("classifier", noise.Loss, async (permit, cancel) =>
            {
                var (rows, labels) = await permit.OpenAsync(new Sensitive<(double[,], int[])>(People, _ => ValueTask.FromResult((task.Rows, task.Labels))), cancel).ConfigureAwait(false);
                classifier = sketch.Classifier(permit.Draw(noise, sketch.Of(rows, labels), sketch.Sensitivity.Weights), noise);
                return 0L;
            }, Codec.Integer, token).ConfigureAwait(false);
            seconds = run == 0 ? seconds : Math.Min(seconds, watch.Elapsed.TotalSeconds);
        }

        return (classifier!.PredictBatch(task.Tests).Zip(task.TestLabels).Count(p => p.First == p.Second) / (double)task.TestLabels.Length, seconds);
    }

    /// <summary>Softmax regression by so many steps of DP-SGD, its noise calibrated to them.</summary>
    public async Task<(double Accuracy, double Seconds)> GradientsAsync(long steps)
    {
        var options = new DpSgdOptions { Classes = 10, SamplingRate = Rate, Steps = steps, LearningRate = 8, ClipNorm = 0.5, Momentum = 0.5 };
        options = options with
        {
            NoiseMultiplier = Math.Round(Multipliers.GetOrAdd(steps, _ => Calibration.Noise(sigma => DpSgd.LossOf(options, sigma), Epsilon, Delta, Neighbours.AddRemove, token: token)) + 5e-5, 4),
        };
        await using var ledger = new SimulatedLedger(seed);
        var account = await ledger.AccountAsync(People, token).ConfigureAwait(false);
        var run = new DpSgd(task.Rows.GetLength(1), options);
        double[] labels = [.. task.Labels.Select(l => (double)l)];
        LinearModel? model = null;
        var watch = Stopwatch.StartNew();
        await account.Spend(run.Loss).RunAsync("DP-SGD", run.Loss, async (permit, cancel) =>
        {
            model = run.Fit(await permit.OpenAsync(new Sensitive<double[,]>(People, _ => ValueTask.FromResult(task.Rows)), cancel).ConfigureAwait(false), labels, labels.Length, permit, null, cancel);
            return 0L;
        }, Codec.Integer, token).ConfigureAwait(false);
        var seconds = watch.Elapsed.TotalSeconds;
        var row = new double[task.Tests.GetLength(1)];
        var right = 0;
        for (var i = 0; i < task.TestLabels.Length; i++)
        {
            Buffer.BlockCopy(task.Tests, i * row.Length * sizeof(double), row, 0, row.Length * sizeof(double));
            right += model!.Predict(row) == task.TestLabels[i] ? 1 : 0;
        }

        return (right / (double)task.TestLabels.Length, seconds);
    }

    // The largest ρ, to a thousandth, whose ε at δ is at most the target.
    private static double Rho()
    {
        var (low, high) = (0.0, 1.0);
        while (high - low > 1e-3 * high)
        {
            var middle = (low + high) / 2;
            (low, high) = PrivacyLoss.Zcdp(middle).Epsilon(Delta, Neighbours.AddRemove) <= Epsilon ? (middle, high) : (low, middle);
        }

        return Math.Round(low, 6);
    }
}
