using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The page: its head, its order, and the words around the document.</summary>
internal static class Page
{
    public static string Render(PrivacyReport report) => Markup.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <meta name="generator" content="Tacit"/>
        <title>{(report.IsPrivate ? string.Empty : "SIMULATED — NOT PRIVATE: ")}{report.Title}</title>
        <style>
        {Resources.Style}
        </style>
        </head>
        <body>
        {Markup.When(!report.IsPrivate, Banner)}<main>
        {Overview.Render(report)}
        {Answers(report)}{ModelSection.Render(report.Models)}{Refusals(report)}{List("data", "About the data", report.Data)}{List("caveats", "What the guarantee does not cover", report.Caveats)}{Check(report)}</main>
        <footer>
        <p>Made with Tacit, an open-source platform for differential privacy. This page is complete in itself: it loads nothing and runs no code.</p>
        <p>Set in Inter, Copyright 2020 The Inter Project Authors, under the SIL Open Font License 1.1.</p>
        </footer>
        </body>
        </html>

        """).Text;

    private static Markup Banner() => Markup.Of($"""
        <aside class="banner" aria-label="Warning"><strong>SIMULATED — NOT PRIVATE</strong><span>Answers with this mark come from a simulated ledger and protect nobody. Do not publish them about real people.</span></aside>

        """);

    private static Markup Answers(PrivacyReport report) => Markup.When(report.Answers.Count > 0 || report.Models.Count == 0, () => Markup.Of($"""
        <section aria-labelledby="answers">
        <h2 id="answers">Answers</h2>
        {Markup.When(report.Answers.Count == 0, () => Markup.Of($"<p>No question was answered.</p>"))}
        {report.Answers.Select((answer, i) => AnswerSection.Render(answer, i + 1))}</section>

        """));

    private static Markup Refusals(PrivacyReport report) => Markup.When(report.Refusals.Count > 0, () => Markup.Of($"""
        <section class="part" aria-labelledby="refusals">
        <h2 id="refusals">Refused</h2>
        <p>These requests were refused before the data was read. They spent nothing.</p>
        <dl class="refusals">
        {report.Refusals.Select(r => Markup.Of($"<dt>{r.Question}</dt><dd>{r.Reason}</dd>\n"))}</dl>
        </section>

        """));

    private static Markup List(string id, string heading, IReadOnlyList<string> lines) => Markup.When(lines.Count > 0, () => Markup.Of($"""
        <section class="part" aria-labelledby="{id}">
        <h2 id="{id}">{heading}</h2>
        <ul>
        {lines.Select(line => Markup.Of($"<li>{line}</li>\n"))}</ul>
        </section>

        """));

    private static Markup Check(PrivacyReport report) => Markup.Of($"""
        <section class="part" aria-labelledby="check">
        <h2 id="check">How to check this report</h2>
        {(report.IsPrivate ? Verify(report.Budget.LedgerId) : Markup.Of($"<p>A simulated ledger lives in memory and is gone: there is nothing to check its answers against. Reports from a real ledger can be checked.</p>"))}
        </section>

        """);

    private static Markup Verify(string ledgerId) => Markup.Of($"""
        <p>Every answer names its ledger entry, the record that settled it and that record’s hash. Whoever holds the ledger <code>{ledgerId}</code> can compare them with <code>report.json</code>, the same report as data. With the ledger’s file in place of <code>my.ledger</code>:</p>
        <pre><code>tacit ledger verify my.ledger --receipt report.json</code></pre>
        <p>A ledger that was rewritten, shortened or restored from an older copy no longer contains these hashes, and the command says so.</p>
        """);
}
