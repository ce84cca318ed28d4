using Tacit.Accounting;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Gaussian noise for one (ε, δ): the smallest σ that keeps it, by the exact curve of the Gaussian. Drawn as a continuous Gaussian rounded to integers.</summary>
/// <remarks>
/// Guarantee: (ε, δ)-differentially private for the stated unit and relation when the integer vector moves by at most Δ = <see cref="Sensitivity"/> in L2:
/// σ is the smallest with Φ(Δ/2σ − εσ/Δ) − e^ε·Φ(−Δ/2σ − εσ/Δ) ≤ δ, to a relative 1e-7 above it, and round(N) added to integers is round(x + N), post-processing
/// of the continuous Gaussian. The classical σ = Δ√(2 ln(1.25/δ))/ε is up to half larger, and for ε above about 10 too small.
/// Source: Balle and Wang (2018), Theorem 8; the curve is the accountant's, <see cref="Accountant.GaussianDp"/>.
/// </remarks>
public sealed class AnalyticGaussian : IMechanism<IReadOnlyList<long>, long[]>
{
    private LatticeNoise? _noise;

    /// <summary>The noise for ε and δ on integer vectors that move by at most <paramref name="sensitivity"/> in L2.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public AnalyticGaussian(Quantity epsilon, Quantity delta, Quantity sensitivity, Neighbours relation = Neighbours.AddRemove)
    {
        Sensitivity = sensitivity.Positive("The sensitivity");
        if (delta.Delta().Sign == 0)
        {
            throw new BadInputException("Gaussian noise needs δ > 0: its loss has no upper end.");
        }

        Rational multiplier = Calibration.Noise(noise => PrivacyLoss.Gaussian(noise, relation), epsilon, delta, relation, Accountant.GaussianDp);
        Sigma = multiplier * Sensitivity;
        Loss = PrivacyLoss.Gaussian(multiplier, relation);
    }

    /// <summary>Δ, in L2.</summary>
    public Rational Sensitivity { get; }

    /// <summary>σ, in the units of the integers.</summary>
    public Rational Sigma { get; }

    /// <summary>The loss of one draw of the whole vector: Gaussian noise of σ/Δ. It composes better than (ε, δ).</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>E|noise| of one coordinate: σ·√(2/π), but for the rounding to integers.</summary>
    public double ExpectedError => Sigma.ToDouble() * Math.Sqrt(2 / Math.PI);

    /// <summary>The half-width that covers the noise of one coordinate with at least probability <paramref name="confidence"/>, rounding included.</summary>
    public double HalfWidth(double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);
        return Math.Ceiling((Sigma.ToDouble() * Normal.UpperQuantile((1 - confidence) / 2)) + 0.5);
    }

    /// <summary>Adds noise to every coordinate. Values near the ends of 64 bits wrap around, which is post-processing.</summary>
    /// <exception cref="BadInputException">σ is not from 1 to 4096 steps: scale the integers by a <see cref="Lattice"/>.</exception>
    public long[] Sample(IReadOnlyList<long> exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(random);
        var noise = _noise ??= LatticeNoise.RoundedGaussian(Sigma);
        long[] values = [.. exact];
        noise.AddTo(values, random);
        return values;
    }

    /// <summary>The vector itself.</summary>
    public long[] Noiseless(IReadOnlyList<long> exact) => [.. exact];
}
