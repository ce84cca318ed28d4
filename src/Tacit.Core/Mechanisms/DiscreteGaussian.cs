using System.Numerics;
using Tacit.Mechanisms.Tables;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>The discrete Gaussian with rational σ: P(k) ∝ e^(−k²/2σ²) on the integers. The law is exact.</summary>
/// <remarks>
/// Guarantee: added to integers whose L2 sensitivity is Δ (for the stated unit and relation) it is Δ²/(2σ²)-zCDP.
/// A draw allocates nothing for tables, and by coins where 2pqt² is below 2^112, with σ² = p/q and t = ⌊σ⌋ + 1: for whole σ up to 2^27.
/// Source: Canonne, Kamath and Steinke (2020), Algorithm 3 and Theorem 4; up to σ = 2^12 a table of certified thresholds, see <see cref="SamplerRoute"/>. Its δ is not that of the continuous Gaussian.
/// </remarks>
public sealed class DiscreteGaussian
{
    private readonly BigInteger _p;
    private readonly BigInteger _q;
    private readonly BigInteger _t;
    private readonly DiscreteLaplace _proposal;
    private readonly SamplerRoute _route;

    // The same numbers for a path that allocates nothing, and the largest candidate that it can take; 0 where they do not fit.
    private readonly UInt128 _fastP;
    private readonly UInt128 _fastStep;
    private readonly UInt128 _fastDenominator;
    private readonly UInt128 _fastLargest;
    private ThresholdTable? _table;

    /// <summary>The distribution with parameter <paramref name="sigma"/>, in units of the integers it is added to.</summary>
    /// <exception cref="BadInputException">σ is not positive or above 2^90.</exception>
    public DiscreteGaussian(Rational sigma)
        : this(sigma, SamplerRoute.Automatic)
    {
    }

    /// <summary>The distribution with parameter <paramref name="sigma"/>, drawn by a stated route.</summary>
    /// <exception cref="BadInputException">σ is not positive or above 2^90, or above 2^12 where a table is asked for.</exception>
    public DiscreteGaussian(Rational sigma, SamplerRoute route)
    {
        if (sigma.Sign <= 0 || sigma > new Rational(BigInteger.One << 90, 1))
        {
            throw new BadInputException($"Sigma of discrete Gaussian noise must be positive and at most 2^90, but was {sigma}.");
        }

        Sigma = sigma;
        _route = Routes.Resolve(route, sigma);
        var variance = sigma * sigma;
        _p = variance.Numerator;
        _q = variance.Denominator;
        _t = sigma.Floor() + 1;
        _proposal = new DiscreteLaplace(_t, SamplerRoute.Coins);
        var denominator = 2 * _p * _q * _t * _t;
        if (denominator < BigInteger.One << 112 && _p <= ulong.MaxValue)
        {
            (_fastP, _fastStep, _fastDenominator) = ((UInt128)_p, (UInt128)(_q * _t), (UInt128)denominator);
            _fastLargest = ulong.MaxValue / _fastStep;
        }
    }

    /// <summary>σ; the standard deviation is slightly below it for small σ.</summary>
    public Rational Sigma { get; }

    /// <summary>E|Z|, by summation; for σ above 1,000 that of the continuous Gaussian, σ·√(2/π).</summary>
    public double ExpectedError => Sigma > 1000 ? Sigma.ToDouble() * Math.Sqrt(2 / Math.PI) : Sum(k => k) / Total();

    /// <summary>P(k), by summation.</summary>
    public double Probability(long k) => Weight(k) / Total();

    /// <summary>The smallest t with P(|Z| > t) ≤ 1 − <paramref name="confidence"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not in (0, 1).</exception>
    public double HalfWidth(double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);
        var alpha = 1 - confidence;
        if (Sigma > 1000)
        {
            // P(Y ≥ t + 1) ≤ P(N ≥ t).
            return Math.Ceiling(Sigma.ToDoubleUp() * Normal.UpperQuantile(alpha / 2));
        }

        // From the far end, where no digits are lost; less than α by more than rounding.
        var most = alpha * Total() * (1 - 1e-12);
        var outside = 0.0;
        var t = Furthest;
        while (t > 0 && outside + (2 * Weight(t)) <= most)
        {
            outside += 2 * Weight(t--);
        }

        return t;
    }

    /// <summary>One draw.</summary>
    public Int128 Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return _route == SamplerRoute.Coins ? FromCoins(random) : FromTable(random);
    }

    private Int128 FromTable(RandomSource random)
    {
        var table = _table ??= ThresholdTable.For(new GaussianLaw(Sigma));
        long magnitude = _route == SamplerRoute.Precise ? table.DrawPrecisely(random, out var negative) : table.Draw(random, out negative);
        return negative ? -magnitude : magnitude;
    }

    private Int128 FromCoins(RandomSource random)
    {
        BigInteger? denominator = null;
        while (true)
        {
            var candidate = _proposal.Sample(random);
            var size = (UInt128)Int128.Abs(candidate);
            if (size <= _fastLargest && _fastDenominator != 0)
            {
                var reach = size * _fastStep;
                var gap = reach > _fastP ? reach - _fastP : _fastP - reach;
                if (ExactBernoulli.ExpMinus(random, gap * gap, _fastDenominator))
                {
                    return candidate;
                }

                continue;
            }

            var distance = (BigInteger.Abs((BigInteger)candidate) * _q * _t) - _p;
            if (ExactBernoulli.DrawExpMinus(random, distance * distance, denominator ??= 2 * _p * _q * _t * _t))
            {
                return candidate;
            }
        }
    }

    // Beyond 40 σ nothing is left that a double could hold.
    private long Furthest => (long)Math.Ceiling(Sigma.ToDouble() * 40);

    private double Weight(double k)
    {
        var z = k / Sigma.ToDouble();
        return Math.Exp(-z * z / 2);
    }

    private double Total() => 1 + Sum(_ => 1);

    // Over both signs, from the smallest terms on.
    private double Sum(Func<double, double> of)
    {
        var sum = 0.0;
        for (var k = Furthest; k >= 1; k--)
        {
            sum += 2 * Weight(k) * of(k);
        }

        return sum;
    }
}
