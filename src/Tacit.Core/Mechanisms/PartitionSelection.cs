using System.Collections.Concurrent;
using System.Numerics;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Which unknown group keys may be named: the optimal rule, which keeps a key with the largest probability that (ε, δ) allows.</summary>
/// <remarks>
/// Guarantee: with at most <see cref="MaxPartitions"/> keys of a unit, the set of kept keys is (ε, δ)-differentially private, for the stated relation.
/// Under replace one unit's keys go and another's come: each key gets the share of 2l₀. A pre-threshold m is public: a key of fewer units is never kept,
/// and the rule sees n − (m−1), which moves by no more than n.
/// Releases no count. Each key gets ε/l₀ and δ/l₀ (basic composition; δ/l₀ is a little below 1−(1−δ)^(1/l₀) and a rational).
/// Source: Desfontaines, Voss, Gipson and Mandayam (2022), Theorem 2. Decided by exact coins on interval enclosures of the probability.
/// </remarks>
public sealed class PartitionSelection
{
    private readonly Rational _epsilon;
    private readonly Rational _delta;
    private readonly long _crossover;
    private readonly ConcurrentDictionary<long, Enclosure> _first = new();

    /// <summary>The rule for ε, δ and at most <paramref name="maxPartitions"/> keys of a unit.</summary>
    /// <param name="epsilon">ε over all keys of a unit.</param>
    /// <param name="delta">δ over all keys of a unit.</param>
    /// <param name="maxPartitions">l₀: the most keys of a unit.</param>
    /// <param name="preThreshold">m: keys of fewer units are never kept; 1 for none.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public PartitionSelection(Quantity epsilon, Quantity delta, long maxPartitions, long preThreshold = 1, Neighbours relation = Neighbours.AddRemove)
    {
        Epsilon = epsilon.Positive("Epsilon for key selection");
        Delta = delta.Delta();
        if (Delta.Sign == 0)
        {
            throw new BadInputException("Naming unknown keys needs δ > 0. Give the spend a delta, or declare the keys as a public domain.");
        }

        if (maxPartitions < 1)
        {
            throw new BadInputException($"A unit touches at least 1 key, but the limit was {maxPartitions}.");
        }

        if (preThreshold < 1)
        {
            throw new BadInputException($"A pre-threshold is at least 1, which is none, but was {preThreshold}.");
        }

        MaxPartitions = maxPartitions;
        PreThreshold = preThreshold;
        Loss = PrivacyLoss.Approximate(Epsilon, Delta, relation);
        var keys = maxPartitions * (Rational)(relation == Neighbours.Replace ? 2 : 1);
        _epsilon = Epsilon / keys;
        if (_epsilon > 1_000_000)
        {
            throw new BadInputException("Key selection takes an epsilon of at most 1,000,000 for each key of a unit: beyond, e^ε is a number of unbounded size.");
        }

        _delta = Delta / keys;

        _crossover = Crossover();
    }

    /// <summary>ε over all keys of a unit.</summary>
    public Rational Epsilon { get; }

    /// <summary>δ over all keys of a unit.</summary>
    public Rational Delta { get; }

    /// <summary>l₀: the most keys that one unit can touch.</summary>
    public long MaxPartitions { get; }

    /// <summary>m: keys of fewer units are never kept.</summary>
    public long PreThreshold { get; }

    /// <summary>The loss of one selection, over all keys.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>The probability that a key of <paramref name="units"/> units is kept, as a double.</summary>
    public double Probability(long units)
    {
        var p = Enclose(units, 128);
        return Math.Clamp(new Rational(p.Low + p.High, BigInteger.One << 129).ToDouble(), 0, 1);
    }

