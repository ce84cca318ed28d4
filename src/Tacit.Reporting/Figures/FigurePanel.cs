using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>One row of a figure.</summary>
/// <param name="Group">The keys before the last, where they stand above several rows; else null.</param>
/// <param name="Label">The last key, or all keys.</param>
/// <param name="Values">What is drawn; null for "too few to say".</param>
/// <param name="Truths">The true values of a simulation, beside <paramref name="Values"/>; empty without.</param>
internal sealed record FigureRow(string? Group, string Label, IReadOnlyList<Estimate?> Values, IReadOnlyList<Estimate?> Truths)
{
    /// <summary>The true value of a row with one value.</summary>
    public Estimate? Truth => Truths is [var truth, ..] ? truth : null;
}

/// <summary>One panel: the rows of one value column, or of all quantile columns, on one axis.</summary>
internal sealed record FigurePanel(string Title, IReadOnlyList<FigureRow> Rows)
{
    /// <summary>Beyond this a figure is a wall; the table still has every row.</summary>
    public const int MostRows = 60;

    /// <summary>The panels of an answer.</summary>
    public static IReadOnlyList<FigurePanel> Of(AnswerReport answer)
    {
        var table = answer.Answer;
        var rows = Labelled(answer);
        if (answer.Figure == AnswerFigure.Quantiles)
        {
            return [new(string.Empty, rows)];
        }

        // One row of several values in one unit is a list: side by side each would be a panel with one mark.
        if (table.Keys.Count == 0 && table.Values.Count > 1 && rows.Count == 1 && answer.ValueUnit.Length > 0)
        {
            return [new(string.Empty, [.. table.Values.Select((name, i) => Only(rows[0], i) with { Label = name })])];
        }

        return [.. table.Values.Select((name, i) => new FigurePanel(name, [.. rows.Select(r => Only(r, i))]))];
    }

    private static FigureRow Only(FigureRow row, int column) => row with
    {
        Values = [row.Values[column]],
        Truths = row.Truths.Count == 0 ? [] : [row.Truths[column]],
    };

    private static List<FigureRow> Labelled(AnswerReport answer)
    {
        var table = answer.Answer;
        var truth = TruthOf(answer);
        var drawn = table.Rows.Take(MostRows).ToList();
        var groups = drawn.Select(r => KeyText.Join(r.Keys.SkipLast(1))).ToList();
        var runs = groups.Where((g, i) => i == 0 || g != groups[i - 1]).Count();
        var grouped = table.Keys.Count > 1 && drawn.Count >= 2 * runs;
        return [.. drawn.Select((row, i) => new FigureRow(
            grouped ? groups[i] : null,
            grouped ? KeyText.Show(row.Keys[^1]) : KeyText.Join(row.Keys),
            [.. table.Values.Select((_, c) => c < row.Values.Count ? row.Values[c] : null)],
            answer.Truth is null ? [] : [.. table.Values.Select(name => truth(row, name))]))];
    }

    /// <summary>The true value beside a row and a column; null where there is none.</summary>
    public static Func<TableRow, string, Estimate?> TruthOf(AnswerReport answer)
    {
        if (answer.Truth is not { } truth)
        {
            return (_, _) => null;
        }

        var columns = truth.Values.Select((name, i) => (name, i)).GroupBy(p => p.name, p => p.i).ToDictionary(g => g.Key, g => g.First());
        var rows = truth.Rows.GroupBy(KeyText.Identity).ToDictionary(g => g.Key, g => g.First());
        return (row, name) => rows.TryGetValue(KeyText.Identity(row), out var match) && columns.TryGetValue(name, out var c) && c < match.Values.Count
            ? match.Values[c]
            : null;
    }
}
