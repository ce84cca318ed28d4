using System.CommandLine;
using System.Globalization;
using Tacit.Audit.Fairness;
using Tacit.Cli.Output;

namespace Tacit.Cli.Commands;

internal static class AuditFairnessCommand
{
    private static readonly FairnessOptions Defaults = new();

    private static readonly Dictionary<string, FairnessMetric> Metrics = new(StringComparer.Ordinal)
    {
        ["auroc"] = FairnessMetric.Auroc, ["tpr"] = FairnessMetric.TruePositiveRate, ["fpr"] = FairnessMetric.FalsePositiveRate, ["ppv"] = FairnessMetric.PositivePredictiveValue,
        ["accuracy"] = FairnessMetric.Accuracy, ["brier"] = FairnessMetric.Brier, ["ece"] = FairnessMetric.CalibrationError,
    };

    public static Command Create()
    {
        var scores = new Argument<string>("scores") { Description = "A CSV file: labels, groups and scores of the test rows." };
        var label = new Option<string>("--label") { Description = "The column of labels, 0 or 1.", DefaultValueFactory = _ => "label" };
        var group = new Option<string[]>("--group") { Description = "A column of groups; several times for several. With --private it names their public values, too: sex=female,male.", Required = true };
        var reference = new Option<string>("--reference") { Description = "The column with the scores of the model without privacy; several, parted by commas, for several seeds.", DefaultValueFactory = _ => "reference" };
        var model = new Option<string[]>("--model") { Description = "A private model as ε=column, or ε=column,column,… with a column for each seed. Several times for several.", Required = true };
        var validation = new Option<string?>("--validation") { Description = "A CSV file like the first, with the rows on which thresholds are chosen." };
        var threshold = new Option<double?>("--threshold") { Description = "The threshold of all models, in place of --validation." };
        var metric = new Option<string>("--metric") { Description = $"What the cost is a loss of: {string.Join(", ", Metrics.Keys)}.", DefaultValueFactory = _ => "auroc" };
        metric.AcceptOnlyFromAmong([.. Metrics.Keys]);
        var margin = new Option<double>("--margin") { Description = "A group is harmed where it loses more than all do by more than this.", DefaultValueFactory = _ => Defaults.Margin };
        var alpha = new Option<double>("--alpha") { Description = "The most that the probability of finding harm where there is none may be, over all groups of a model.", DefaultValueFactory = _ => Defaults.Alpha };
        var rows = new Option<int>("--fewest-rows") { Description = "Smaller groups are named, and nothing is said of them.", DefaultValueFactory = _ => Defaults.FewestRows };
        var resamples = new Option<int>("--resamples") { Description = "How often rows and seeds are drawn again.", DefaultValueFactory = _ => Defaults.Resamples };
        var seed = new Option<ulong>("--seed") { Description = "The seed of resampling.", DefaultValueFactory = _ => Defaults.Seed };
        var isPrivate = new PrivateFairness();
        var json = JsonOut.Option("Print the report as one JSON object; see docs/fairness.md.");
        var command = new Command(
            "fairness",
            "What privacy costs each group: measures with intervals, differences between groups, and a test of who is harmed. Reads the rows as they are, unless --private.\n\n"
            + "Example: tacit audit fairness scores.csv --group sex --group age --model 1=dp_a,dp_b --threshold 0.5\n"
            + "Example: tacit audit fairness scores.csv --group sex=female,male --model 1=dp_a --threshold 0.5 --private --ledger hospital.ledger --account scans --unit id --epsilon 1")
        {
            scores, label, group, reference, model, validation, threshold, metric, margin, alpha, rows, resamples, seed, json,
        };
        isPrivate.AddTo(command);
        command.SetAction((result, token) => Exit.RunAsync(async () =>
        {
            var options = Defaults with
            {
                Metric = Metrics[result.GetValue(metric)!],
                Threshold = result.GetValue(threshold),
                Margin = result.GetValue(margin),
                Alpha = result.GetValue(alpha),
                FewestRows = result.GetValue(rows),
                Resamples = result.GetValue(resamples),
                Seed = result.GetValue(seed),
            };
            var (file, references, models) = (result.GetValue(scores)!, Split(result.GetValue(reference)!), result.GetValue(model)!.Select(Model).ToList());
            if (isPrivate.IsAsked(result))
            {
                if (result.GetValue(validation) is not null || references.Length != 1)
                {
                    throw new BadInputException("A private audit has one reference and a public threshold: leave out --validation, and name one column with --reference. Nothing was spent.");
                }

                var release = await isPrivate.RunAsync(result, file, result.GetValue(label)!, result.GetValue(group)!, references[0], models, options, token);
                FairnessOutput.Print(release.Value, release.Receipt, result.GetValue(json));
                return Exit.Done;
            }

            isPrivate.Refuse(result);
            var data = await CsvColumns.ReadAsync(file, token);
            var chosen = result.GetValue(validation) is { } path ? await CsvColumns.ReadAsync(path, token) : null;
            ScoredRun Run(string column) => new(data.Numbers(column), chosen?.Numbers(column));
            var report = FairnessAudit.Run(
                new(data.Flags(result.GetValue(label)!), [.. result.GetValue(group)!.Select(g => new GroupColumn(g, data.Texts(g)))]) { ValidationLabels = chosen?.Flags(result.GetValue(label)!) ?? [] },
                new("reference", double.PositiveInfinity, [.. references.Select(Run)]),
                [.. models.Select(m => new AuditedModel(m.Name, m.Epsilon, [.. m.Columns.Select(Run)]))],
                chosen is not null && options.Threshold is not null ? throw new BadInputException("Give --validation or --threshold, not both.") : options,
                token);
            FairnessOutput.Print(report, null, result.GetValue(json));
            return Exit.Done;
        }));
        return command;
    }

    private static (string Name, double Epsilon, string[] Columns) Model(string text)
    {
        var place = text.IndexOf('=', StringComparison.Ordinal);
        return place > 0 && double.TryParse(text.AsSpan(0, place), NumberStyles.Float, CultureInfo.InvariantCulture, out var epsilon) && epsilon > 0
            ? (string.Create(CultureInfo.InvariantCulture, $"ε = {epsilon}"), epsilon, Split(text[(place + 1)..]))
            : throw new BadInputException($"A model is its ε and its columns, such as 1=dp_a,dp_b, but '{text}' was given.");
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } columns
        ? columns
        : throw new BadInputException("Name at least one column of scores.");
}
