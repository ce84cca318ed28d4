using System.Globalization;

namespace Tacit.Reporting;

/// <summary>A number line with round ends and round ticks.</summary>
internal sealed class Axis
{
    private const int MostSteps = 5;
    private readonly double _first;
    private readonly double _last;
    private readonly double _step;

    private Axis(double first, double last, double step)
    {
        _first = first;
        _last = last;
        _step = step;
    }

    public double Low => _first * _step;

    public double High => _last * _step;

    /// <summary>The ticks. Whole multiples of the step, so that they do not drift.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            for (var i = _first; i <= _last; i++)
            {
                yield return i * _step;
            }
        }
    }

    /// <summary>An axis around the finite values, or null where there is nothing to draw.</summary>
    public static Axis? Fit(IEnumerable<double> values, bool fromZero)
    {
        var finite = values.Where(double.IsFinite).ToList();
        if (finite.Count == 0)
        {
            return null;
        }

        var low = fromZero ? Math.Min(0, finite.Min()) : finite.Min();
        var high = fromZero ? Math.Max(0, finite.Max()) : finite.Max();
        var size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= 1e-9 * size)
        {
            var pad = size > 0 ? size / 10 : 1;
            (low, high) = (fromZero ? low : low - pad, high + pad);
        }

        var axis = With(RoundStep((high - low) / MostSteps), low, high);

        // Just above a tick the next one is far away: 10,012 on steps of 5,000 would leave a third of the axis empty.
        return axis is not null && axis.High - axis.Low > 1.4 * (high - low) ? With(RoundStep(axis._step / 3), low, high) : axis;
    }

    /// <summary>Where a value stands, from 0 to 1; values outside stand at the ends.</summary>
    public double Position(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);

    /// <summary>The text of a tick.</summary>
    public string Text(double tick)
    {
        if (_step < 1e-6 || Math.Max(Math.Abs(Low), Math.Abs(High)) >= 1e12)
        {
            return tick == 0 ? "0" : tick.ToString("0.##e+0", CultureInfo.InvariantCulture).Replace('-', '−');
        }

        return NumberText.Fixed(tick, Math.Max(0, -(int)Math.Floor(Math.Log10(_step) + 1e-9)));
    }

    /// <summary>The slack keeps 0.3 / 0.1 = 2.9999999999999996 from opening one more step.</summary>
    private static Axis? With(double step, double low, double high) => double.IsFinite(step) && step > 0
        ? new Axis(Math.Floor((low / step) + 1e-9), Math.Ceiling((high / step) - 1e-9), step)
        : null;

    /// <summary>The next of 1, 2, 5, 10 × a power of ten.</summary>
    private static double RoundStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * (rough / power) switch
        {
            <= 1.000001 => 1,
            <= 2.000001 => 2,
            <= 5.000001 => 5,
            _ => 10,
        };
    }
}
