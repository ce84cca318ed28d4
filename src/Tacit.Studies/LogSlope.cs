namespace Tacit.Studies;

/// <summary>How a measured number grows: the exponent of the power law that fits it best.</summary>
public static class LogSlope
{
    /// <summary>The slope of ln y in ln x by least squares.</summary>
    /// <param name="x">Where: above zero, at least two different ones.</param>
    /// <param name="y">How much; below 10⁻¹² counts as that.</param>
    public static double Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        double[] a = [.. x.Select(v => Math.Log(v))], b = [.. y.Select(v => Math.Log(Math.Max(v, 1e-12)))];
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (p, q) => (p - meanA) * (q - meanB)).Sum() / a.Sum(p => (p - meanA) * (p - meanA));
    }
}
