using System.Globalization;
using Spectre.Console;
using Tacit.Local;

namespace Tacit.Cli.Output;

/// <summary>What a collection's reports say, as text.</summary>
internal static class ShowSurvey
{
    private const int Most = 30;

    /// <summary>The largest numbers of each part with intervals and bars; beside them the shares that a simulation started from, where there are some.</summary>
    public static Spectre.Console.Table Table(CollectionEstimate estimate, IReadOnlyList<double>? truth = null)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        var parts = estimate.Values.GroupBy(v => v.Part).ToList();
        table.AddColumn(parts.Count == 1 ? Heading(parts[0].Key) : "value");
        table.AddColumn(new TableColumn("estimate").RightAligned().NoWrap());
        if (truth is not null)
        {
            table.AddColumn(new TableColumn("made up").RightAligned());
        }

        table.AddColumn(string.Empty);
        foreach (var part in parts)
        {
            if (parts.Count > 1)
            {
                table.AddRow(Markup.Escape(part.Key));
            }

            var most = Math.Max(1e-9, part.Max(v => v.Estimate.Value));
            var shown = part.Select((value, index) => (value, index));
            foreach (var (value, index) in (truth is null && part.Key != "share" ? shown.OrderByDescending(p => p.value.Estimate.Value) : shown).Take(Most))
            {
                List<string> cells = [Markup.Escape(value.Label), Markup.Escape(value.Estimate.ToString())];
                if (truth is not null)
                {
                    cells.Add(truth[index].ToString("0.000", CultureInfo.InvariantCulture));
                }

                table.AddRow([.. cells, value.Part == "mean" ? string.Empty : new string('█', (int)Math.Round(30 * Math.Clamp(value.Estimate.Value / most, 0, 1)))]);
            }
        }

        return table;
    }

    /// <summary>How many reports, what each gave away, who is trusted; an alarm where they cannot be what they say.</summary>
    public static string Foot(Release<CollectionEstimate> release)
    {
        var estimate = release.Value;
        var more = estimate.Values.GroupBy(v => v.Part).Sum(p => Math.Max(0, p.Count() - Most));
        var hidden = more > 0 ? string.Create(CultureInfo.InvariantCulture, $"  and {more} smaller ones: --json shows all.{Environment.NewLine}") : string.Empty;
        var none = estimate.Values.Count == 0 ? $"  Nothing is frequent enough to be found.{Environment.NewLine}" : string.Empty;
        var confidence = estimate.Values.Count > 0 ? estimate.Values[0].Estimate.Confidence : 0.95;
        var quartiles = estimate.Distribution is { } d ? string.Create(CultureInfo.InvariantCulture, $"  quartiles {d.Quantile(0.25, confidence)}, {d.Quantile(0.5, confidence)}, {d.Quantile(0.75, confidence)}{Environment.NewLine}") : string.Empty;
        var one = estimate.MostByOneReport is { } most ? string.Create(CultureInfo.InvariantCulture, $"; one that is made up moves an estimate by up to {most:G2}") : string.Empty;
        var sum = estimate.IsSumAlarming ? $"{Environment.NewLine}  The reports support more or fewer values than honest ones would but once in a million surveys: wrong parameters, or reports made up." : string.Empty;
        var column = estimate.IsColumnAlarming ? $"{Environment.NewLine}  A column is named more often than by honest reports but once in a million surveys: reports made up." : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{hidden}{none}{quartiles}  {estimate.Reports:N0} reports{one}; {release.Receipt.Price}; {release.Receipt.Trust}{sum}{column}");
    }

    private static string Heading(string part) => part switch { "mean" => string.Empty, "word" => "word", _ => "value" };
}
