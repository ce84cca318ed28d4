using System.Runtime.InteropServices;

namespace Tacit.Reporting;

/// <summary>A closed interval that a number of the engine lies in. Its arithmetic rounds to nearest, as the engine does; rounding is monotone, so ends stay ends.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NumberSpan(double Low, double High)
{
    /// <summary>Beyond this a product may overflow: such a number is clipped before it is computed with. 2^500.</summary>
    private const double Most = 3.273390607896142e150;

    public static NumberSpan Anything { get; } = new(double.MinValue, double.MaxValue);

    public double Size => Math.Max(Math.Abs(Low), Math.Abs(High));

    public bool IsKnown => Size <= Most;

    public static NumberSpan At(double value) => new(value, value);

    public static NumberSpan Join(NumberSpan a, NumberSpan b) => new(Math.Min(a.Low, b.Low), Math.Max(a.High, b.High));

    public static NumberSpan Plus(NumberSpan a, NumberSpan b) => new(a.Low + b.Low, a.High + b.High);

    public static NumberSpan Minus(NumberSpan a, NumberSpan b) => new(a.Low - b.High, a.High - b.Low);

    public static NumberSpan Times(NumberSpan a, NumberSpan b) => Hull(a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High);

    /// <summary>A number times itself is never negative.</summary>
    public NumberSpan Squared()
    {
        var ends = Hull(Low * Low, High * High);
        return Low <= 0 && High >= 0 ? ends with { Low = 0 } : ends;
    }

    public static NumberSpan Over(NumberSpan a, NumberSpan b) => b is { Low: <= 0, High: >= 0 }
        ? Anything
        : Hull(a.Low / b.Low, a.Low / b.High, a.High / b.Low, a.High / b.High);

    /// <summary>a − b·trunc(a/b). Exact between whole numbers below 2^53; elsewhere quotient and product are rounded, and what is left errs by a share of a.</summary>
    public static NumberSpan Rest(NumberSpan a, NumberSpan b, bool areWhole)
    {
        const double Whole = 9007199254740992;
        var size = Math.Min(a.Size, b.Size);
        var slack = areWhole && a.Size <= Whole && b.Size <= Whole ? 0 : Math.ScaleB(a.Size, -50);
        return new((a.Low < 0 ? -size : 0) - slack, (a.High > 0 ? size : 0) + slack);
    }

    public NumberSpan Magnitude() => Low >= 0 ? this : High <= 0 ? new(-High, -Low) : new(0, Size);

    /// <summary>The image under a function that does not fall.</summary>
    public NumberSpan Rising(Func<double, double> function) => new(function(Low), function(High));

    private static NumberSpan Hull(params ReadOnlySpan<double> ends)
    {
        var result = At(ends[0]);
        foreach (var end in ends)
        {
            result = Join(result, At(end));
        }

        return result;
    }
}
