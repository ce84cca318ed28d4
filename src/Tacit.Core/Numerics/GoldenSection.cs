namespace Tacit.Numerics;

/// <summary>Golden-section search (Kiefer 1953) for bounds of which every place is valid: one that stops early is loose, never wrong.</summary>
internal static class GoldenSection
{
    private const double Ratio = 0.6180339887498949;

    /// <summary>Narrows the interval so many times. <c>Place</c> is the middle of what is left; <c>Smallest</c> is the smallest value that was seen. NaN counts as infinite.</summary>
    public static (double Place, double Smallest) Minimum(Func<double, double> function, double low, double high, int steps)
    {
        double At(double x) => function(x) is var value && double.IsNaN(value) ? double.PositiveInfinity : value;
        var smallest = double.PositiveInfinity;
        for (var i = 0; i < steps; i++)
        {
            var (a, b) = (high - (Ratio * (high - low)), low + (Ratio * (high - low)));
            var (atA, atB) = (At(a), At(b));
            smallest = Math.Min(smallest, Math.Min(atA, atB));
            (low, high) = atA <= atB ? (low, b) : (a, high);
        }

        return ((low + high) / 2, smallest);
    }
}
