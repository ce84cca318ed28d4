using Tacit.Audit.Fairness;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Fairness;

/// <summary>How often intervals hold the truth, over 1000 simulated test sets. At 95 % a correct method is outside of 93 to 97 % with probability 0.4 %; seeds are fixed.</summary>
public sealed class FairnessCoverageTests
{
    [Fact]
    public void The_interval_of_a_cost_covers_it()
    {
        // Two models with accuracy 0.85 and 0.75 given the label, independently: Δ = 0.1 exactly.
        var covered = 0;
        Parallel.For(0, 1000, t =>
        {
            var random = RandomSource.Seeded(10_000 + (ulong)t);
            bool[] labels = [.. Enumerable.Range(0, 240).Select(i => i % 2 == 0)];
            double[] Scores(double accuracy) => [.. labels.Select(y => Rows.Uniform(random) < accuracy == y ? 0.9 : 0.1)];
            var rows = new LabelledRows(labels, [new("g", [.. labels.Select(_ => "a")])]);
            var report = FairnessAudit.Run(rows, Rows.Model("r", double.PositiveInfinity, Scores(0.85)), [Rows.Model("c", 1, Scores(0.75))], new()
            {
                Threshold = 0.5, Metric = FairnessMetric.Accuracy, Resamples = 200, Seed = (ulong)t, Threads = 1,
            });
            var cost = report.Candidates.Single().Groups[0].Cost!.Cost;
            Interlocked.Add(ref covered, cost.Low <= 0.1 && 0.1 <= cost.High ? 1 : 0);
        });

        Assert.InRange(covered, 930, 970);
    }

    [Fact]
    public void The_interval_of_an_area_covers_it()
    {
        // Unit normals one apart: AUROC = Φ(1/√2).
        var (truth, covered) = (0.760249938906524, 0);
        Parallel.For(0, 1000, t =>
        {
            var random = RandomSource.Seeded(20_000 + (ulong)t);
            bool[] labels = [.. Enumerable.Range(0, 240).Select(i => i % 2 == 0)];
            double[] scores = [.. labels.Select(y => Rows.Logistic(Rows.Normal(random) + (y ? 1 : 0)))];
            var rows = new LabelledRows(labels, [new("g", [.. labels.Select(_ => "a")])]);
            var area = FairnessAudit.Run(rows, Rows.Model("r", double.PositiveInfinity, scores), [], new() { Threshold = 0.5, Resamples = 200, Seed = (ulong)t, Threads = 1 }).Reference.Groups[0][FairnessMetric.Auroc]!.Value;
            Interlocked.Add(ref covered, area.Low <= truth && truth <= area.High ? 1 : 0);
        });

        Assert.InRange(covered, 930, 970);
    }
}
