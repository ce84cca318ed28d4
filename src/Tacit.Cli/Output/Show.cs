using System.Globalization;
using Spectre.Console;

namespace Tacit.Cli.Output;

/// <summary>Answers as text: tables on standard output, progress on standard error.</summary>
internal static class Show
{
    /// <summary>What reads a pipe has no lines to fit: nothing is wrapped there, and no number is broken in its middle.</summary>
    public static void FitOutput()
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 100_000;
        }
    }

    public static IProgress<string> Progress(string what) => new LineProgress(what);

    public static void Answer(IAnsiConsole console, Release<Tacit.Table> release, Tacit.Table? truth = null)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        foreach (var key in release.Value.Keys)
        {
            table.AddColumn(Markup.Escape(key));
        }

        foreach (var value in release.Value.Values)
        {
            table.AddColumn(new TableColumn(Markup.Escape(value)).RightAligned().NoWrap());
            if (truth is not null)
            {
                table.AddColumn(new TableColumn("[red]truth[/]").RightAligned().NoWrap());
            }
        }

        foreach (var row in release.Value.Rows)
        {
            var cells = row.Keys.Select(Markup.Escape).ToList();
            for (var i = 0; i < row.Values.Count; i++)
            {
                cells.Add(Markup.Escape(row.Values[i]?.ToString() ?? "too few to say"));
                if (truth is not null)
                {
                    cells.Add(Markup.Escape(Truth(truth, row, i)));
                }
            }

            table.AddRow([.. cells]);
        }

        console.Write(table);
        console.MarkupLineInterpolated($"  [dim]{Paid(release.Receipt)}[/]");
        if (!release.Receipt.IsPrivate)
        {
            console.MarkupLine("  [red bold]SIMULATED: this answer protects nobody[/]");
        }
    }

    /// <summary>What an answer cost, and what is left.</summary>
    public static string Paid(Receipt receipt) => string.Create(
        CultureInfo.InvariantCulture, $"{(receipt.IsRepeated ? "stored answer of an equal question, paid nothing" : $"paid {receipt.Price}")}   entry {receipt.Entry}   left {receipt.Left}");

    private static string Truth(Tacit.Table truth, TableRow row, int column) =>
        truth.Rows.FirstOrDefault(r => r.Keys.SequenceEqual(row.Keys))?.Values[column] is { } value
            ? value.Value.ToString("N" + Estimate.Digits(row.Values[column]?.HalfWidth ?? 0), CultureInfo.InvariantCulture)
            : "none";

    private sealed class LineProgress(string what) : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine($"{what} {value} …");
    }
}
