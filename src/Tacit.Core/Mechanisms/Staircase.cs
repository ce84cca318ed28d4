using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Staircase noise on integers of sensitivity Δ ≥ 2: P(k) ∝ e^(−ε·level(|k|)), where the level is 0 below <see cref="Step"/> and rises by one every Δ. The law is exact; Δ = 1 is the discrete Laplace.</summary>
/// <remarks>
/// Guarantee: ε-differentially private for the stated unit and relation when the integer moves by at most Δ: |k| then moves by at most Δ, and the level by
/// at most one. For ε above about 3 its expected error is far below that of Laplace noise, and it approaches the best possible. One integer, not a vector.
/// Source: Geng and Viswanath (2014); <see cref="Step"/> is their γΔ = Δ/(1 + e^(ε/2)) for the error |k|, rounded to 1 … Δ, each of which is private.
/// </remarks>
public sealed class Staircase : IMechanism<long, Int128>
{
    private readonly DiscreteLaplace _stairs;
    private readonly double _decay;
    private readonly double _stair;
    private readonly double _total;
    private readonly Enclosure _firstWord;

    /// <summary>The noise that spends <paramref name="epsilon"/> on an integer that moves by at most <paramref name="sensitivity"/>.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public Staircase(Quantity epsilon, long sensitivity, Neighbours relation = Neighbours.AddRemove)
    {
        Epsilon = epsilon.Positive("Epsilon");
        if (sensitivity is < 1 or > 1L << 40)
        {
            throw new BadInputException($"The sensitivity of staircase noise must be from 1 to 2^40, but was {sensitivity}.");
        }

        Sensitivity = sensitivity;
        Loss = PrivacyLoss.Pure(Epsilon, relation);
        _stairs = new DiscreteLaplace(1 / Epsilon, SamplerRoute.Coins);
        Step = Math.Clamp((long)Math.Round(sensitivity / (1 + Math.Exp(Epsilon.ToDouble() / 2))), 1, sensitivity);
        _firstWord = Early(64);
        _decay = Math.Exp(-Epsilon.ToDouble());
        _stair = Step + ((Sensitivity - Step) * _decay);
        _total = (2 * _stair / -Elementary.ExpM1(-Epsilon.ToDouble())) - 1;
    }

    /// <summary>ε.</summary>
    public Rational Epsilon { get; }

    /// <summary>Δ.</summary>
    public long Sensitivity { get; }

    /// <summary>Where the level rises for the first time.</summary>
    public long Step { get; }

    /// <summary>The loss of one draw: pure ε.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>E|noise|.</summary>
    public double ExpectedError
    {
        get
        {
            // Σ n·w(n) over stairs n = GΔ + u: first over u, then over G.
            double step = Step, delta = Sensitivity;
            var inside = (step * (step - 1) / 2 * (1 - _decay)) + (delta * (delta - 1) / 2 * _decay);
            var rest = -Elementary.ExpM1(-Epsilon.ToDouble());
            return 2 * ((delta * _stair * _decay / (rest * rest)) + (inside / rest)) / _total;
        }
    }

    /// <summary>P(noise = k).</summary>
    public double Probability(long k) => Math.Exp(-Epsilon.ToDouble() * Level(Math.Abs((double)k))) / _total;

    /// <summary>The smallest t with P(|noise| > t) ≤ 1 − <paramref name="confidence"/>. It covers the noise.</summary>
    public double HalfWidth(double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);
        double low = -1;
        var high = 1.0;
        while (UpperTail(high + 1) > 1 - confidence)
        {
            high *= 2;
        }

        while (high - low > 1 && Math.Floor((low + high) / 2) is var middle && middle > low && middle < high)
        {
            (low, high) = UpperTail(middle + 1) > 1 - confidence ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Adds noise to an integer.</summary>
    public Int128 Sample(long exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        while (true)
        {
            // A non-negative discrete Laplace of scale 1/ε is geometric: the number of whole stairs.
            var stairs = _stairs.Sample(random);
            if (stairs < 0)
            {
                continue;
            }

            // The stair has Step places of weight 1, and Δ − Step of weight e^−ε.
            var early = Step == Sensitivity || Enclosure.Draw(random, bits => bits == 64 ? _firstWord : Early(bits));
            var place = (long)(early ? random.NextBelow((ulong)Step) : (ulong)Step + random.NextBelow((ulong)(Sensitivity - Step)));
            var negative = random.NextBit();
            var magnitude = (stairs * Sensitivity) + place;
            if (!negative || magnitude != 0)
            {
                return exact + (negative ? -magnitude : magnitude);
            }
        }
    }

    /// <summary>The integer itself.</summary>
    public Int128 Noiseless(long exact) => exact;

    private Enclosure Early(int bits) => Enclosure.Logistic(new Rational(Sensitivity - Step, Step), Epsilon, bits);

    private double Level(double magnitude) => Math.Floor((magnitude + Sensitivity - Step) / Sensitivity);

    // P(|noise| ≥ n) for n ≥ 1; certain for n = 0.
    private double UpperTail(double n)
    {
        if (n <= 0)
        {
            return 1;
        }

        var stairs = Math.Floor(n / Sensitivity);
        var place = n - (stairs * Sensitivity);
        var here = Math.Max(0, Step - place) + (_decay * (Sensitivity - Math.Max(place, Step)));
        return 2 * Math.Pow(_decay, stairs) * (here + (_decay * _stair / -Elementary.ExpM1(-Epsilon.ToDouble()))) / _total;
    }
}
