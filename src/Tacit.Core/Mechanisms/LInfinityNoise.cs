using System.Numerics;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>The K-norm mechanism of the L∞ norm on integer vectors of dimension d: noise z with P(z) ∝ e^(−ε·‖z‖∞/Δ). The law is exact; d = 1 is the discrete Laplace.</summary>
/// <remarks>
/// Guarantee: ε-differentially private for the stated unit and relation when the vector moves by at most Δ in L∞ (every coordinate by at most Δ): the norm of
/// the noise then moves by at most Δ. Where all coordinates can move at once, its noise is about half of Laplace noise for Δ₁ = dΔ; where few can, Laplace noise is smaller.
/// Source: Hardt and Talwar (2010). Sampler, our derivation: a uniform point of the cube {−R … R}^d has this law when P(R) ∝ (2R+1)^d·a^R, a = e^(−ε/Δ), and
/// Σ(2R+1)^d·x^R = Σ B(d,k)·x^k / (1−x)^(d+1) with the Eulerian numbers B of type B, so R is a k drawn ∝ B(d,k)·a^k plus d+1 geometric numbers.
/// </remarks>
public sealed class LInfinityNoise : IMechanism<IReadOnlyList<long>, Int128[]>
{
    private const int LargestDimension = 512;
    private readonly Rational _rate;
    private readonly DiscreteLaplace _geometric;
    private readonly BigInteger[] _eulerian;
    private readonly Enclosure[] _firstWord;

    /// <summary>The noise that spends <paramref name="epsilon"/> on vectors whose every coordinate moves by at most <paramref name="sensitivity"/>.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public LInfinityNoise(Quantity epsilon, long sensitivity, int dimension, Neighbours relation = Neighbours.AddRemove)
    {
        Epsilon = epsilon.Positive("Epsilon");
        if (sensitivity < 1 || dimension is < 1 or > LargestDimension)
        {
            throw new BadInputException($"L∞ noise takes a sensitivity of at least 1 and 1 to {LargestDimension} dimensions, but was given {sensitivity} and {dimension}.");
        }

        Sensitivity = sensitivity;
        Dimension = dimension;
        Loss = PrivacyLoss.Pure(Epsilon, relation);
        _rate = Epsilon / sensitivity;
        _geometric = new DiscreteLaplace(1 / _rate, SamplerRoute.Coins);
        _eulerian = Eulerian(dimension);
        _firstWord = Cumulative(64);
    }

    /// <summary>ε.</summary>
    public Rational Epsilon { get; }

    /// <summary>Δ, in L∞.</summary>
    public long Sensitivity { get; }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>The loss of one draw of the whole vector: pure ε.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>E‖noise‖∞.</summary>
    public double ExpectedError
    {
        get
        {
            // ‖z‖∞ is the drawn k plus d geometric numbers: the derivative of ln Σ e^(−x‖z‖).
            var (sum, moment, x) = (0.0, 0.0, _rate.ToDouble());
            var top = Enumerable.Range(0, Dimension + 1).Max(k => LogWeight(k, x));
            for (var k = 0; k <= Dimension; k++)
            {
                var w = Math.Exp(LogWeight(k, x) - top);
                sum += w;
                moment += k * w;
            }

            return (moment / sum) + (Dimension / Elementary.ExpM1(x));
        }
    }

    /// <summary>At least probability <paramref name="confidence"/> that the noise of all coordinates at once is within this (a Chernoff bound: a little wide). It covers the noise.</summary>
    public double HalfWidth(double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);

        // P(‖z‖ ≥ t) ≤ e^(Λ(x−s) − Λ(x) − st) for every s in (0, x): each gives a t, and the smallest counts.
        var x = _rate.ToDouble();
        var at = LogSum(x);
        var least = double.PositiveInfinity;
        for (var i = 1; i < 400; i++)
        {
            var s = x * i / 400;
            least = Math.Min(least, (LogSum(x - s) - at - Math.Log(1 - confidence)) / s);
        }

