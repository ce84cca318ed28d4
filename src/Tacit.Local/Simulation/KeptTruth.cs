using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>How many users had each value in each round, and what the one who paid most has paid.</summary>
internal sealed class KeptTruth(int rounds, int domain)
{
    public long[][] Rounds { get; } = [.. Enumerable.Range(0, rounds).Select(_ => new long[domain])];

    public Rational Most { get; private set; } = Rational.Zero;

    /// <summary>How many answers that one has kept.</summary>
    public int MostKept(LongitudinalPrivacy privacy) => (int)(Most / privacy.ConstantValueEpsilon).Floor();

    public void Add(long[][] part, Rational most)
    {
        for (var t = 0; t < part.Length; t++)
        {
            for (var v = 0; v < part[t].Length; v++)
            {
                Rounds[t][v] += part[t][v];
            }
        }

        Most = Rational.Max(Most, most);
    }
}