    /// <summary>The smallest number of units at which a key is kept with at least probability ½.</summary>
    public long TypicalThreshold()
    {
        long low = 0;
        var high = 1L;
        while (Probability(high) < 0.5)
        {
            high *= 2;
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Probability(middle) < 0.5 ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Decides one key.</summary>
    public bool Keeps(long units, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return units >= PreThreshold && Enclosure.Draw(random, bits => bits == 64 ? FirstWord(units) : Enclose(units, bits));
    }

    // Most decisions fall with the first 64 bits, and many keys have the same few numbers of units.
    private Enclosure FirstWord(long units)
    {
        if (!_first.TryGetValue(units, out var p))
        {
            p = Enclose(units, 64);
            if (_first.Count < 100_000)
            {
                _first[units] = p;
            }
        }

        return p;
    }

    // The closed form of the recursion π(n) = min(e^ε π(n−1) + δ, 1 − e^−ε(1 − π(n−1) − δ), 1).
    private Enclosure Enclose(long units, int bits)
    {
        if (units < PreThreshold)
        {
            return new(BigInteger.Zero, BigInteger.Zero, bits);
        }

        units -= PreThreshold - 1;
        var work = bits + 64;
        var p = units <= _crossover ? First(units, work) : Second(units - _crossover, work);
        var one = BigInteger.One << work;
        var shift = work - bits;
        return new(BigInteger.Min(p.Low, one) >> shift, (BigInteger.Min(p.High, one) >> shift) + (p.High >= one ? 0 : 1), bits);
    }

    // The last n of the first branch, which holds while π(n−1)·(e^ε+1) ≤ 1−δ. π grows, so the end is found by halving, from a guess in doubles on.
    private long Crossover()
    {
        var guess = Math.Max(0, (LogOneOverDelta + Math.Log(-Elementary.ExpM1(-_epsilon.ToDouble())) - Elementary.LogP1(Math.Exp(-_epsilon.ToDouble()))) / _epsilon.ToDouble());
        var margin = 2 + (guess * 1e-12);
        var (low, high) = guess + margin < long.MaxValue / 8 ? ((long)Math.Max(0, guess - margin), (long)(guess + margin)) : (0, 1);
        low = low == 0 || FirstBranchHoldsAfter(low) ? low : 0;
        while (high < long.MaxValue / 4 && FirstBranchHoldsAfter(high))
        {
            low = high;
            high *= 2;
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = FirstBranchHoldsAfter(middle) ? (middle, high) : (low, middle);
        }

        return high;
    }

    private bool FirstBranchHoldsAfter(long units)
    {
        // π(n) ≥ δ·e^((n−1)ε) while the branch holds, so it has ended where e^ε times that is above one. Beyond, e^(nε) may be a number of any size.
        if ((_epsilon * units).ToDouble() > LogOneOverDelta + 1)
        {
            return false;
        }

        var bits = 320 + (int)(_epsilon.ToDouble() * 1.5);
        var one = Enclosure.Of(Rational.One, bits);
        var left = First(units, bits).Times(Enclosure.Exp(_epsilon, bits) + one);
        return left.High <= Enclosure.Of(Rational.One - _delta, bits).Low;
    }

    private double LogOneOverDelta => BigInteger.Log(_delta.Denominator) - BigInteger.Log(_delta.Numerator);

    // Bits by which e^ε − 1 may be below one.
    private int Tiny => (int)Math.Max(0, _epsilon.Denominator.GetBitLength() - _epsilon.Numerator.GetBitLength() + 1);

    // δ at one unit, which is exact; from two on nε < 2·ln(1/δ) + 2, so the bits that e^(nε) takes are within what a δ may have.
    private Enclosure First(long units, int bits)
    {
        if (units == 1)
        {
            return Enclosure.Of(_delta, bits);
        }

        var extra = bits + 64 + (int)(_epsilon.ToDouble() * units * 1.5) + Tiny;
        var one = Enclosure.Of(Rational.One, extra);
        var top = Enclosure.Of(_delta, extra).Times(Enclosure.Exp(_epsilon * units, extra) - one);
        var p = top.Over(Enclosure.Exp(_epsilon, extra) - one);
        return new(p.Low >> (extra - bits), (p.High >> (extra - bits)) + 1, bits);
    }

    private Enclosure Second(long beyond, int bits)
    {
        var extra = bits + 64 + Tiny + 64;
        var one = Enclosure.Of(Rational.One, extra);
        var decay = Enclosure.Exp(-_epsilon * beyond, extra);
        var ratio = Enclosure.Of(_delta, extra).Over(Enclosure.Exp(_epsilon, extra) - one);
        var at = First(_crossover, extra);
        var p = (one - decay).Times(one + ratio) + decay.Times(at);
        return new(p.Low >> (extra - bits), (p.High >> (extra - bits)) + 1, bits);
    }
}