        return Math.Ceiling(least);
    }

    /// <summary>Adds noise to every coordinate: one draw of the whole vector.</summary>
    /// <exception cref="BadInputException">The vector is not of the dimension.</exception>
    public Int128[] Sample(IReadOnlyList<long> exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ThrowIfOtherDimension(exact);
        var radius = (BigInteger)DrawStart(random);
        for (var i = 0; i <= Dimension; i++)
        {
            // A non-negative discrete Laplace is geometric.
            Int128 z;
            do
            {
                z = _geometric.Sample(random);
            }
            while (z < 0);

            radius += (BigInteger)z;
        }

        return [.. exact.Select(v => v + (Int128)(random.NextBelow((2 * radius) + 1) - radius))];
    }

    /// <summary>The vector itself.</summary>
    public Int128[] Noiseless(IReadOnlyList<long> exact)
    {
        ThrowIfOtherDimension(exact);
        return [.. exact.Select(v => (Int128)v)];
    }

    // Bits of a uniform number against enclosures of the cumulative probabilities, more of both while they do not decide.
    private int DrawStart(RandomSource random)
    {
        var uniform = BigInteger.Zero;
        for (var bits = 64; ; bits += 64)
        {
            uniform = (uniform << 64) + random.NextUInt64();
            var table = bits == 64 ? _firstWord : Cumulative(bits);
            var k = 0;
            while (k < table.Length && uniform >= table[k].High)
            {
                k++;
            }

            if (k == table.Length || uniform + 1 <= table[k].Low)
            {
                return k;
            }
        }
    }

    // P(K ≤ k) for k < d, where P(K = k) ∝ B(d,k)·a^k.
    private Enclosure[] Cumulative(int bits)
    {
        // The numerator's sum is at least B(d,0) = 1: what the factors add in size is added in bits.
        var extra = 64 + (int)_eulerian.Max().GetBitLength() + Dimension;
        var work = bits + extra;
        var a = Enclosure.Exp(-_rate, work);
        var power = Enclosure.Of(Rational.One, work);
        var sums = new Enclosure[Dimension + 1];
        var sum = new Enclosure(BigInteger.Zero, BigInteger.Zero, work);
        for (var k = 0; k <= Dimension; k++)
        {
            sum += new Enclosure(BigInteger.Max(power.Low, BigInteger.Zero) * _eulerian[k], power.High * _eulerian[k], work);
            sums[k] = sum;
            power = (power with { Low = BigInteger.Max(power.Low, BigInteger.Zero) }).Times(a with { Low = BigInteger.Max(a.Low, BigInteger.Zero) });
        }

        return [.. sums[..Dimension].Select(s => s.Over(sum)).Select(f => new Enclosure(f.Low >> extra, (f.High >> extra) + 1, bits))];
    }

    // B(n,k) = (2k+1)·B(n−1,k) + (2n−2k+1)·B(n−1,k−1).
    private static BigInteger[] Eulerian(int dimension)
    {
        BigInteger[] row = [BigInteger.One];
        for (var n = 1; n <= dimension; n++)
        {
            var next = new BigInteger[n + 1];
            for (var k = 0; k <= n; k++)
            {
                next[k] = (k < n ? ((2 * k) + 1) * row[k] : 0) + (k > 0 ? ((2 * n) - (2 * k) + 1) * row[k - 1] : 0);
            }

            row = next;
        }

        return row;
    }

    private double LogWeight(int k, double x) => BigInteger.Log(_eulerian[k]) - (k * x);

    // ln Σ e^(−x‖z‖) = ln Σ B(d,k)·e^(−kx) − d·ln(1 − e^−x).
    private double LogSum(double x)
    {
        var top = Enumerable.Range(0, Dimension + 1).Max(k => LogWeight(k, x));
        return top + Math.Log(Enumerable.Range(0, Dimension + 1).Sum(k => Math.Exp(LogWeight(k, x) - top))) - (Dimension * Math.Log(-Elementary.ExpM1(-x)));
    }

    private void ThrowIfOtherDimension(IReadOnlyList<long> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        if (vector.Count != Dimension)
        {
            throw new BadInputException($"The noise is for {Dimension} dimensions, but the vector has {vector.Count}.");
        }
    }
}
