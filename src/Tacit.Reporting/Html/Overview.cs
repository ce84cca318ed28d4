using System.Globalization;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The top of the page: title, who is protected and who is trusted, the budget, and the list of what was asked.</summary>
internal static class Overview
{
    public static Markup Render(PrivacyReport report)
    {
        var created = report.Created.ToUniversalTime();
        return Markup.Of($"""
            <header>
            <p class="kicker">Privacy report</p>
            <h1>{report.Title}</h1>
            <p class="meta"><time datetime="{created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}">{created.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC</time> · {Count(report.Answers.Count, "answer")} · {Count(report.Refusals.Count, "refusal")}</p>
            </header>
            <section class="summary" aria-label="Summary">
            <dl class="who">
            <div><dt>Protected</dt><dd>{report.Unit}</dd></div>
            <div><dt>Trust</dt><dd>{report.Trust}</dd></div>
            </dl>
            {Budget(report.Budget)}
            </section>
            {Contents(report)}
            """);
    }

    /// <summary>A hash shortened for the eye. The whole is in the title, and on paper, where there is no pointer, in the text.</summary>
    public static Markup Hash(string hash) => hash.Length <= 16
        ? Markup.Of($"""<code class="hash">{hash}</code>""")
        : Markup.Of($"""<code class="hash short" title="{hash}"><span>{hash[..12]}…</span></code>""");

    private static Markup Budget(BudgetReport budget) => Markup.Of($"""
        <div class="budget">
        <h2 class="minor">Privacy budget of <code>{budget.Account}</code></h2>
        <div class="gauges">
        {Gauge(budget.Currency, budget.Fraction, budget, "gauge")}{Gauge("δ for key selection", budget.DeltaFraction, budget, "gauge-delta")}</div>
        <dl class="amounts">
        <div><dt>Spent</dt><dd>{budget.Spent}</dd></div>
        <div><dt>Cap{Markup.When(budget.Period > 1, () => Markup.Of($", period {budget.Period}"))}</dt><dd>{budget.Cap}</dd></div>
        <div><dt>Left</dt><dd>{budget.Left}</dd></div>
        </dl>
        <dl class="ledger">
        <div><dt>Spent since the account was opened</dt><dd>{budget.Lifetime}</dd></div>
        <div><dt>Ledger</dt><dd><code class="hash">{budget.LedgerId}</code></dd></div>
        <div><dt>Last record</dt><dd>{budget.Sequence}, hash {Hash(budget.Head)}</dd></div>
        </dl>
        </div>
        """);

    /// <summary>One currency of the budget; nothing where it has no cap. A share that is not a number is drawn as all spent.</summary>
    private static Markup Gauge(string currency, double? spent, BudgetReport budget, string id)
    {
        if (spent is not { } fraction)
        {
            return Markup.Empty;
        }

        var share = double.IsNaN(fraction) ? 1 : Math.Clamp(fraction, 0, 1);
        return Markup.Of($"""
            <div>
            <p class="share" aria-hidden="true">{currency}: {Share(share)} spent</p>
            <svg class="gauge" role="img" aria-labelledby="{id}-title {id}-desc" width="100%" height="12">
            <title id="{id}-title">{currency}: {Share(share)} spent</title>
            <desc id="{id}-desc">Spent {budget.Spent} of {budget.Cap}; left {budget.Left}.</desc>
            <rect class="track" width="100%" height="12"/><rect class="spent" width="{share * 100}%" height="12"/>
            </svg>
            </div>

            """);
    }

    private static Markup Contents(PrivacyReport report) => Markup.When(report.Answers.Count > 1, () => Markup.Of($"""
        <nav aria-labelledby="contents">
        <h2 class="minor" id="contents">What was asked, and what it cost</h2>
        <ol class="contents">
        {report.Answers.Select((answer, i) => Markup.Of($"""
            <li><a href="#answer-{i + 1}">{answer.Question}</a><span>{AnswerSection.Paid(answer.Receipt)}</span>{Markup.When(answer.BoundingEffect is not null, () => Markup.Of($"""<a href="#bounding-{i + 1}">measured effect of bounding</a><span>{AnswerSection.Paid(answer.BoundingEffect!.Receipt)}</span>"""))}</li>

            """))}</ol>
        </nav>

        """));

    private static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? string.Empty : "s")}");

    /// <summary>Rounded up: a budget never looks less spent than it is.</summary>
    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Ceiling((share * 100) - 1e-9)):0}%");
}
