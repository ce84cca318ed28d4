using System.Globalization;
using Spectre.Console;
using Tacit.Local;

namespace Tacit.Cli.Commands;

/// <summary>One report of a number from a range.</summary>
internal static class SimulateNumbers
{
    private const int Bars = 16;

    public static SimulateOutcome Run(SimulateInput input, SimulateOptions options, CancellationToken cancellation)
    {
        var protocol = (NumberProtocol)input.Create(options.Shape);
        var numbers = NumberSimulation.Numbers(input.Shape, protocol.Low.ToDouble(), protocol.High.ToDouble(), input.Users);
        var result = NumberSimulation.Run(protocol, numbers, input.Options, cancellation);
        var shape = input.Shape.ToString().ToLowerInvariant();
        return new(
            SimulateOutput.Json(protocol, input.Users, result.ReportsPerSecond,
            [
                ("shape", shape),
                .. SimulateOutput.Estimates(result.Mean),
                ("distribution", result.Distribution?.Numbers.Select((x, i) => new { number = x, frequency = result.Distribution.Frequencies[i], truth = result.TrueFrequencies[i] })),
                ("distance", result.Distance),
            ]),
            console =>
            {
                SimulateOutput.Line(console, $"  {input.Users:N0} users with numbers from {protocol.Low} to {protocol.High}, {shape}");
                if (protocol.Kind == NumberKind.SquareWave)
                {
                    Show(console, result, input.Options.Confidence);
                }

                SimulateOutput.Line(console, $"  mean {result.Mean.Values[0]}, truth {result.Mean.Truth[0]:0.####}; squared error {result.Mean.MeanSquaredError:0.###e-0}, expected {result.Mean.AnalyticVariance:0.###e-0}");
                SimulateOutput.Foot(console, protocol, result.ReportsPerSecond);
            });
    }

    private static void Show(IAnsiConsole console, NumberResult result, double confidence)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        foreach (var column in new[] { "up to", "truth", "estimate" })
        {
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        }

        var (numbers, places) = (result.Distribution!.Numbers, result.TrueFrequencies.Count);

        // The truth counts numbers at their nearest place, so bars end between two.
        var half = (numbers[1] - numbers[0]) / 2;
        for (var b = 0; b < Bars; b++)
        {
            var (from, to) = (places * b / Bars, places * (b + 1) / Bars);
            var (truth, end) = (Enumerable.Range(from, to - from).Sum(i => result.TrueFrequencies[i]), Math.Min(numbers[^1], numbers[to - 1] + half));
            var estimate = result.Distribution.Share(numbers[from] - half, end, confidence);
            table.AddRow(end.ToString("0.###", CultureInfo.InvariantCulture), truth.ToString("0.0000", CultureInfo.InvariantCulture), Markup.Escape(estimate.ToString()));
        }

        console.Write(table);
        SimulateOutput.Line(console, $"  distance of the distributions {result.Distance:0.####} (Wasserstein-1, in units of the numbers)");
    }
}
