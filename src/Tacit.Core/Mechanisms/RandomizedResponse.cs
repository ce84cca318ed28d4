using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Reports one of K values: the truth with probability e^ε/(e^ε + K − 1), else one of the others, each alike. The law is exact.</summary>
/// <remarks>
/// Guarantee: ε-differentially private under replace, where the unit is the one value (a local guarantee: the report may be published as it is).
/// Two values differ in their probability of any report by at most the odds e^ε. Decided by random bits against an interval that encloses the probability.
/// Source: Warner (1965); K values: Kairouz, Oh and Viswanath (2014).
/// </remarks>
public sealed class RandomizedResponse : IMechanism<long, long>
{
    private readonly Enclosure _firstWord;

    /// <summary>Randomized response over the values 0 … <paramref name="values"/> − 1.</summary>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public RandomizedResponse(Quantity epsilon, long values)
    {
        Epsilon = epsilon.Positive("Epsilon");
        Values = values;
        Loss = PrivacyLoss.RandomizedResponse(Epsilon, values);
        _firstWord = Keep(64);
    }

    /// <summary>ε.</summary>
    public Rational Epsilon { get; }

    /// <summary>K.</summary>
    public long Values { get; }

    /// <summary>The loss of one report.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>The probability that the truth is reported, as a double.</summary>
    public double KeepProbability => 1 / (1 + ((Values - 1) * Math.Exp(-Epsilon.ToDouble())));

    /// <summary>The probability of each value that is not the truth, as a double.</summary>
    public double OtherProbability => Math.Exp(-Epsilon.ToDouble()) * KeepProbability;

    /// <summary>One report.</summary>
    public long Sample(long exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ThrowIfNoValue(exact);
        if (Enclosure.Draw(random, bits => bits == 64 ? _firstWord : Keep(bits)))
        {
            return exact;
        }

        var other = (long)random.NextBelow((ulong)(Values - 1));
        return other >= exact ? other + 1 : other;
    }

    /// <summary>The truth.</summary>
    public long Noiseless(long exact)
    {
        ThrowIfNoValue(exact);
        return exact;
    }

    /// <summary>The unbiased estimate of how many of <paramref name="total"/> units have a value that was reported <paramref name="reports"/> times. May be negative, or above the total.</summary>
    public double EstimateCount(long reports, long total) => (reports - (total * OtherProbability)) / (KeepProbability - OtherProbability);

    /// <summary>The standard deviation of <see cref="EstimateCount"/> for a value that none of the units has.</summary>
    public double StandardDeviation(long total) => Math.Sqrt(total * OtherProbability * (1 - OtherProbability)) / (KeepProbability - OtherProbability);

    /// <summary>The half-width around <see cref="EstimateCount"/> that covers the randomization with at least probability <paramref name="confidence"/>, for one value and any truth (Hoeffding). It does not cover how units were sampled.</summary>
    public double HalfWidth(long total, double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);
        return Math.Sqrt(total * Math.Log(2 / (1 - confidence)) / 2) / (KeepProbability - OtherProbability);
    }

    private Enclosure Keep(int bits) => Enclosure.Logistic(Values - 1, Epsilon, bits);

    private void ThrowIfNoValue(long value)
    {
        if (value < 0 || value >= Values)
        {
            throw new BadInputException($"A value of randomized response lies in 0 to {Values - 1}.");
        }
    }
}
