using Tacit.Reports;

namespace Tacit.Reporting;

/// <summary>The statements of trained models.</summary>
internal static class ModelSection
{
    public static Markup Render(IReadOnlyList<ModelStatement> models) => Markup.When(models.Count > 0, () => Markup.Of($"""
        <section aria-labelledby="models">
        <h2 id="models">Models</h2>
        {models.Select((model, i) => Render(model, i + 1))}</section>

        """));

    private static Markup Render(ModelStatement model, int number) => Markup.Of($"""
        <article id="model-{number}" aria-labelledby="model-title-{number}">
        <p class="kicker">Model {number}{Markup.When(!model.IsPrivate, () => Markup.Of($"""<span class="tag loud">Simulated — not private</span>"""))}</p>
        <h3 id="model-title-{number}">{model.Name}</h3>
        {Markup.Join(model.Validate(recompute: false).Select(f => Markup.Of($"<p class=\"covers\"><strong>Warning.</strong> {f.Path}: {f.Message}.</p>\n")))}<dl class="full">
        {Facts(ModelText.Facts(model))}</dl>
        {Markup.Join(model.Mechanisms.Select(m => Markup.Of($"""
            <h4>{m.Name}</h4>
            <dl class="full">
            {Facts(ModelText.Facts(m))}</dl>

            """)))}{Table("Utility", model.Utility)}{Table("Groups", model.Subgroups)}</article>

        """);

    private static Markup Facts(IEnumerable<(string Name, string Text)> facts) => Markup.Join(facts.Select(f => Markup.Of($"<div><dt>{f.Name}</dt><dd>{f.Text}</dd></div>\n")));

    private static Markup Table(string title, Table table)
    {
        var decimals = table.Values.Select((_, c) => NumberText.Decimals(table.Rows.Select(r => r.Values.ElementAtOrDefault(c)))).ToList();
        return Markup.Of($"""
            <h4>{title}</h4>
            <div class="scroll" role="region" aria-label="Table: {title}" tabindex="0">
            <table class="compact">
            <thead><tr>{Markup.Join(table.Keys.Select(k => Markup.Of($"""<th scope="col">{k}</th>""")))}{Markup.Join(table.Values.Select(v => Markup.Of($"""<th scope="col" class="number">{v}</th>""")))}</tr></thead>
            <tbody>
            {table.Rows.Select(row => Markup.Of($"<tr>{Markup.Join(row.Keys.Select(k => Markup.Of($"""<th scope="row">{KeyText.Show(k)}</th>""")))}{Markup.Join(row.Values.Select((v, c) => Markup.Of($"""<td class="number value">{(v is { } e ? NumberText.Short(e, decimals[c]) : "too few to say")}</td>""")))}</tr>\n"))}</tbody>
            </table>
            </div>

            """);
    }
}
