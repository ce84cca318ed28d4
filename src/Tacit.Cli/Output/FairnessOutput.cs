using System.Globalization;
using Spectre.Console;
using Tacit.Audit.Fairness;

namespace Tacit.Cli.Output;

/// <summary>A fairness report as text or as one JSON object.</summary>
internal static class FairnessOutput
{
    private static readonly (FairnessMetric Metric, string Name)[] Metrics =
    [
        (FairnessMetric.Prevalence, "prevalence"), (FairnessMetric.Auroc, "auroc"), (FairnessMetric.TruePositiveRate, "tpr"), (FairnessMetric.FalsePositiveRate, "fpr"), (FairnessMetric.PositivePredictiveValue, "ppv"),
        (FairnessMetric.Accuracy, "accuracy"), (FairnessMetric.SelectionRate, "selectionRate"), (FairnessMetric.Brier, "brier"), (FairnessMetric.CalibrationError, "ece"),
    ];

    public static void Print(FairnessReport report, Receipt? receipt, bool json)
    {
        if (json)
        {
            JsonOut.Print(Json(report, receipt));
            return;
        }

        var console = AnsiConsole.Console;
        foreach (var model in report.Models)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Name}, {model.Runs} run{(model.Runs == 1 ? string.Empty : "s")}"));
            console.Write(Table(model, report.Options.Metric));
            foreach (var gap in model.Gaps)
            {
                console.WriteLine($"  {gap.Partition}: " + string.Join("; ", Gaps(gap).Where(g => g.Value is not null).Select(g => $"{g.Words} {Text(g.Value!.Value)}")));
            }

            console.WriteLine();
        }

        foreach (var line in report.Notes.Prepend(report.Data))
        {
            console.WriteLine(line);
        }

        if (receipt is not null)
        {
            console.WriteLine($"paid {receipt.Price}   entry {receipt.Entry}   left {receipt.Left}");
        }
    }

    private static Spectre.Console.Table Table(ModelFairness model, FairnessMetric compared)
    {
        var name = Metrics.First(m => m.Metric == compared).Name;
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumn("group");
        foreach (var head in new[] { "rows", name, "tpr ", "fpr ", "cost", "beyond all", "p (Holm)" })
        {
            table.AddColumn(new TableColumn(head).RightAligned());
        }

        table.AddColumn(string.Empty);
        foreach (var group in model.Groups)
        {
            string Of(FairnessMetric metric) => group[metric] is { } value ? Text(value) : string.Empty;
            table.AddRow(
                Markup.Escape(group.Group), group.Count.Value.ToString("N0", CultureInfo.InvariantCulture), Of(compared), Of(FairnessMetric.TruePositiveRate), Of(FairnessMetric.FalsePositiveRate),
                group.Cost is { } c ? Text(c.Cost) : string.Empty, group is { Cost: { } e, Partition: not "all" } ? Text(e.Excess) : string.Empty,
                group is { Cost: { } p, Partition: not "all" } ? p.AdjustedP.ToString("0.####", CultureInfo.InvariantCulture) : string.Empty,
                !group.IsSufficient ? "insufficient" : group.Cost is { IsHarm: true } ? "[red]harmed[/]" : string.Empty);
        }

        return table;
    }

    private static (string Name, string Words, Estimate? Value)[] Gaps(FairnessGaps gaps) =>
    [
        ("demographicParity", "demographic parity", gaps.DemographicParity), ("equalisedOdds", "equalised odds", gaps.EqualisedOdds), ("accuracyParity", "accuracy parity", gaps.AccuracyParity),
        ("disparity", "disparity by privacy", gaps.Disparity), ("differentialCost", $"cost of {gaps.WorstGroup} beyond all", gaps.DifferentialCost),
    ];

    private static string Text(Estimate e) => string.Create(CultureInfo.InvariantCulture, $"{e.Value:0.000} [{e.Low:0.000}, {e.High:0.000}]").Replace("[", "(", StringComparison.Ordinal).Replace("]", ")", StringComparison.Ordinal);

    private static object Json(FairnessReport report, Receipt? receipt) => new
    {
        format = 1,
        isPrivate = receipt is not null,
        report.Data,
        metric = Metrics.First(m => m.Metric == report.Options.Metric).Name,
        report.Options.Margin,
        report.Options.Alpha,
        report.Options.FewestRows,
        report.Options.Resamples,
        seed = report.Options.Seed.ToString(CultureInfo.InvariantCulture),
        models = report.Models.Select(m => new
        {
            m.Name,
            epsilon = double.IsFinite(m.Epsilon) ? m.Epsilon : (double?)null,
            m.Runs,
            m.Thresholds,
            groups = m.Groups.Select(g => new
            {
                g.Partition,
                g.Group,
                rows = Of(g.Count),
                sufficient = g.IsSufficient,
                measures = Metrics.Where(x => g[x.Metric] is not null).ToDictionary(x => x.Name, x => Of(g[x.Metric]!.Value)),
                cost = g.Cost is { } c ? new { cost = Of(c.Cost), excess = Of(c.Excess), c.P, c.AdjustedP, harmed = c.IsHarm } : null,
            }),
            gaps = m.Gaps.Select(g => new { g.Partition, g.WorstGroup, values = Gaps(g).Where(v => v.Value is not null).ToDictionary(v => v.Name, v => Of(v.Value!.Value)) }),
        }),
        report.Notes,
        receipt = receipt is null ? null : new { receipt.Price, receipt.Mechanism, unit = receipt.Unit.ToString(), receipt.LedgerId, receipt.Account, receipt.Entry, receipt.Left },
    };

    // An end that resampling could not find is null.
    private static object Of(Estimate e) => new { e.Value, low = double.IsFinite(e.Low) ? e.Low : (double?)null, high = double.IsFinite(e.High) ? e.High : (double?)null, e.Confidence };
}
