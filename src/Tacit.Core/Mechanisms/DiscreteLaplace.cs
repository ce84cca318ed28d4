using System.Numerics;
using Tacit.Mechanisms.Tables;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>The discrete Laplace distribution with rational scale b: P(k) = (1−a)/(1+a)·a^|k| with a = e^(−1/b). The law is exact.</summary>
/// <remarks>
/// Guarantee: added to integers whose L1 sensitivity is Δ (for the stated unit and relation) it is (Δ/b)-differentially private.
/// Source: Ghosh, Roughgarden and Sundararajan (2009); samplers: Canonne, Kamath and Steinke (2020), Algorithm 2,
/// and a table of certified thresholds for scales up to 2^12; see <see cref="SamplerRoute"/>.
/// </remarks>
public sealed class DiscreteLaplace
{
    private const ulong Fast = 1UL << 55;
    private readonly BigInteger _t;
    private readonly BigInteger _s;
    private readonly ulong _fastT;
    private readonly ulong _fastS;
    private readonly SamplerRoute _route;
    private readonly int _block = 1;
    private ThresholdTable? _blocks;
    private ThresholdTable? _digits;

    /// <summary>The distribution of scale <paramref name="scale"/>, in units of the integers it is added to.</summary>
    /// <exception cref="BadInputException">The scale is not positive or above 2^90.</exception>
    public DiscreteLaplace(Rational scale)
        : this(scale, SamplerRoute.Automatic)
    {
    }

    /// <summary>The distribution of scale <paramref name="scale"/>, drawn by a stated route.</summary>
    /// <exception cref="BadInputException">The scale is not positive or above 2^90, or above 2^12 where a table is asked for.</exception>
    public DiscreteLaplace(Rational scale, SamplerRoute route)
    {
        if (scale.Sign <= 0 || scale > new Rational(BigInteger.One << 90, 1))
        {
            throw new BadInputException($"The scale of discrete Laplace noise must be positive and at most 2^90, but was {scale}.");
        }

        Scale = scale;
        _route = Routes.Resolve(route, scale);
        while (scale > 32 * (long)_block && _route != SamplerRoute.Coins)
        {
            _block *= 2;
        }

        _t = scale.Numerator;
        _s = scale.Denominator;
        if (_t < Fast && _s < Fast)
        {
            _fastT = (ulong)_t;
            _fastS = (ulong)_s;
        }
    }

    /// <summary>b.</summary>
    public Rational Scale { get; }

    /// <summary>2a/(1−a)².</summary>
    public double Variance
    {
        get
        {
            var x = 1 / Scale.ToDouble();
            var half = Math.Sinh(x / 2);
            return 1 / (2 * half * half);
        }
    }

    /// <summary>E|Z| = 2a/(1−a²).</summary>
    public double ExpectedError => 1 / Math.Sinh(1 / Scale.ToDouble());

    /// <summary>P(k).</summary>
    public double Probability(long k)
    {
        var x = 1 / Scale.ToDouble();
        return Math.Tanh(x / 2) * Math.Exp(-x * Math.Abs((double)k));
    }

    /// <summary>The smallest t with P(|Z| > t) ≤ 1 − <paramref name="confidence"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not in (0, 1).</exception>
    public double HalfWidth(double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);

        // P(|Z| > t) = 2 a^{t+1}/(1+a). What the logarithm may have lost is added: the width is never too small.
        var b = Scale.ToDoubleUp();
        var a = Math.Exp(-1 / b);
        var x = b * Math.Log(2 / ((1 + a) * (1 - confidence)));
        return Math.Max(0, Math.Ceiling(x + (1e-14 * (Math.Abs(x) + b)) - 1));
    }

    /// <summary>One draw.</summary>
    public Int128 Sample(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return _route == SamplerRoute.Coins ? FromCoins(random) : FromTable(random);
    }

    // Zero, or a block of magnitudes and the place inside it; the sign is a bit that the table did not use.
    private Int128 FromTable(RandomSource random)
    {
        var blocks = _blocks ??= ThresholdTable.For(new LaplaceBlockLaw(Scale, _block));
        var precise = _route == SamplerRoute.Precise;
        var block = precise ? blocks.DrawPrecisely(random, out var negative) : blocks.Draw(random, out negative);
        if (block == 0)
        {
            return Int128.Zero;
        }

        long magnitude = block;
        if (_block > 1)
        {
            var digits = _digits ??= ThresholdTable.For(new LaplaceDigitLaw(Scale, _block));
            magnitude = 1 + ((block - 1) * (long)_block) + (precise ? digits.DrawPrecisely(random, out _) : digits.Draw(random, out _));
        }

        return negative ? -magnitude : magnitude;
    }

    private Int128 FromCoins(RandomSource random)
    {
        while (true)
        {
            var negative = random.NextBit();
            var magnitude = _fastT != 0 ? FastGeometric(random) : Geometric(random);
            if (!negative || magnitude != 0)
            {
                return negative ? -magnitude : magnitude;
            }
        }
    }

    // Geometric with parameter 1 − e^{−s/t}: U + tV is geometric with e^{−1/t}; its quotient by s is the one wanted.
    private Int128 FastGeometric(RandomSource random)
    {
        ulong u;
        do
        {
            u = random.NextBelow(_fastT);
        }
        while (!ExactBernoulli.ExpMinusFraction(random, u, _fastT));

        ulong v = 0;
        while (ExactBernoulli.ExpMinusFraction(random, 1UL, 1UL))
        {
            v++;
        }

        return (Int128)((u + ((UInt128)_fastT * v)) / _fastS);
    }

    private Int128 Geometric(RandomSource random)
    {
        BigInteger u;
        do
        {
            u = random.NextBelow(_t);
        }
        while (!ExactBernoulli.DrawExpMinus(random, u, _t));

        var v = BigInteger.Zero;
        while (ExactBernoulli.DrawExpMinus(random, BigInteger.One, BigInteger.One))
        {
            v++;
        }

        return (Int128)((u + (_t * v)) / _s);
    }
}
