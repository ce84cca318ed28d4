using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The table of an answer. One or two value columns show error and interval apart; more show one cell each.</summary>
internal static class AnswerTable
{
    private const string Few = "too few to say";

    public static Markup Render(AnswerReport answer)
    {
        var table = answer.Answer;
        if (table.Rows.Count == 0)
        {
            return Markup.Of($"""<p class="none">The answer has no rows.</p>""");
        }

        var wide = table.Values.Count == 1;
        var decimals = table.Values.Select((_, c) => NumberText.Decimals(table.Rows.Select(r => r.Values.ElementAtOrDefault(c)))).ToList();
        var truth = FigurePanel.TruthOf(answer);
        var spans = Spans(table);
        return Markup.Of($"""
            <div class="scroll" role="region" aria-label="Table: {answer.Question}" tabindex="0">
            <table class="{(wide ? "wide" : "compact")}">
            <caption><span>{Caption(answer)}</span></caption>
            {Head(answer, wide)}
            <tbody>
            {table.Rows.Select((row, i) => Markup.Of($"""
                <tr{Markup.When(spans[i] > 0 && i > 0, () => Markup.Of($" class=\"first\""))}>{Keys(row, spans[i], table)}{table.Values.Select((name, c) => Cells(answer, row, c, decimals[c], truth(row, name), wide))}</tr>

                """))}</tbody>
            </table>
            </div>
            """);
    }

    private static Markup Caption(AnswerReport answer)
    {
        var covers = answer.Answer.Rows.SelectMany(r => r.Values).OfType<Estimate>().Select(e => e.Covers).Where(c => !string.IsNullOrEmpty(c)).Distinct().ToList();
        var common = ColumnText.CommonUnit(answer);
        var unit = common.Length > 0 ? $"Values in {common}. " : string.Empty;
        var interval = NumberText.CommonConfidence(answer.Answer) + "interval";
        var reading = answer.Answer.Values.Count == 1 ? string.Empty : $"After ±: half the width of the {interval}. ";
        return covers.Count == 0 ? Markup.Of($"{unit}{reading}") : Markup.Of($"{unit}{reading}Interval: {string.Join("; ", covers)}.");
    }

    private static Markup Head(AnswerReport answer, bool wide)
    {
        var table = answer.Answer;
        var keys = Markup.Join(table.Keys.Select((key, k) => Markup.Of($"""<th scope="col"{Lead(k)}>{key}</th>""")));
        var truth = Markup.When(answer.Truth is not null, () => Markup.Of($"""<th scope="col" class="number truth-text">true value</th>"""));
        var units = ColumnText.CommonUnit(answer).Length == 0;
        var values = Markup.Join(table.Values.Select((name, c) => wide
            ? Markup.Of($"""<th scope="col" class="number">{name}</th><th scope="col" class="error"><abbr title="half the width of the interval">±</abbr></th><th scope="col" class="number">{NumberText.CommonConfidence(table)}interval</th>{truth}""")
            : Markup.Of($"""<th scope="col" class="number">{name}{Markup.When(units && ColumnText.Unit(answer, c).Length > 0, () => Markup.Of($"""<span class="below unit">{ColumnText.Unit(answer, c)}</span>"""))}</th>""")));
        return Markup.Of($"<thead><tr>{keys}{values}</tr></thead>");
    }

    private static Markup Keys(TableRow row, int span, Table table) => Markup.Join(row.Keys.Select((key, k) => k == 0 && table.Keys.Count > 1
        ? Markup.When(span > 0, () => Markup.Of($"""<th scope="rowgroup" class="lead" rowspan="{span}">{KeyText.Show(key)}</th>"""))
        : Markup.Of($"""<th scope="row"{Lead(k)}>{KeyText.Show(key)}</th>""")));

    /// <summary>The first column stands at the margin.</summary>
    private static Markup Lead(int column) => Markup.When(column == 0, () => Markup.Of($" class=\"lead\""));

    private static Markup Cells(AnswerReport answer, TableRow row, int column, int decimals, Estimate? truth, bool wide)
    {
        // Many columns would double in width with one for each truth; there it stands below the value.
        var truthText = truth is { } t ? NumberText.Fixed(t.Value, decimals) : "–";
        var truthCell = Markup.When(answer.Truth is not null && wide, () => Markup.Of($"""<td class="number truth-text">{truthText}</td>"""));
        var truthLine = Markup.When(answer.Truth is not null && !wide, () => Markup.Of($"""<span class="below truth-text">true {truthText}</span>"""));
        if (row.Values.ElementAtOrDefault(column) is not { } estimate)
        {
            return Markup.Of($"""<td class="number few"{Markup.When(wide, () => Markup.Of($" colspan=\"3\""))}>{Few}{truthLine}</td>{truthCell}""");
        }

        return wide
            ? Markup.Of($"""<td class="number value">{NumberText.Fixed(estimate.Value, decimals)}</td><td class="error">{NumberText.Error(estimate, decimals)}</td><td class="number">{NumberText.Interval(estimate, decimals)}</td>{truthCell}""")
            : Markup.Of($"""<td class="number value">{NumberText.Short(estimate, decimals)}{truthLine}</td>""");
    }

    /// <summary>How many rows the first key of each row spans; 0 where the row above has the same. One key spans nothing.</summary>
    private static int[] Spans(Table table)
    {
        var spans = new int[table.Rows.Count];
        for (var i = 0; i < spans.Length; i++)
        {
            if (table.Keys.Count < 2 || (i > 0 && table.Rows[i].Keys[0] == table.Rows[i - 1].Keys[0]))
            {
                continue;
            }

            spans[i] = table.Rows.Skip(i).TakeWhile(r => r.Keys[0] == table.Rows[i].Keys[0]).Count();
        }

        return spans;
    }
}
