using System.Globalization;

namespace Tacit.Audit.Fairness;

/// <summary>How unevenly privacy costs: measures of every group under a reference and under private models, with intervals and tests.</summary>
/// <remarks>
/// <see cref="Run"/> reads test rows as they are, so its report leaks of them: use public or consented rows, or a <see cref="FairnessTable"/>, which releases noisy
/// counts and computes the same from them. Differences are paired: the same resampled rows for all models.
/// Sources: Hardt, Price and Srebro (2016) for odds; Bagdasaryan, Poursaeed and Shmatikov (2019) for the uneven cost of privacy.
/// </remarks>
public static class FairnessAudit
{
    internal const string ResampledRows = "rows, drawn again within group and label, and seeds";
    internal const string PublicRows = "The audit read the test rows without protection: they must be public, or their persons must have agreed to this report.";

    /// <summary>Audits candidates against a reference.</summary>
    /// <param name="rows">Labels and groups of the test rows.</param>
    /// <param name="reference">The model without privacy.</param>
    /// <param name="candidates">The private models, for example one for each ε.</param>
    /// <param name="options">What is compared; the defaults if null.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">Lengths differ, a score is not in [0, 1], runs do not pair, or a threshold has neither been given nor validation rows.</exception>
    public static FairnessReport Run(LabelledRows rows, AuditedModel reference, IReadOnlyList<AuditedModel> candidates, FairnessOptions? options = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(candidates);
        options ??= new();
        options.Check();
        AuditedModel[] models = [reference, .. candidates];
        var space = Check(rows, models, options, out var cells);
        bool[] labels = [.. rows.Labels];
        double[][] thresholds = [.. models.Select(m => m.Runs.Select(r => options.Threshold ?? Thresholds.Youden(r.ValidationScores!, rows.ValidationLabels)).ToArray())];

        // Insufficient groups are not measured: their place holds an empty one.
        int[] sizes = [.. space.Groups.Select(g => g.Cells.Sum(c => cells.Count(x => x == c)))];
        bool[] sufficient = [.. sizes.Select(n => n >= options.FewestRows)];
        SortedGroup[][][] sorted = [.. models.Select((m, i) => m.Runs.Select((r, k) => Sorted(space, sufficient, cells, r.Scores, labels, thresholds[i][k])).ToArray())];
        int[][] strata = [.. Enumerable.Range(0, labels.Length).GroupBy(i => (cells[i], labels[i])).OrderBy(g => g.Key).Select(g => g.ToArray())];
        var replicates = new RowBootstrap(strata, sorted, labels.Length, options).Run(token);
        Estimate[] counts = [.. sizes.Select(n => new Estimate(n, n, n, 1 - options.Alpha, "nothing: rows are counted"))];
        return new FairnessSummary(space, counts, sufficient, replicates, options, ResampledRows).Report(PublicRows, models, thresholds, []);
    }

    private static SortedGroup[] Sorted(GroupSpace space, bool[] sufficient, int[] cells, IReadOnlyList<double> scores, bool[] labels, double threshold)
    {
        int[] order = [.. Enumerable.Range(0, scores.Count)];
        double[] keys = [.. scores];
        Array.Sort(keys, order);
        return [.. space.Groups.Select((group, g) =>
        {
            var member = new bool[space.Cells];
            foreach (var cell in group.Cells)
            {
                member[cell] = true;
            }

            int[] rows = sufficient[g] ? [.. order.Where(i => member[cells[i]])] : [];
            return new SortedGroup(rows, scores, labels, threshold);
        })];
    }

    private static GroupSpace Check(LabelledRows rows, AuditedModel[] models, FairnessOptions options, out int[] cells)
    {
        var n = rows.Labels.Count;
        if (n is < 1 or > 1 << 29)
        {
            throw new BadInputException($"An audit needs rows, at most {1 << 29}, but {n} were given.");
        }

        if (rows.Attributes.FirstOrDefault(a => a.Values.Count != n) is { } short_)
        {
            throw new BadInputException($"The attribute '{short_.Name}' has {short_.Values.Count} values for {n} rows.");
        }

        IReadOnlyList<string>[] values = [.. rows.Attributes.Select(a => a.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray())];
        var space = new GroupSpace([.. rows.Attributes.Select((a, i) => (a.Name, values[i]))]);
        Dictionary<string, int>[] places = [.. values.Select(v => v.Select((text, i) => (text, i)).ToDictionary(p => p.text, p => p.i, StringComparer.Ordinal))];
        cells = new int[n];
        var place = new int[places.Length];
        for (var i = 0; i < n; i++)
        {
            for (var a = 0; a < place.Length; a++)
            {
                place[a] = places[a][rows.Attributes[a].Values[i]];
            }

            cells[i] = space.CellOf(place);
        }

        if (options.Threshold is null && rows.ValidationLabels.Distinct().Count() < 2)
        {
            throw new BadInputException("Thresholds are chosen on validation rows alone: give rows with both labels there, or a threshold. They are never chosen on the test rows.");
        }

        foreach (var model in models)
        {
            Check(model, models[0], space, n, options.Threshold is null ? rows.ValidationLabels.Count : null);
        }

        return space;
    }

    private static void Check(AuditedModel model, AuditedModel reference, GroupSpace space, int rows, int? validation)
    {
        if (string.IsNullOrWhiteSpace(model.Name) || double.IsNaN(model.Epsilon) || model.Epsilon < 0 || model.Runs.Count == 0)
        {
            throw new BadInputException($"A model needs a name, an ε of at least 0 (infinite without privacy) and at least one run, but '{model.Name}' lacks one of them.");
        }

        if (reference.Runs.Count > 1 && model.Runs.Count != reference.Runs.Count)
        {
            throw new BadInputException($"Runs are paired: the reference has {reference.Runs.Count} and '{model.Name}' has {model.Runs.Count}. Give the reference one run, or as many as each candidate has.");
        }

        for (var r = 0; r < model.Runs.Count; r++)
        {
            var (scores, chosen) = (model.Runs[r].Scores, model.Runs[r].ValidationScores);
            var where = string.Create(CultureInfo.InvariantCulture, $"Run {r + 1} of '{model.Name}'");
            if (scores.Count != rows || (validation is { } v && chosen?.Count != v))
            {
                throw new BadInputException($"{where} needs a score for each of the {rows} test rows{(validation is { } rowsOf ? $" and of the {rowsOf} validation rows" : string.Empty)}.");
            }

            if (scores.Concat(chosen ?? []).Any(s => !(s is >= 0 and <= 1)))
            {
                throw new BadInputException($"{where} has a score outside of [0, 1]. Scores are probabilities: the Brier score and calibration mean nothing else.");
            }
        }

        if (model.Diagnostics.FirstOrDefault(d => space.Groups.All(g => g.Name != d.Group)) is { } stray)
        {
            throw new BadInputException($"'{model.Name}' has diagnostics of a group '{stray.Group}' that the rows do not have. There are: {string.Join("; ", space.Groups.Select(g => g.Name))}.");
        }
    }
}
