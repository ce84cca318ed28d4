using Tacit.Audit.Fairness;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Fairness;

/// <summary>The audit of public rows: hand cases, a naive oracle, and what is refused.</summary>
public sealed class FairnessAuditTests
{
    private static readonly FairnessOptions Quick = new() { Threshold = 0.5, Resamples = 200, FewestRows = 1 };

    [Fact]
    public void Rates_of_two_groups_by_hand()
    {
        // Of ten positives 9 and 6 are found, of ten negatives 1 and 3 are called positive.
        var (labels, groups, scores) = (new List<bool>(), new List<string>(), new List<double>());
        foreach (var (group, found, called) in new[] { ("a", 9, 1), ("b", 6, 3) })
        {
            for (var i = 0; i < 20; i++)
            {
                labels.Add(i < 10);
                groups.Add(group);
                scores.Add(i < 10 ? (i < found ? 0.9 : 0.1) : (i - 10 < called ? 0.9 : 0.1));
            }
        }

        var model = Rows.Model("m", 1, [.. scores]);
        var report = FairnessAudit.Run(new(labels, [new("g", groups)]), model, [model], Quick);
        var gaps = Assert.Single(report.Reference.Gaps);
        Assert.Equal(0.3, gaps.EqualisedOdds!.Value.Value, 1e-12);
        Assert.Equal(0.05, gaps.DemographicParity!.Value.Value, 1e-12);
        Assert.Equal(0.9, report.Reference.Group("g=a")[FairnessMetric.TruePositiveRate]!.Value.Value, 1e-12);
        Assert.Equal(0.3, report.Reference.Group("g=b")[FairnessMetric.FalsePositiveRate]!.Value.Value, 1e-12);
        Assert.Equal(6.0 / 9, report.Reference.Group("g=b")[FairnessMetric.PositivePredictiveValue]!.Value.Value, 1e-12);

        // A pair is won, tied or lost: (0.9·0.9 + ½(0.9·0.1 + 0.1·0.9)) and (0.6·0.7 + ½(0.6·0.3 + 0.4·0.7)).
        Assert.Equal(0.65 / 0.9, gaps.AccuracyParity!.Value.Value, 1e-12);
        Assert.Equal("g=b", gaps.WorstGroup);
    }

    [Fact]
    public void Groups_that_a_model_finds_nobody_of_have_no_ratio()
    {
        var (rows, scores) = Rows.Make(RandomSource.Seeded(1), 600, 1);
        var report = FairnessAudit.Run(
            rows, Rows.Model("reference", double.PositiveInfinity, scores), [Rows.Model("blind", 1, [.. scores[0].Select(s => s / 2)])], Quick with { Metric = FairnessMetric.TruePositiveRate, Threshold = 0.6 });
        Assert.Null(report.Candidates.Single().Gaps[0].AccuracyParity);
        Assert.NotNull(report.Reference.Gaps[0].AccuracyParity);
        Rows.HasNoHole(report);
    }

    [Fact]
    public void Equal_models_cost_nothing()
    {
        var (rows, scores) = Rows.Make(RandomSource.Seeded(1), 600, 1);
        var report = FairnessAudit.Run(rows, Rows.Model("reference", double.PositiveInfinity, scores), [Rows.Model("same", 3, scores[0], scores[0])], Quick);
        var same = report.Candidates.Single();
        Assert.All(same.Groups, g => Assert.Equal((0, 0, 0), (g.Cost!.Cost.Value, g.Cost.Cost.Low, g.Cost.Cost.High)));
        Assert.All(same.Gaps, g => Assert.Equal((0, 0), (g.Disparity!.Value.Value, g.Disparity.Value.High)));
        Assert.All(same.Gaps, g => Assert.Equal(0, g.DifferentialCost!.Value.Value));
        Assert.DoesNotContain(same.Groups, g => g.Cost!.IsHarm);
        Assert.All(report.Reference.Groups, g => Assert.Null(g.Cost));
        Assert.Contains(report.Notes, n => n.Contains("Fewer than 5 seeds of same", StringComparison.Ordinal));
    }

