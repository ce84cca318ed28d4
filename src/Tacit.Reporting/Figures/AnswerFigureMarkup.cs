using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The figure of an answer: its panels side by side and a legend in words.</summary>
internal static class AnswerFigureMarkup
{
    public static Markup Render(AnswerReport answer, string number)
    {
        if (answer.Answer.Rows.Count == 0)
        {
            return Markup.Empty;
        }

        var all = FigurePanel.Of(answer);
        var panels = all
            .Select((panel, i) => Panel(answer, panel, panel.Unit.Length > 0 ? [.. all.Where(p => p.Unit == panel.Unit)] : [panel], $"figure-{number}-{i + 1}"))
            .Where(p => p.Text.Length > 0)
            .ToList();
        if (panels.Count == 0)
        {
            return Markup.Empty;
        }

        var interval = NumberText.CommonConfidence(answer.Answer) + "interval";
        var legends = string.Join(" ", all.Select(p => p.Kind.Legend(p.Columns, interval)).Distinct());
        var truth = Markup.When(answer.Truth is not null, () => Markup.Of(
            $""" <span class="key"><svg width="12" height="10" aria-hidden="true"><path d="M6 10 1 2 11 2Z"/></svg> <strong class="truth-text">True value</strong></span>, known because this is a simulation."""));
        var cut = Markup.When(answer.Answer.Rows.Count > FigurePanel.MostRows, () => Markup.Of(
            $" The figure draws the first {FigurePanel.MostRows} of {answer.Answer.Rows.Count} rows; the table has all."));
        return Markup.Of($"""
            <figure>
            <div class="{(panels.Count > 1 ? "panels many" : "panels")}">
            {panels}</div>
            <figcaption>{legends}{truth}{cut}</figcaption>
            </figure>

            """);
    }

    /// <summary>A panel with its heading.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="panel">What is drawn.</param>
    /// <param name="scale">The panels whose values are compared with its own.</param>
    /// <param name="id">Identifier of the figure.</param>
    private static Markup Panel(AnswerReport answer, FigurePanel panel, IReadOnlyList<FigurePanel> scale, string id)
    {
        if (FigureFrame.Of(panel, scale) is not { } frame)
        {
            return Markup.Empty;
        }

        var (name, unit) = (panel.Title, panel.Unit);
        var heading = (name.Length > 0, unit.Length > 0 && unit != name) switch
        {
            (true, true) => Markup.Of($"<strong>{name}</strong>, {unit}"),
            (true, false) => Markup.Of($"<strong>{name}</strong>"),
            (false, true) => Markup.Of($"{unit}"),
            _ => Markup.Empty,
        };
        var title = name.Length > 0 ? $"{answer.Question}: {name}" : answer.Question;
        var decimals = NumberText.Decimals(panel.Rows.SelectMany(r => r.Values));
        return Markup.Of($"""
            <div class="panel">
            {Markup.When(heading.Text.Length > 0, () => Markup.Of($"""<p class="panel-title">{heading}</p>"""))}
            {frame.Render(id, title, row => Describe(row, decimals, unit))}
            </div>

            """);
    }

    private static string Describe(FigureRow row, int decimals, string unit)
    {
        var keys = row.Group is null ? row.Label : $"{row.Group} · {row.Label}";
        var values = string.Join("; ", row.Values.Select(v => v is { } e ? NumberText.Short(e, decimals) : "too few to say"));
        return $"{keys}: {values}{(unit.Length > 0 ? " " + unit : string.Empty)}";
    }
}
