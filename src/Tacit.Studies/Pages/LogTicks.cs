using System.Globalization;
using ScottPlot.TickGenerators;

namespace Tacit.Studies;

/// <summary>Marks of a logarithmic axis: powers of ten where there are enough, else 1, 2 and 5 times them, else equal steps; an axis without numbers says nothing.</summary>
internal static class LogTicks
{
    private const int Fewest = 3;
    private static readonly double[][] Factors = [[1], [1, 2, 5]];

    public static NumericManual Of(IEnumerable<double> values)
    {
        double[] shown = [.. values.Where(v => double.IsFinite(v) && v > 0)];
        var ticks = new NumericManual();
        if (shown.Length == 0)
        {
            return ticks;
        }

        foreach (var value in Choose(shown.Min() / 1.1, shown.Max() * 1.1))
        {
            var power = Math.Log10(value);
            ticks.AddMajor(power, value is >= 0.001 and < 100_000 ? value.ToString("0.####", CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value / Math.Pow(10, Math.Floor(power + 1e-9)), 2)}e{Math.Floor(power + 1e-9):0}"));
        }

        return ticks;
    }

    private static double[] Choose(double low, double high)
    {
        foreach (var factors in Factors)
        {
            double[] ticks = [.. Enumerable.Range((int)Math.Floor(Math.Log10(low)), (int)Math.Ceiling(Math.Log10(high / low)) + 2).SelectMany(k => factors.Select(f => f * Math.Pow(10, k))).Where(v => v >= low && v <= high)];
            if (ticks.Length >= Fewest)
            {
                return ticks;
            }
        }

        // The largest of 1, 2 and 5 times a power of ten that is at most a quarter of the range.
        var power = Math.Pow(10, Math.Floor(Math.Log10((high - low) / 4)));
        var step = Factors[1].Select(f => f * power).Last(s => s <= (high - low) / 4);
        return [.. Enumerable.Range(0, 1 + (int)((high - low) / step)).Select(i => (Math.Ceiling(low / step) + i) * step).Where(v => v <= high)];
    }
}
