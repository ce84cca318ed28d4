namespace Tacit.Query.Relations;

/// <summary>A closed interval of finite numbers: what a number may be, whatever the data.</summary>
/// <remarks>Ends are computed by the operation itself: rounding is monotone, so the engine's results lie between them.</remarks>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>Operands beyond this are refused: the products and quotients of what is below stay finite on every engine.</summary>
    public const double Largest = 3.273390607896142e150; // 2^500

    /// <summary>What is closer to zero counts as zero in a quotient: so quotients of usable numbers stay finite.</summary>
    public const double Smallest = 3.054936363499605e-151; // 2^-500

    /// <summary>What a quotient by something near zero may be; it must be clamped before anything else is done with it.</summary>
    public static Interval Unknown { get; } = new(double.MinValue, double.MaxValue);

    public double Magnitude => Math.Max(Math.Abs(Low), Math.Abs(High));

    public bool IsUsable => Magnitude <= Largest;

    public bool Holds(double value) => value >= Low && value <= High;

    public static Interval Point(double value) => new(value, value);

    public static Interval Of(params ReadOnlySpan<double> ends)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var end in ends)
        {
            (low, high) = (Math.Min(low, end), Math.Max(high, end));
        }

        return new(low, high);
    }

    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    public static Interval operator +(Interval a, Interval b) => new(a.Low + b.Low, a.High + b.High);

    public static Interval operator -(Interval a, Interval b) => new(a.Low - b.High, a.High - b.Low);

    public static Interval operator *(Interval a, Interval b) => Of(a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High);

    public static Interval operator /(Interval a, Interval b) => b.Low > 0 || b.High < 0
        ? Of(a.Low / b.Low, a.Low / b.High, a.High / b.Low, a.High / b.High)
        : Unknown;

    /// <summary>The values of a function that does not fall.</summary>
    public Interval Rising(Func<double, double> function) => new(function(Low), function(High));

    /// <summary>The products of each value with itself.</summary>
    public Interval Squared() => Absolute().Rising(v => v * v);

    public Interval Absolute() => Low >= 0 ? this : High <= 0 ? new(-High, -Low) : new(0, Magnitude);
}
