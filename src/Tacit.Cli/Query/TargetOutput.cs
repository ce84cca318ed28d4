using System.Globalization;
using System.Text.Json.Nodes;
using Tacit.Cli.Output;
using Tacit.Query;

namespace Tacit.Cli.Query;

/// <summary>The least spend for a wanted error, for people or as JSON.</summary>
internal static class TargetOutput
{
    public static void Print(LeastSpend least, double? expectedRows, bool json)
    {
        if (json)
        {
            JsonOut.Print(new
            {
                question = least.Explanation.Question,
                epsilon = least.Spend.Epsilon?.ToDoubleUp(),
                rho = least.Spend.Rho?.ToDoubleUp(),
                delta = least.Spend.Delta.ToDoubleUp(),
                expectedRows,
                columns = least.Errors.Select(e => new { column = e.Column, error = e.Error, wanted = e.Wanted, percent = e.IsPercent }),
                plan = least.Explanation.Plan,
                statements = least.Explanation.Sql,
                loss = JsonNode.Parse(least.Explanation.Loss.ToJson()),
            });
            return;
        }

        Console.Out.WriteLine(least.Explanation.Question);
        Console.Out.WriteLine($"  least spend: {(least.Spend.Epsilon is { } epsilon ? $"ε = {epsilon}" : $"ρ = {least.Spend.Rho}")}{(least.Spend.Delta.Sign == 0 ? string.Empty : $", δ = {least.Spend.Delta}")}");
        foreach (var error in least.Errors)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {error.Column}: expected ± {error.Error:G4}{(error.IsPercent ? "%" : string.Empty)}, wanted ± {error.Wanted}{(error.IsPercent ? "%" : string.Empty)}"));
        }

        foreach (var line in least.Explanation.Plan)
        {
            Console.Out.WriteLine($"  {line}");
        }

        if (expectedRows is { } rows)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Planned with {rows} rows in a group, which somebody expects and nobody has counted."));
        }

        Console.Out.WriteLine("What clipping and left-out rows change is not in it. Nothing was read and nothing was spent.");
    }
}
