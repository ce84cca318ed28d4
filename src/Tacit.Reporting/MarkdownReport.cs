using System.Globalization;
using System.Text;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The report as short Markdown, for a pull request, a chat or a terminal: what was asked, the answers, and what they cost.</summary>
/// <remarks>Texts of the report are escaped, so that a key can be neither a link nor an element. The page and the JSON say more.</remarks>
public static class MarkdownReport
{
    /// <summary>Writes the text, whole or not at all.</summary>
    /// <param name="report">The document.</param>
    /// <param name="path">The file; replaced when it exists. Its folder must exist.</param>
    /// <param name="token">Stops the writing; the old file, if any, then stays as it was.</param>
    /// <exception cref="BadInputException">A private answer has its true answer beside it, a column is described that the answer lacks, or an effect of bounding has one of its own.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static Task WriteAsync(PrivacyReport report, string path, CancellationToken token = default) =>
        AtomicFile.WriteAsync(path, Render(report), token);

    /// <summary>The Markdown text.</summary>
    /// <exception cref="BadInputException">A private answer has its true answer beside it, a column is described that the answer lacks, or an effect of bounding has one of its own.</exception>
    public static string Render(PrivacyReport report)
    {
        ReportGuard.Check(report);
        var text = new StringBuilder();
        Line(text, $"# {Escape(report.Title)}");
        if (!report.IsPrivate)
        {
            Line(text, "> **SIMULATED — NOT PRIVATE.** Answers with this mark come from a simulated ledger and protect nobody.");
        }

        var budget = report.Budget;
        List(text,
        [
            $"Protected: {Escape(report.Unit)}",
            $"Trust: {Escape(report.Trust)}",
            $"Budget of {Escape(budget.Account)}: spent {Escape(budget.Spent)} of {Escape(budget.Cap)}, left {Escape(budget.Left)}",
            string.Create(CultureInfo.InvariantCulture, $"Ledger: {Escape(budget.LedgerId)}, record {budget.Sequence}, hash {Escape(budget.Head)}"),
        ]);
        for (var i = 0; i < report.Answers.Count; i++)
        {
            var answer = report.Answers[i];
            Answer(text, answer, string.Create(CultureInfo.InvariantCulture, $"## {i + 1}. {Escape(answer.Question)}"));
            if (answer.BoundingEffect is { } effect)
            {
                Answer(text, effect, $"### Measured effect of bounding: {Escape(effect.Question)}");
            }
        }

        foreach (var model in report.Models)
        {
            Model(text, model);
        }

        if (report.Refusals.Count > 0)
        {
            Line(text, "## Refused");
            List(text, report.Refusals.Select(r => $"{Escape(r.Question)} {Escape(r.Reason)}"));
        }

        Section(text, "## About the data", report.Data);
        Section(text, "## What the guarantee does not cover", report.Caveats);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Answer(StringBuilder text, AnswerReport answer, string heading)
    {
        Line(text, heading);
        if (answer.Explanation.Length > 0)
        {
            Line(text, Escape(answer.Explanation));
        }

        var table = answer.Answer;
        if (table.Rows.Count > 0)
        {
            Rows(text, answer, table);
        }
        else
        {
            Line(text, "The answer has no rows.");
        }

        var receipt = answer.Receipt;
        Line(text, Escape(answer.Covers));
        Line(text, string.Create(
            CultureInfo.InvariantCulture,
            $"{(receipt.IsPrivate ? string.Empty : "**Simulated — not private.** ")}{(receipt.IsRepeated ? "Stored answer, paid nothing now" : "Paid " + Escape(receipt.Price))} ({Escape(receipt.Account)}, entry {receipt.Entry}). Mechanism: {Escape(receipt.Mechanism)}."));
    }

    private static void Model(StringBuilder text, ModelStatement model)
    {
        Line(text, $"## Model: {Escape(model.Name)}");
        if (!model.IsPrivate)
        {
            Line(text, "**Simulated — not private.**");
        }

        foreach (var finding in model.Validate(recompute: false))
        {
            Line(text, $"> **Warning.** {Escape(finding.Path)}: {Escape(finding.Message)}.");
        }

        List(text, ModelText.Facts(model).Select(f => $"{f.Name}: {Escape(f.Text)}"));
        foreach (var mechanism in model.Mechanisms)
        {
            Line(text, $"### Mechanism: {Escape(mechanism.Name)}");
            List(text, ModelText.Facts(mechanism).Select(f => $"{f.Name}: {Escape(f.Text)}"));
        }

        Table(text, "### Utility", model.Utility);
        Table(text, "### Groups", model.Subgroups);
    }

    private static void Table(StringBuilder text, string heading, Table table)
    {
        Line(text, heading);
        var decimals = table.Values.Select((_, c) => NumberText.Decimals(table.Rows.Select(r => r.Values.ElementAtOrDefault(c)))).ToList();
        Row(text, table.Keys.Concat(table.Values).Select(Escape));
        Row(text, table.Keys.Select(_ => "---").Concat(table.Values.Select(_ => "---:")));
        foreach (var row in table.Rows)
        {
            Row(text, row.Keys.Select(k => Escape(KeyText.Show(k))).Concat(row.Values.Select((v, c) => v is { } e ? NumberText.Short(e, decimals[c]) : "too few to say")));
        }

        text.Append('\n');
    }

    private static void Rows(StringBuilder text, AnswerReport answer, Table table)
    {
        var truth = FigurePanel.TruthOf(answer);
        var decimals = table.Values.Select((_, c) => NumberText.Decimals(table.Rows.Select(r => r.Values.ElementAtOrDefault(c)))).ToList();
        var heads = table.Values.SelectMany((name, c) =>
        {
            var unit = ColumnText.Unit(answer, c);
            var head = unit.Length > 0 ? $"{Escape(name)} ({Escape(unit)})" : Escape(name);
            return answer.Truth is null ? [head] : new[] { head, "true " + Escape(name) };
        }).ToList();
        Row(text, table.Keys.Select(Escape).Concat(heads));
        Row(text, table.Keys.Select(_ => "---").Concat(heads.Select(_ => "---:")));
        foreach (var row in table.Rows)
        {
            var cells = table.Values.SelectMany((name, c) =>
            {
                var value = row.Values.ElementAtOrDefault(c) is { } e ? NumberText.Short(e, decimals[c]) : "too few to say";
                return answer.Truth is null ? [value] : new[] { value, truth(row, name) is { } t ? NumberText.Fixed(t.Value, decimals[c]) : "–" };
            });
            Row(text, row.Keys.Select(k => Escape(KeyText.Show(k))).Concat(cells));
        }

        text.Append('\n');
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static void Section(StringBuilder text, string heading, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            Line(text, heading);
            List(text, lines.Select(Escape));
        }
    }

    private static void List(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append("- ").Append(line).Append('\n');
        }

        text.Append('\n');
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");

    /// <summary>One line without markup. HTML first, then the signs that Markdown reads.</summary>
    private static string Escape(string value)
    {
        var (result, text) = (new StringBuilder(), value.ReplaceLineEndings(" "));
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            _ = letter switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '~' or '#' or '!' => result.Append('\\').Append(letter),

                // Many readers make a link of a bare address.
                ':' when text.AsSpan(i + 1).StartsWith("//") => result.Append("\\:"),
                '.' when text.AsSpan(0, i).EndsWith("www", StringComparison.OrdinalIgnoreCase) => result.Append("\\."),
                _ => result.Append(char.IsControl(letter) || letter is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') ? '\ufffd' : letter),
            };
        }

        return result.ToString();
    }
}
