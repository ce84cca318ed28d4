using Tacit.Auditing;

namespace Tacit.Audit.Queries;

/// <summary>How much better than a coin an attacker guessed: P(says "in" | in) − P(says "in" | out), with an interval.</summary>
/// <param name="SaidIn">Plays with the target in which he said "in".</param>
/// <param name="PlaysIn">Plays with the target.</param>
/// <param name="SaidInOfOut">Plays without the target in which he said "in".</param>
/// <param name="PlaysOut">Plays without the target.</param>
/// <param name="Alpha">The probability that the interval does not hold the advantage, at most.</param>
public sealed record Advantage(long SaidIn, long PlaysIn, long SaidInOfOut, long PlaysOut, double Alpha)
{
    /// <summary>What was measured.</summary>
    public double Value => ((double)SaidIn / PlaysIn) - ((double)SaidInOfOut / PlaysOut);

    /// <summary>The lower end: two Clopper–Pearson bounds, at α/4 each.</summary>
    public double Low => ClopperPearson.Lower(SaidIn, PlaysIn, Alpha / 4) - ClopperPearson.Upper(SaidInOfOut, PlaysOut, Alpha / 4);

    /// <summary>The upper end.</summary>
    public double High => ClopperPearson.Upper(SaidIn, PlaysIn, Alpha / 4) - ClopperPearson.Lower(SaidInOfOut, PlaysOut, Alpha / 4);

    /// <summary>Whether it is surely larger than this, in either direction: who is always wrong knows as much.</summary>
    public bool Exceeds(double bound) => Low > bound || High < -bound;
}