    [Fact]
    public void A_constant_score_tells_nothing()
    {
        var (rows, _) = Rows.Make(RandomSource.Seeded(2), 300, 1);
        double[] half = [.. rows.Labels.Select(_ => 0.5)];
        var reference = FairnessAudit.Run(rows, Rows.Model("constant", 1, half), [], Quick).Reference;
        Assert.All(reference.Groups, g => Assert.Equal((0.5, 0.5, 0.5), (g[FairnessMetric.Auroc]!.Value.Value, g[FairnessMetric.Auroc]!.Value.Low, g[FairnessMetric.Auroc]!.Value.High)));
        Assert.All(reference.Groups, g => Assert.Equal(0.25, g[FairnessMetric.Brier]!.Value.Value, 1e-12));
    }

    [Fact]
    public void Every_measure_is_that_of_the_definition_with_ties_and_multiplicities()
    {
        var random = RandomSource.Seeded(3);
        for (var round = 0; round < 60; round++)
        {
            var n = 5 + (int)random.NextBelow(60);
            bool[] labels = [.. Enumerable.Range(0, n).Select(i => i == 0 || (i > 1 && random.NextBit()))];
            double[] scores = [.. Enumerable.Range(0, n).Select(_ => random.NextBelow(21) / 20.0)];
            ushort[] weights = [.. Enumerable.Range(0, n).Select(_ => (ushort)(1 + random.NextBelow(3)))];
            int[] order = [.. Enumerable.Range(0, n).OrderBy(i => scores[i])];
            var measures = new double[9];
            new SortedGroup(order, scores, labels, 0.45).Measure(weights, measures);
            int[] copies = [.. Enumerable.Range(0, n).SelectMany(i => Enumerable.Repeat(i, weights[i]))];
            Assert.All(Naive(copies, labels, scores, 0.45).Zip(measures), p => Assert.Equal(p.First, p.Second, 1e-12));
        }
    }

    [Fact]
    public void A_small_group_is_named_and_nothing_is_said_of_it()
    {
        var (rows, scores) = Rows.Make(RandomSource.Seeded(4), 900, 1);
        string[] sex = [.. rows.Labels.Select((_, i) => i < 10 ? "unknown" : rows.Attributes[0].Values[i])];
        var report = FairnessAudit.Run(rows with { Attributes = [new("sex", sex), rows.Attributes[1]] }, Rows.Model("r", 1, scores), [], Quick with { FewestRows = 50 });
        var small = report.Reference.Group("sex=unknown");
        Assert.False(small.IsSufficient);
        Assert.Equal(10, small.Count.Value);
        Assert.Empty(small.Metrics);
        Assert.True(report.Reference.Group("sex=female").IsSufficient);
        Assert.Equal(1 + 3 + 2 + 6, report.Reference.Groups.Count);
        var table = report.Reference.ToTable();
        Assert.Equal(report.Reference.Groups.Select(g => g.Group), table.Rows.Select(r => r.Keys[0]));
        Assert.Equal(10, table["rows", "sex=unknown"]!.Value.Value);
        Assert.Null(table["AUROC", "sex=unknown"]);
        Assert.Equal(report.Reference.Group("sex=female")[FairnessMetric.Auroc], table["AUROC", "sex=female"]);
        Assert.Contains(report.Notes, n => n.StartsWith("3 of 12 groups", StringComparison.Ordinal));
    }

