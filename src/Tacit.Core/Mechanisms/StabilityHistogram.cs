using Tacit.Accounting;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Names unknown group keys and releases their counts: integer noise on every key that exists, shown from a threshold on. Without the counts it is key selection by noise and threshold.</summary>
/// <remarks>
/// Guarantee: the loss of the noise beside δ, for the stated unit and relation, when a unit has at most l₀ keys and adds at most L∞ to each. Keys that both
/// neighbours have get noise of sensitivity l₀·L∞ in L1 (√l₀·L∞ in L2); a key that only one has holds at most L∞ and is shown with probability at most
/// P(L∞ + Z ≥ T) ≤ δ/l₀. T is the exact threshold of the <b>integer</b> noise: the one of continuous noise is too small. Under replace one unit's keys go
/// and another's come: 2l₀ takes the place of l₀. A pre-threshold m hides every key of fewer than m and lowers the others by m−1 before T is asked.
/// Source: Korolova, Kenthapadi, Mishra and Ntoulas (2009); Desfontaines, Voss, Gipson and Mandayam (2022).
/// </remarks>
public sealed class StabilityHistogram : IMechanism<IReadOnlyList<long>, Int128?[]>
{
    private readonly DiscreteLaplace? _laplace;
    private readonly DiscreteGaussian? _gaussian;
    private readonly long _preThreshold;

    private StabilityHistogram(Rational scale, bool gaussian, Rational deltaPerKey, long perKey, long preThreshold, PrivacyLoss loss)
    {
        _preThreshold = preThreshold;
        Scale = scale;
        Loss = loss;
        if (gaussian)
        {
            _gaussian = new(scale);
        }
        else
        {
            _laplace = new(scale);
        }

        Threshold = checked(perKey + (gaussian ? TailThreshold.Gaussian(scale, deltaPerKey) : TailThreshold.Laplace(scale, deltaPerKey)));
    }

    /// <summary>b or σ of the noise.</summary>
    public Rational Scale { get; }

    /// <summary>T: the smallest noisy count that is shown, after a pre-threshold m lowered it by m − 1.</summary>
    public long Threshold { get; }

