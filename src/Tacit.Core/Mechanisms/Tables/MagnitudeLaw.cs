using Tacit.Numerics;

namespace Tacit.Mechanisms.Tables;

/// <summary>The law of an integer 0, 1, 2, …, known by enclosures of its cumulative probabilities that are as narrow as asked.</summary>
internal abstract record MagnitudeLaw
{
    /// <summary>When not null, the outcomes are 0 … Outcomes−1 and the last cumulative probability, which is one, is not listed.</summary>
    public virtual int? Outcomes => null;

    /// <summary>
    /// Enclosures of F(j) = P(J ≤ j) for j = 0, 1, …, each narrower than 2^−<paramref name="bits"/>, until 1 − F(j) is below that width (or all but
    /// the last of a finite law).
    /// </summary>
    public abstract Enclosure[] Cumulative(int bits);

    /// <summary>Whether the enclosures are as narrow as asked; a law with a growing error asks itself again with more bits.</summary>
    private protected static bool Narrow(IEnumerable<Enclosure> values, int bits) =>
        values.All(v => v.High - v.Low <= System.Numerics.BigInteger.One << (v.Bits - bits));

    private protected static Enclosure Constant(System.Numerics.BigInteger value, int bits) => Enclosure.Of(new Rational(value, 1), bits);
}
