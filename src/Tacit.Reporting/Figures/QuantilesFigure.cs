namespace Tacit.Reporting;

/// <summary>A box from the quantile columns: whiskers at the outermost, a box between the next, a line at the middle one. Below it the interval of every quantile.</summary>
internal sealed class QuantilesFigure : FigureKind
{
    private const double Thickness = 18;
    private const double BoxRise = -6;

    public override double RowHeight => 46;

    public override double LabelRise => BoxRise;

    public override string Noun => "Quantile boxes, with the interval of every quantile below its box";

    public override Markup Marks(FigureFrame frame, FigureRow row, double y)
    {
        var estimates = row.Values.OfType<Estimate>().Where(e => double.IsFinite(e.Value)).ToList();
        if (estimates.Count == 0)
        {
            return Markup.Empty;
        }

        // Noise can exchange neighbours; a box needs them in order, the table shows what was released.
        var x = estimates.Select(e => frame.X(e.Value)).Order().ToList();
        var middle = y + BoxRise;
        var (top, bottom) = (middle - (Thickness / 2), middle + (Thickness / 2));
        var (box, whiskers) = Edges(x.Count);
        var parts = new List<Markup>();
        if (whiskers)
        {
            parts.Add(Markup.Of($"""<g class="whisker"><line x1="{x[0]}%" x2="{x[box]}%" y1="{middle}" y2="{middle}"/><line x1="{x[^(box + 1)]}%" x2="{x[^1]}%" y1="{middle}" y2="{middle}"/><line x1="{x[0]}%" x2="{x[0]}%" y1="{middle - 5}" y2="{middle + 5}"/><line x1="{x[^1]}%" x2="{x[^1]}%" y1="{middle - 5}" y2="{middle + 5}"/></g>"""));
        }

        // Nested boxes, the inner ones darker, where there are more than five quantiles.
        for (var i = box; i < x.Count - 1 - i; i++)
        {
            parts.Add(Markup.Of($"""<rect class="box" x="{x[i]}%" width="{x[^(i + 1)] - x[i]}%" y="{top}" height="{Thickness}"/>"""));
        }

        if (x.Count % 2 == 1)
        {
            parts.Add(Markup.Of($"""<line class="median" x1="{x[x.Count / 2]}%" x2="{x[x.Count / 2]}%" y1="{top - 2}" y2="{bottom + 2}"/>"""));
        }

        parts.AddRange(estimates.Select(e => Whisker(frame, e, bottom + 8, 3, "fine")));
        parts.AddRange(row.Truths.Select(t => Truth(frame, t, top - 1)));
        return Markup.Join(parts);
    }

    public override string Legend(IReadOnlyList<string> columns, string interval)
    {
        var (box, whiskers) = Edges(columns.Count);
        var parts = new List<string>();
        if (columns.Count - 1 - box > box)
        {
            parts.Add($"Box: {columns[box]} to {columns[^(box + 1)]}.");
        }

        if (columns.Count % 2 == 1)
        {
            parts.Add($"Line: {columns[columns.Count / 2]}.");
        }

        if (whiskers)
        {
            parts.Add($"Whiskers: {columns[0]} and {columns[^1]}.");
        }

        parts.Add($"Below each box: the {interval} of every quantile.");
        return string.Join(" ", parts);
    }

    /// <summary>Which quantile starts the outer box, and whether there are quantiles outside it.</summary>
    private static (int Box, bool Whiskers) Edges(int quantiles) => quantiles >= 4 ? (1, true) : (0, false);
}
