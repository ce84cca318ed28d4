namespace Tacit.Local;

/// <summary>Estimates of one round or attribute of a simulated collection, beside the truth.</summary>
/// <param name="Values">The estimates.</param>
/// <param name="Truth">What they estimate, among the simulated users.</param>
/// <param name="AnalyticVariance">What the mean squared error of the unbiased estimates is expected to be, for these very users.</param>
public sealed record SimulatedEstimates(IReadOnlyList<Estimate> Values, IReadOnlyList<double> Truth, double AnalyticVariance)
{
    /// <summary>Of the shown estimates, the mean over all values.</summary>
    public double MeanSquaredError => Values.Zip(Truth, (e, f) => (e.Value - f) * (e.Value - f)).Average();
}
