namespace Tacit.Statistics;

/// <summary>A fitted linear regression.</summary>
/// <param name="Intercept">The constant, where one is fitted.</param>
/// <param name="Coefficients">One for each feature, in its order.</param>
/// <param name="Ridge">What was added to the diagonal of XᵀX, in squared units of the features; zero where the noise is small beside the data.</param>
public sealed record LinearFit(Estimate? Intercept, IReadOnlyList<Estimate> Coefficients, double Ridge)
{
    /// <summary>The value at a point.</summary>
    public double At(params ReadOnlySpan<double> features)
    {
        if (features.Length != Coefficients.Count)
        {
            throw new ArgumentException($"There are {Coefficients.Count} features.", nameof(features));
        }

        var sum = Intercept?.Value ?? 0;
        for (var i = 0; i < features.Length; i++)
        {
            sum += Coefficients[i].Value * features[i];
        }

        return sum;
    }
}
