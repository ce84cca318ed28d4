using System.Globalization;

namespace Tacit.Audit;

/// <summary>What a mechanism says of itself: (ε, δ)-differential privacy for every pair of neighbours under one relation.</summary>
public sealed record PrivacyClaim
{
    /// <summary>The claim.</summary>
    /// <exception cref="BadInputException">ε is negative, NaN or infinite, or δ is not in [0, 1).</exception>
    public PrivacyClaim(double epsilon, double delta = 0)
    {
        Epsilon = epsilon >= 0 && double.IsFinite(epsilon)
            ? epsilon
            : throw new BadInputException($"The claimed epsilon must be a finite number of at least 0, but was {epsilon.ToString(CultureInfo.InvariantCulture)}.");
        Delta = delta is >= 0 and < 1
            ? delta
            : throw new BadInputException($"The claimed delta must be in [0, 1), but was {delta.ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>δ; zero for pure differential privacy.</summary>
    public double Delta { get; }

    /// <summary>For example <c>ε = 1, δ = 1E-06</c>.</summary>
    public override string ToString() => Delta == 0
        ? string.Create(CultureInfo.InvariantCulture, $"ε = {Epsilon}")
        : string.Create(CultureInfo.InvariantCulture, $"ε = {Epsilon}, δ = {Delta}");
}