    [Fact]
    public void A_threshold_comes_from_validation_rows_alone()
    {
        var (rows, scores) = Rows.Make(RandomSource.Seeded(5), 300, 1);
        var options = Quick with { Threshold = null };
        AuditedModel With(double[] chosen) => new("m", 1, [new(scores[0], chosen)]);
        var validated = rows with { ValidationLabels = [false, false, true, true] };

        // 0.7 finds both positives and no negative; the test scores do not matter.
        Assert.Equal([0.7], FairnessAudit.Run(validated, With([0.1, 0.6, 0.7, 0.9]), [], options).Reference.Thresholds);
        Assert.Throws<BadInputException>(() => FairnessAudit.Run(rows, With([]), [], options));
        Assert.Contains("4 validation rows", Assert.Throws<BadInputException>(() => FairnessAudit.Run(validated, With([0.1]), [], options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_is_harmed_is_found_and_the_result_does_not_depend_on_threads()
    {
        // The private model is blind for the old.
        var random = RandomSource.Seeded(6);
        var (rows, scores) = Rows.Make(random, 3000, 0.2);
        double[][] blind = [.. Enumerable.Range(0, 5).Select(_ => scores[0].Select((s, i) => rows.Attributes[1].Values[i] == "old" ? Rows.Uniform(random) : s).ToArray())];
        FairnessReport Report(int threads) => FairnessAudit.Run(rows, Rows.Model("r", double.PositiveInfinity, scores), [Rows.Model("blind", 1, blind)], Quick with { FewestRows = 50, Resamples = 400, Threads = threads });
        var report = Report(1);
        var model = report.Candidates.Single();
        Assert.Equal(["age=old", "sex=female, age=old", "sex=male, age=old"], model.Groups.Where(g => g.Cost is { IsHarm: true }).Select(g => g.Group).Order(StringComparer.Ordinal));
        Assert.True(model.Gaps.Single(g => g.Partition == "age").Disparity!.Value.Low > 0.2);
        Assert.Equal(model.Groups.Select(g => g.Cost), Report(2).Candidates.Single().Groups.Select(g => g.Cost));
    }

    [Fact]
    public void Holm_by_hand() => Assert.All(HolmTest.Adjust([0.04, 0.001, 0.03, 0.5]).Zip([0.09, 0.004, 0.09, 0.5]), p => Assert.Equal(p.Second, p.First, 1e-12));

    [Fact]
    public void What_cannot_be_audited_is_refused()
    {
        var (rows, scores) = Rows.Make(RandomSource.Seeded(7), 60, 1);
        var fine = Rows.Model("r", double.PositiveInfinity, scores);
        void Refused(string word, LabelledRows data, AuditedModel reference, AuditedModel[] candidates, FairnessOptions options) =>
            Assert.Contains(word, Assert.Throws<BadInputException>(() => FairnessAudit.Run(data, reference, candidates, options)).Message, StringComparison.Ordinal);
        Refused("outside of [0, 1]", rows, Rows.Model("r", 1, [.. scores[0].Select(s => s * 2)]), [], Quick);
        Refused("outside of [0, 1]", rows, Rows.Model("r", 1, [.. scores[0].Select(_ => double.NaN)]), [], Quick);
        Refused("60 test rows", rows, Rows.Model("r", 1, scores[0][1..]), [], Quick);
        Refused("Runs are paired", rows, Rows.Model("r", 1, scores[0], scores[0]), [Rows.Model("c", 1, scores[0], scores[0], scores[0])], Quick);
        Refused("has 1 values for 60 rows", rows with { Attributes = [new("sex", ["a"])] }, fine, [], Quick);
        Refused("no cost", rows, fine, [], Quick with { Metric = FairnessMetric.Prevalence });
        Refused("'sex=neither'", rows, fine with { Diagnostics = [new("sex=neither", 0.5)] }, [], Quick);
        Refused("100 to 100,000", rows, fine, [], Quick with { Resamples = 10 });
    }

    [Fact]
    public void Diagnostics_stand_beside_their_group()
    {
        var (rows, scores) = Rows.Make(RandomSource.Seeded(8), 200, 1);
        var diagnosed = Rows.Model("r", 1, scores) with { Diagnostics = [new("sex=male", 0.4, 1.2, 0.03)] };
        Assert.Equal(0.4, FairnessAudit.Run(rows, diagnosed, [], Quick).Reference.Group("sex=male").Diagnostics!.ClippedShare);
    }

    // The definitions, on copied rows.
    private static double[] Naive(int[] rows, bool[] labels, double[] scores, double threshold)
    {
        double n = rows.Length;
        int[] positives = [.. rows.Where(i => labels[i])], negatives = [.. rows.Where(i => !labels[i])];
        var won = positives.Sum(p => negatives.Sum(q => scores[p] > scores[q] ? 1 : scores[p] == scores[q] ? 0.5 : 0));
        double found = positives.Count(i => scores[i] >= threshold), called = negatives.Count(i => scores[i] >= threshold);
        var calibration = rows.GroupBy(i => Math.Min((int)(scores[i] * 15), 14)).Sum(b => b.Count() / n * Math.Abs(b.Average(i => labels[i] ? 1.0 : 0) - b.Average(i => scores[i])));
        return
        [
            positives.Length / n, won / positives.Length / negatives.Length, found / positives.Length, called / negatives.Length, found / (found + called),
            (found + negatives.Length - called) / n, (found + called) / n, rows.Average(i => Math.Pow(scores[i] - (labels[i] ? 1 : 0), 2)), calibration,
        ];
    }
}
