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

    /// <summary>Each partial sum as a share of the whole, until what is left of one is below 2^−<paramref name="bits"/>.</summary>
    private protected static List<Enclosure> Shares(IEnumerable<Enclosure> sums, Func<Enclosure, Enclosure> share, int bits, int work)
    {
        var shares = new List<Enclosure>();
        foreach (var sum in sums)
        {
            var f = share(sum);
            shares.Add(f);
            if ((System.Numerics.BigInteger.One << work) - f.Low <= System.Numerics.BigInteger.One << (work - bits))
            {
                break;
            }
        }

        return shares;
    }

    private protected static Enclosure Constant(System.Numerics.BigInteger value, int bits) => Enclosure.Of(new Rational(value, 1), bits);
}
