using System.Runtime.Intrinsics;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Public bounds of a value and the grid on which it is clipped and rounded, so that sums are sums of integers.</summary>
/// <remarks>
/// The step is a power of two. Values are taken about the middle of the bounds, in half steps: integers of at most <see cref="HalfRangeUnits"/>.
/// The middle is public; nothing is centred on data.
/// </remarks>
public sealed class ValueBounds
{
    private readonly int _exponent;
    private readonly long _min;
    private readonly long _max;

    // 2^−exponent: scaling by it is exact, or gives a number that rounds to zero.
    private readonly double _perStep;

    /// <summary>Bounds from <paramref name="low"/> to <paramref name="high"/>, rounded to the grid.</summary>
    /// <param name="low">The lower bound. From public knowledge, never from the data.</param>
    /// <param name="high">The upper bound.</param>
    /// <param name="bits">The range has from 2^(bits−1) to 2^bits steps; 2 to 30.</param>
    /// <exception cref="BadInputException">The bounds are not finite, not in order or too far from zero for their distance.</exception>
    public ValueBounds(double low, double high, int bits = 20)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || !(low < high) || !double.IsFinite(high - low))
        {
            throw new BadInputException($"Bounds are two finite numbers, the lower one first, but were {low} and {high}.");
        }

        if (bits is < 2 or > 30)
        {
            throw new BadInputException($"A range has 2 to 30 bits, but {bits} were asked for.");
        }

        _exponent = Math.ILogB(high - low) + 1 - bits;
        if (_exponent is < -900 or > 900 || Math.ScaleB(Math.Max(Math.Abs(low), Math.Abs(high)), -_exponent) > 1L << 52)
        {
            throw new BadInputException($"The bounds {low} and {high} are too close to each other for numbers of their size. Subtract a public number first.");
        }

        _perStep = Math.ScaleB(1, -_exponent);
        _min = (long)Math.Round(Math.ScaleB(low, -_exponent));
        _max = (long)Math.Round(Math.ScaleB(high, -_exponent));
    }

    /// <summary>The lower bound on the grid.</summary>
    public double Low => Math.ScaleB((double)_min, _exponent);

    /// <summary>The upper bound on the grid.</summary>
    public double High => Math.ScaleB((double)_max, _exponent);

    /// <summary>The middle of the bounds.</summary>
    public double Middle => Math.ScaleB((double)(_min + _max), _exponent - 1);

    /// <summary>The lower bound as a point of the grid: an integer multiple of the step.</summary>
    public long LowPoint => _min;

    /// <summary>The upper bound as a point of the grid.</summary>
    public long HighPoint => _max;

    /// <summary>Half the range, in half steps.</summary>
    public long HalfRangeUnits => _max - _min;

    /// <summary>The length of half a step.</summary>
    public double Unit => Math.ScaleB(1, _exponent - 1);

    /// <summary>The value, clipped and rounded (ties to even), about the middle, in half steps. NaN becomes the middle.</summary>
    public long ToUnits(double value) => double.IsNaN(value)
        ? 0
        : (2 * ToPoint(value)) - _min - _max;

    /// <summary>The point of a value, clipped and rounded (ties to even). NaN becomes the point at or below the middle.</summary>
    public long ToPoint(double value) => double.IsNaN(value)
        ? (_min + _max) >> 1
        : (long)Math.Clamp(Math.Round(Math.Clamp(value, Low, High) * _perStep), _min, _max);

    /// <summary>The value of a point.</summary>
    public double ToValue(long point) => Math.ScaleB((double)point, _exponent);

    internal Rational HalfRangeWeight => HalfRangeUnits;

    /// <summary><see cref="ToUnits(double)"/> of each value, as whole doubles.</summary>
    internal void ToUnits(ReadOnlySpan<double> values, Span<double> units)
    {
        var k = 0;
        for (; k + 4 <= values.Length; k += 4)
        {
            var value = Vector256.Create(values[k..]);
            var (above, below) = Distances(value);
            (Vector256.Equals(value, value).AsDouble() & (above + below)).CopyTo(units[k..]);
        }

        for (; k < values.Length; k++)
        {
            units[k] = ToUnits(values[k]);
        }
    }

    /// <summary>The steps of each value above <see cref="LowPoint"/>, as whole doubles. NaN stays.</summary>
    internal void ToOffsets(ReadOnlySpan<double> values, Span<double> offsets)
    {
        var k = 0;
        for (; k + 4 <= values.Length; k += 4)
        {
            var value = Vector256.Create(values[k..]);
            Vector256.ConditionalSelect(Vector256.Equals(value, value), Distances(value).Above, value).CopyTo(offsets[k..]);
        }

        for (; k < values.Length; k++)
        {
            offsets[k] = double.IsNaN(values[k]) ? double.NaN : ToPoint(values[k]) - _min;
        }
    }

    // How far points lie above the lowest and (negative) below the highest: each exact, since points are below 2^53 and their distances below 2^31.
    private (Vector256<double> Above, Vector256<double> Below) Distances(Vector256<double> value)
    {
        var (low, high) = (Vector256.Create((double)_min), Vector256.Create((double)_max));
        var clipped = Vector256.Min(Vector256.Max(value, Vector256.Create(Low)), Vector256.Create(High));
        var point = Vector256.Min(Vector256.Max(Vector256.Round(clipped * _perStep), low), high);
        return (point - low, point - high);
    }
}