    /// <summary>The loss of one draw over all keys: the noise, beside (0, δ).</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>Discrete Laplace noise for ε, and a threshold for δ.</summary>
    /// <param name="epsilon">ε over all keys of a unit.</param>
    /// <param name="delta">δ over all keys of a unit.</param>
    /// <param name="maxPartitions">l₀: the most keys of a unit.</param>
    /// <param name="maxPerPartition">L∞: the most that a unit adds to one key.</param>
    /// <param name="preThreshold">m: keys of fewer are never shown; 1 for none.</param>
    /// <param name="relation">The relation of the bounds.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static StabilityHistogram Laplace(
        Quantity epsilon, Quantity delta, long maxPartitions, long maxPerPartition = 1, long preThreshold = 1, Neighbours relation = Neighbours.AddRemove)
    {
        var (total, keys) = Check(delta, maxPartitions, maxPerPartition, preThreshold, relation);
        var shift = keys * maxPerPartition;
        var scale = Wide(shift / epsilon.Positive("Epsilon"));
        return new(scale, false, total / keys, maxPerPartition, preThreshold, With(PrivacyLoss.DiscreteLaplace(scale, shift, relation), total));
    }

    /// <summary>Discrete Gaussian noise for ρ, and a threshold for δ.</summary>
    /// <param name="rho">ρ over all keys of a unit; σ is rounded up.</param>
    /// <param name="delta">δ over all keys of a unit, for the threshold; that of the noise comes on top.</param>
    /// <param name="maxPartitions">l₀: the most keys of a unit.</param>
    /// <param name="maxPerPartition">L∞: the most that a unit adds to one key.</param>
    /// <param name="preThreshold">m: keys of fewer are never shown; 1 for none.</param>
    /// <param name="relation">The relation of the bounds.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static StabilityHistogram Gaussian(
        Quantity rho, Quantity delta, long maxPartitions, long maxPerPartition = 1, long preThreshold = 1, Neighbours relation = Neighbours.AddRemove)
    {
        var (total, keys) = Check(delta, maxPartitions, maxPerPartition, preThreshold, relation);
        var shift = (keys * maxPerPartition * maxPerPartition).SqrtUp(24);
        var scale = Wide((shift * shift / (2 * rho.Positive("Rho"))).SqrtUp(24));
        return new(scale, true, total / keys, maxPerPartition, preThreshold, With(PrivacyLoss.DiscreteGaussian(scale, shift, relation), total));
    }

    /// <summary>The noisy count of every key that exists, or null where it is not shown. Keys that are not shown must not be listed.</summary>
    public Int128?[] Sample(IReadOnlyList<long> exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(random);
        var shown = new Int128?[exact.Count];
        for (var i = 0; i < shown.Length; i++)
        {
            if (exact[i] >= _preThreshold)
            {
                var noisy = exact[i] + (_gaussian?.Sample(random) ?? _laplace!.Sample(random));
                shown[i] = noisy - (_preThreshold - 1) >= Threshold ? noisy : null;
            }
        }

        return shown;
    }

    /// <summary>The exact count of every key of the pre-threshold or more.</summary>
    public Int128?[] Noiseless(IReadOnlyList<long> exact)
    {
        ArgumentNullException.ThrowIfNull(exact);
        return [.. exact.Select(n => n >= _preThreshold ? (Int128?)n : null)];
    }

    /// <summary>The probability that a key of this count is shown, as a double.</summary>
    public double Probability(long count)
    {
        if (count < _preThreshold)
        {
            return 0;
        }

        var t = Threshold - (count - (_preThreshold - 1));
        return t >= 1 ? Tail(t) : 1 - Tail(1 - t);
    }

    /// <summary>E|noise| of one count, before the threshold decides.</summary>
    public double ExpectedError => _gaussian?.ExpectedError ?? _laplace!.ExpectedError;

    /// <summary>The half-width that covers the noise of one count with probability <paramref name="confidence"/>, before the threshold decides: counts that are shown although they are small lie above the truth.</summary>
    public double HalfWidth(double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);
        return _gaussian?.HalfWidth(confidence) ?? _laplace!.HalfWidth(confidence);
    }

    // P(Z ≥ t) for t ≥ 1.
    private double Tail(long t)
    {
        var scale = Scale.ToDouble();
        if (_gaussian is null)
        {
            return Math.Exp(-t / scale) / (1 + Math.Exp(-1 / scale));
        }

        if (scale > 4096)
        {
            return Normal.UpperTail((t - 0.5) / scale);
        }

        double Weight(long k) => Math.Exp(-k / scale * (k / scale) / 2);
        var (inside, outside) = (0.0, 0.0);
        for (var k = (long)(scale * 40) + 1; k >= 1; k--)
        {
            (inside, outside) = k >= t ? (inside, outside + Weight(k)) : (inside + Weight(k), outside);
        }

        return outside / (1 + (2 * (inside + outside)));
    }

    private static (Rational Delta, Rational Keys) Check(Quantity delta, long maxPartitions, long maxPerPartition, long preThreshold, Neighbours relation)
    {
        var total = delta.Delta();
        return total.Sign == 0
            ? throw new BadInputException("Naming unknown keys needs δ > 0. Give the spend a delta, or declare the keys as a public domain.")
            : maxPartitions < 1 || maxPerPartition < 1 || preThreshold < 1
                ? throw new BadInputException($"The limits of a histogram of unknown keys are at least 1, but were {maxPartitions} keys, {maxPerPartition} in each, and a pre-threshold of {preThreshold}.")
                : (total, maxPartitions * (Rational)(relation == Neighbours.Replace ? 2 : 1));
    }

    private static Rational Wide(Rational scale) => scale <= 1L << 40
        ? scale
        : throw new BadInputException($"The noise of a histogram of unknown keys may have a scale of at most 2^40, but this one needs {PriceText.Number(scale)}.");

    private static PrivacyLoss With(PrivacyLoss noise, Rational delta) => PrivacyLoss.Composed(noise, PrivacyLoss.Approximate(0, delta, noise.Relation));
}
