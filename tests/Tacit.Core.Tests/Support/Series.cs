namespace Tacit.Core.Tests.Support;

/// <summary>Tests of a series of independent draws: distribution function, moments, correlation.</summary>
internal static class Series
{
    // Six and a quarter standard errors: 2·(1 − Φ(6.25)) = 4.1e-10.
    private const double Errors = 6.25;

    /// <summary>The Kolmogorov–Smirnov test of a continuous law; false alarms by its asymptotic tail, 2·e^(−2nD²), at 1e-9.</summary>
    public static void KolmogorovSmirnov(ReadOnlySpan<float> values, Func<double, double> cdf, string what)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        double n = sorted.Length, distance = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var f = cdf(sorted[i]);
            distance = Math.Max(distance, Math.Max(f - (i / n), ((i + 1) / n) - f));
        }

        Assert.True(2 * Math.Exp(-2 * n * distance * distance) > GoodnessOfFit.FalseAlarm, $"{what}: distance {distance:E2} of {n} draws.");
    }

    /// <summary>The sample mean of <paramref name="of"/> against its expectation, with the standard deviation that it should have.</summary>
    public static void Mean(ReadOnlySpan<float> values, Func<double, double> of, double expected, double deviation, string what)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += of(value);
        }

        Assert.Equal(expected, sum / values.Length, Errors * deviation / Math.Sqrt(values.Length));
        Assert.False(string.IsNullOrEmpty(what));
    }

    /// <summary>The correlation of two series of mean zero and unit variance.</summary>
    public static void Uncorrelated(ReadOnlySpan<float> left, ReadOnlySpan<float> right, string what)
    {
        var n = Math.Min(left.Length, right.Length);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            sum += (double)left[i] * right[i];
        }

        Assert.True(Math.Abs(sum) < Errors * Math.Sqrt(n), $"{what}: correlation {sum / n:E2} of {n} pairs.");
    }
}
