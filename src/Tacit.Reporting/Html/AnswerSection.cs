using System.Globalization;
using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>One answer: the question, what it means, figure, table, what the interval covers, and the receipts.</summary>
internal static class AnswerSection
{
    public static Markup Render(AnswerReport answer, int number) => Markup.Of($"""
        <article id="answer-{number}" aria-labelledby="question-{number}">
        <p class="kicker">Answer {number}{Tags(answer.Receipt)}</p>
        <h3 id="question-{number}">{answer.Question}</h3>
        {Markup.When(answer.Explanation.Length > 0, () => Markup.Of($"<p>{answer.Explanation}</p>"))}
        {AnswerFigureMarkup.Render(answer, Id(number))}{AnswerTable.Render(answer)}
        <p class="covers"><strong>What the interval covers.</strong> {answer.Covers}</p>
        {Receipts(answer)}
        {Markup.When(answer.BoundingEffect is not null, () => Effect(answer.BoundingEffect!, number))}</article>

        """);

    /// <summary>What was measured about the bounding behind an answer, with its own receipts.</summary>
    private static Markup Effect(AnswerReport effect, int number) => Markup.Of($"""
        <section class="effect" id="bounding-{number}" aria-labelledby="bounding-title-{number}">
        <p class="kicker">Measured effect of bounding{Tags(effect.Receipt)}</p>
        <h4 id="bounding-title-{number}">{effect.Question}</h4>
        {Markup.When(effect.Explanation.Length > 0, () => Markup.Of($"<p>{effect.Explanation}</p>"))}
        {AnswerFigureMarkup.Render(effect, Id(number) + "-bounding")}{AnswerTable.Render(effect)}
        <p class="covers"><strong>What the interval covers.</strong> {effect.Covers}</p>
        {Receipts(effect)}
        </section>

        """);

    private static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Markup Receipts(AnswerReport answer) => Markup.Of($"""
        {Short(answer.Receipt)}
        {Markup.When(answer.Plan.Count > 0, () => Markup.Of($"""
            <details><summary>How it was computed</summary>
            <ol class="plan">
            {answer.Plan.Select(line => Markup.Of($"<li>{line}</li>\n"))}</ol>
            </details>
            """))}
        {Full(answer.Receipt)}
        """);

    /// <summary>The price in one phrase.</summary>
    public static string Paid(Receipt receipt) => receipt.IsRepeated ? "stored, paid nothing" : receipt.Price;

    private static Markup Tags(Receipt receipt) => Markup.Of(
        $"{Markup.When(receipt.IsRepeated, () => Markup.Of($"""<span class="tag">Stored answer</span>"""))}{Markup.When(!receipt.IsPrivate, () => Markup.Of($"""<span class="tag loud">Simulated — not private</span>"""))}");

    private static Markup Short(Receipt receipt) => Markup.Of($"""
        <dl class="receipt">
        <div><dt>Price</dt><dd>{(receipt.IsRepeated ? $"{receipt.Price}, paid when first asked; nothing now" : receipt.Price)}</dd></div>
        <div><dt>Left after it</dt><dd>{receipt.Left}</dd></div>
        <div><dt>Ledger entry</dt><dd>{receipt.Account}, entry {receipt.Entry}</dd></div>
        <div class="wide"><dt>Mechanism</dt><dd>{receipt.Mechanism}</dd></div>
        </dl>
        """);

    private static Markup Full(Receipt receipt) => Markup.Of($"""
        <details><summary>Full receipt</summary>
        <dl class="full">
        <div><dt>Protected</dt><dd>{receipt.Unit.ToString()}</dd></div>
        <div><dt>Trust</dt><dd>{receipt.Trust}</dd></div>
        <div><dt>Randomness</dt><dd>{receipt.Randomness}</dd></div>
        <div><dt>Ledger</dt><dd><code class="hash">{receipt.LedgerId}</code></dd></div>
        <div><dt>Record</dt><dd>{receipt.Sequence}</dd></div>
        <div><dt>Hash</dt><dd><code class="hash">{receipt.Head}</code></dd></div>
        <div><dt>Private</dt><dd>{(receipt.IsPrivate ? "yes" : "no: simulated")}</dd></div>
        <div><dt>Stored answer</dt><dd>{(receipt.IsRepeated ? "yes: given before to an equal question" : "no: drawn for this question")}</dd></div>
        <div><dt>Loss</dt><dd><code>{receipt.Loss.ToJson()}</code></dd></div>
        {Markup.When(receipt.Derivation is not null, () => Markup.Of($"<div><dt>Derivation</dt><dd><code>{receipt.Derivation!}</code></dd></div>"))}</dl>
        </details>
        """);
}
