using Tacit.Mechanisms.Tables;
using Tacit.Numerics;

namespace Tacit.Mechanisms;

/// <summary>
/// Exact integer noise for a vector of integers, calibrated to a weighted sensitivity: coordinate i, divided by its weight wᵢ, moves so that the
/// whole vector moves by at most <see cref="Shift"/> (in L1 for Laplace, in L2 for Gaussian noise). Coordinate i gets noise of scale wᵢ × <see cref="Scale"/>.
/// </summary>
/// <remarks>
/// Guarantee: for the stated unit and relation, with the vector divided by its weights of sensitivity <see cref="Shift"/>: Laplace noise is
/// (Shift/Scale)-differentially private in L1, Gaussian noise Shift²/(2·Scale²)-zCDP in L2 (Canonne, Kamath and Steinke 2020). The scaled vector is what the guarantee speaks of, so groups with bounds of different width share one price.
/// </remarks>
public sealed class IntegerNoise
{
    private readonly bool _gaussian;

    private IntegerNoise(bool gaussian, Rational scale, Rational shift, string sensitivity, Neighbours relation)
    {
        _gaussian = gaussian;
        Scale = scale;
        Shift = shift;
        Sensitivity = sensitivity;
        Loss = gaussian ? PrivacyLoss.WeightedDiscreteGaussian(scale, shift, relation) : PrivacyLoss.DiscreteLaplace(scale, shift, relation);
    }

    /// <summary>Scale of the noise in units of the weights: b, or σ.</summary>
    public Rational Scale { get; }

    /// <summary>The weighted sensitivity: Δ1, or Δ2.</summary>
    public Rational Shift { get; }

    /// <summary>Where the sensitivity comes from, in words.</summary>
    public string Sensitivity { get; }

    /// <summary>The loss of one draw of the whole vector, whatever its weights are.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>True for discrete Gaussian, false for discrete Laplace noise.</summary>
    public bool IsGaussian => _gaussian;

    /// <summary>For example <c>discrete Laplace, scale 200</c>.</summary>
    public string Description => $"{(_gaussian ? "discrete Gaussian, σ" : "discrete Laplace, scale")} = {Accounting.PriceText.Number(Scale)}";

    /// <summary>Discrete Laplace noise that spends <paramref name="epsilon"/> on an L1 sensitivity of <paramref name="shift"/>.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="shift">The weighted L1 sensitivity under <paramref name="relation"/>.</param>
    /// <param name="sensitivity">Where the sensitivity comes from, in words.</param>
    /// <param name="relation">The relation of the sensitivity. Noise for a sensitivity under replace is not charged for a group of two there.</param>
    public static IntegerNoise Laplace(Rational epsilon, Rational shift, string sensitivity, Neighbours relation = Neighbours.AddRemove) =>
        new(false, shift / ((Quantity)epsilon).Positive("Epsilon"), ((Quantity)shift).Positive("The sensitivity"), sensitivity, relation);

    /// <summary>Discrete Gaussian noise that spends at most <paramref name="rho"/> on an L2 sensitivity of <paramref name="shift"/>; σ is rounded up.</summary>
    /// <param name="rho">ρ.</param>
    /// <param name="shift">The weighted L2 sensitivity under <paramref name="relation"/>.</param>
    /// <param name="sensitivity">Where the sensitivity comes from, in words.</param>
    /// <param name="relation">The relation of the sensitivity. Noise for a sensitivity under replace is not charged for a group of two there.</param>
    public static IntegerNoise Gaussian(Rational rho, Rational shift, string sensitivity, Neighbours relation = Neighbours.AddRemove) =>
        new(true, (shift * shift / (2 * ((Quantity)rho).Positive("Rho"))).SqrtUp(24), ((Quantity)shift).Positive("The sensitivity"), sensitivity, relation);

    /// <summary>E|noise| of a coordinate of this weight.</summary>
    public double ExpectedError(Rational weight) => _gaussian
        ? new DiscreteGaussian(Scale * weight).ExpectedError
        : new DiscreteLaplace(Scale * weight).ExpectedError;

    /// <summary>The half-width that covers the noise of one coordinate with probability <paramref name="confidence"/>.</summary>
    public double HalfWidth(Rational weight, double confidence) => _gaussian
        ? new DiscreteGaussian(Scale * weight).HalfWidth(confidence)
        : new DiscreteLaplace(Scale * weight).HalfWidth(confidence);

    /// <summary>A sampler for <paramref name="draws"/> coordinates of one weight: a table where it pays, which the count and the scale decide.</summary>
    internal Func<Randomness.RandomSource, Int128> Sampler(Rational weight, int draws)
    {
        // Preparing a table of Gaussian noise costs about as much as 256 draws by coins for each unit of σ, one of Laplace noise 8192 draws.
        var scale = Scale * weight;
        var pays = scale <= Routes.LargestTable && (_gaussian ? draws >= 4096 && draws >= 256 * scale : draws >= 8192);
        var route = pays ? SamplerRoute.Table : SamplerRoute.Coins;
        return _gaussian ? new DiscreteGaussian(scale, route).Sample : new DiscreteLaplace(scale, route).Sample;
    }
}
