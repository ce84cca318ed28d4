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

/// <summary>One panel: the rows of one value column, or of the columns that share a box or a list.</summary>
/// <param name="Title">Whose values they are; empty where the question says it.</param>
/// <param name="Unit">The unit of the values; may be empty.</param>
/// <param name="Kind">How they are drawn.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">The rows.</param>
internal sealed record FigurePanel(string Title, string Unit, FigureKind Kind, IReadOnlyList<string> Columns, IReadOnlyList<FigureRow> Rows)
{
    /// <summary>Beyond this a figure is a wall; the table still has every row.</summary>
    public const int MostRows = 60;

    /// <summary>The panels of an answer.</summary>
    public static IReadOnlyList<FigurePanel> Of(AnswerReport answer)
    {
        var rows = Labelled(answer);
        var isList = answer.Answer.Keys.Count == 0 && rows.Count == 1;
        var groups = new List<(ValueReport Told, List<int> Columns)>();
        for (var i = 0; i < answer.Answer.Values.Count; i++)
        {
            var told = ColumnText.Of(answer, i);
            if (groups.Count > 0 && Share(groups[^1].Told, told, isList))
            {
                groups[^1].Columns.Add(i);
            }
            else
            {
                groups.Add((told, [i]));
            }
        }

        return [.. groups.Select(g => Of(answer.Answer, g.Told, g.Columns, rows, groups.Count > 1)).OfType<FigurePanel>()];
    }

    /// <summary>Neighbouring quantiles in one unit make one box. One row of several values in one unit is a list: side by side each would be a panel with one mark.</summary>
    private static bool Share(ValueReport before, ValueReport next, bool isList) =>
        before.Figure == next.Figure && before.Unit == next.Unit && (next.Figure == AnswerFigure.Quantiles || (isList && next.Unit.Length > 0));

    private static FigurePanel? Of(Table table, ValueReport told, List<int> columns, List<FigureRow> rows, bool several)
    {
        if (FigureKind.Of(told.Figure) is not { } kind)
        {
            return null;
        }

        var names = columns.Select(i => table.Values[i]).ToList();
        return told.Figure == AnswerFigure.Quantiles
            ? new(several ? string.Join(", ", names) : string.Empty, told.Unit, kind, names, [.. rows.Select(r => Only(r, columns))])
            : columns.Count > 1
                ? new(string.Empty, told.Unit, kind, names, [.. columns.Select(i => Only(rows[0], [i]) with { Label = table.Values[i] })])
                : new(names[0], told.Unit, kind, names, [.. rows.Select(r => Only(r, columns))]);
    }

    private static FigureRow Only(FigureRow row, List<int> columns) => row with
    {
        Values = [.. columns.Select(i => row.Values[i])],
        Truths = row.Truths.Count == 0 ? [] : [.. columns.Select(i => row.Truths[i])],
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
