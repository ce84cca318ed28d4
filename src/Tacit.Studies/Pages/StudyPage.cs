using System.Globalization;
using System.Net;
using System.Text;

namespace Tacit.Studies;

/// <summary>A result as a page: Markdown for the documentation, HTML with the figures inside.</summary>
public static class StudyPage
{
    /// <summary>The page in Markdown. Figures are files beside it, as <see cref="Figures"/> names them.</summary>
    /// <param name="result">The result.</param>
    public static string Markdown(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var page = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"# {result.Entry.Id}\n\n*{result.Entry.Paper}*, in {result.Entry.Room}\n\n**{Words(result.Verdict)}** ({StudyJson.Word(result.Scale)} scale, {result.Runs.Count} seeds, {result.Seconds:0.0} s)\n\n")
            .Append(CultureInfo.InvariantCulture, $"**Claim.** {result.Entry.Claim}\n\n**Experiment.** {result.Experiment}\n\n")
            .Append("| what must hold | bound | measured | 95% over seeds | met |\n| --- | ---: | ---: | ---: | --- |\n");
        foreach (var outcome in result.Outcomes)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {outcome.Predicate.Name}{(outcome.Predicate.IsDirection ? " (direction)" : string.Empty)} | {Sign(outcome)} {Number(outcome.Predicate.Bound)} | {Number(outcome.Measured)} | {Number(outcome.Low)} to {Number(outcome.High)} | {(outcome.Met ? "yes" : "**no**")} |\n");
        }

        page.Append('\n');
        if (StudyCatalogue.RemarksOf(result.Entry.Id) is { } remarks)
        {
            page.Append(CultureInfo.InvariantCulture, $"**Remarks.** {remarks}\n\n");
        }

        foreach (var figure in Figures(result))
        {
            page.Append(CultureInfo.InvariantCulture, $"![{figure.Title}]({figure.File}.svg)\n\n");
        }

        return page.Append(CultureInfo.InvariantCulture, $"```sh\ntacit study run {result.Entry.Id} --scale {StudyJson.Word(result.Scale)}\n```\n\nRun on {result.When:yyyy-MM-dd}; {result.Machine}. This page is written by that command: the verdict is computed from the table. A predicate is met when its whole interval is on the right side; fewer than three seeds give a direction at most.\n").ToString();
    }

    /// <summary>The page in HTML, whole in one file.</summary>
    /// <param name="result">The result.</param>
    public static string Html(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var page = new StringBuilder()
            .Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Safe(result.Entry.Id)).Append("</title><style>body{font-family:system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff;line-height:1.5}svg{max-width:100%;height:auto}table{border-collapse:collapse;width:100%}td,th{padding:.35rem .75rem;text-align:left;border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}.no{color:#be123c;font-weight:600}</style></head><body>")
            .Append(CultureInfo.InvariantCulture, $"<h1>{Safe(result.Entry.Id)}</h1><p><em>{Safe(result.Entry.Paper)}</em>, in {Safe(result.Entry.Room)}</p><p><strong>{Words(result.Verdict)}</strong> ({StudyJson.Word(result.Scale)} scale, {result.Runs.Count} seeds, {result.Seconds:0.0} s)</p>")
            .Append(CultureInfo.InvariantCulture, $"<p><strong>Claim.</strong> {Safe(result.Entry.Claim)}</p><p><strong>Experiment.</strong> {Safe(result.Experiment)}</p><table><thead><tr><th>what must hold</th><th>bound</th><th>measured</th><th>95% over seeds</th><th>met</th></tr></thead><tbody>");
        foreach (var outcome in result.Outcomes)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Safe(outcome.Predicate.Name)}{(outcome.Predicate.IsDirection ? " (direction)" : string.Empty)}</td><td>{Sign(outcome)} {Number(outcome.Predicate.Bound)}</td><td>{Number(outcome.Measured)}</td><td>{Number(outcome.Low)} to {Number(outcome.High)}</td><td{(outcome.Met ? ">yes" : " class=\"no\">no")}</td></tr>");
        }

        page.Append("</tbody></table>");
        if (StudyCatalogue.RemarksOf(result.Entry.Id) is { } remarks)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p><strong>Remarks.</strong> {Safe(remarks)}</p>");
        }

        foreach (var figure in Figures(result))
        {
            page.Append("<figure>").Append(figure.Chart.Svg()).Append("</figure>");
        }

        return page.Append(CultureInfo.InvariantCulture, $"<p>Run on {result.When:yyyy-MM-dd}; {Safe(result.Machine)}.</p></body></html>\n").ToString();
    }

    /// <summary>Writes the page in Markdown and in HTML, and its figures, each file whole or not at all.</summary>
    /// <param name="result">The result.</param>
    /// <param name="folder">Where; it is made if it is not there.</param>
    public static void Write(StudyResult result, string folder)
    {
        ArgumentNullException.ThrowIfNull(result);
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, result.Entry.Id + ".md"), Markdown(result));
        WholeFile.Write(Path.Combine(folder, result.Entry.Id + ".html"), Html(result));
        foreach (var (_, file, chart) in Figures(result))
        {
            chart.Write(Path.Combine(folder, file));
        }
    }

    /// <summary>The figures: a title, the name of the file without its ending, and the chart.</summary>
    /// <param name="result">The result.</param>
    public static IReadOnlyList<(string Title, string File, CurveChart Chart)> Figures(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return
        [
            .. result.Curves.GroupBy(c => c.Figure, StringComparer.Ordinal).Select((group, i) =>
            {
                var first = group.First();
                var chart = new CurveChart(group.Key, first.Horizontal, first.Vertical) { IsLogVertical = first.IsLog, IsLogHorizontal = first.IsLog };
                foreach (var curve in group)
                {
                    chart.Add(curve.Name, [.. curve.X], [.. curve.Y]);
                }

                return (group.Key, string.Create(CultureInfo.InvariantCulture, $"{result.Entry.Id}-{i + 1}"), chart);
            }),
        ];
    }

    private static string Words(StudyVerdict verdict) => verdict switch
    {
        StudyVerdict.Reproduced => "Reproduced",
        StudyVerdict.DirectionOnly => "Direction only",
        _ => "Not reproduced",
    };

    private static string Sign(PredicateOutcome outcome) => outcome.Predicate.Side == PredicateSide.AtLeast ? "≥" : "≤";

    private static string Number(double value) => double.IsNaN(value) ? "not measured" : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
