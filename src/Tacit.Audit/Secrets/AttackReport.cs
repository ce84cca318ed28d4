using Tacit.Auditing;

namespace Tacit.Audit.Secrets;

/// <summary>What one attack achieved against one target.</summary>
/// <param name="Attack">Its name.</param>
/// <param name="Victims">Persons who were attacked, or plays.</param>
/// <param name="Guesses">Those of whom it had an opinion, or a coin in its place.</param>
/// <param name="Correct">Guesses that were right.</param>
/// <param name="HaveSecret">Of those guessed about, persons who have the secret.</param>
/// <param name="Alpha">The probability with which each end of the interval may not hold.</param>
public sealed record AttackReport(string Attack, long Victims, long Guesses, long Correct, long HaveSecret, double Alpha)
{
    /// <summary>Guesses that a coin made, because the attack had no opinion: only where secrets were drawn.</summary>
    public long Coins { get; init; }

    /// <summary>Questions for a victim: the median over all of them.</summary>
    public double MedianQuestions { get; init; }

    /// <summary>Questions for a victim, at most.</summary>
    public int MostQuestions { get; init; }

    /// <summary>The most that accuracy may be, where secrets were drawn by a coin and the target kept an account; null elsewhere.</summary>
    public double? Bound { get; init; }

    /// <summary>The most that any play spent, in words; null where there is no account.</summary>
    public string? Spent { get; init; }

    /// <summary>The share of guesses that were right; NaN without any.</summary>
    public double Accuracy => (double)Correct / Guesses;

    /// <summary>The lower end of the accuracy (Clopper and Pearson 1934).</summary>
    public double Low => Guesses == 0 ? 0 : ClopperPearson.Lower(Correct, Guesses, Alpha);

    /// <summary>The upper end.</summary>
    public double High => Guesses == 0 ? 1 : ClopperPearson.Upper(Correct, Guesses, Alpha);

    /// <summary>How often somebody is right who always says what most of these persons are: what accuracy must be held against.</summary>
    public double Baseline => (double)Math.Max(HaveSecret, Guesses - HaveSecret) / Guesses;

    /// <summary>The share of victims of whom it had an opinion.</summary>
    public double AttackableShare => (double)(Guesses - Coins) / Victims;

    /// <summary>Whether accuracy is surely above the bound.</summary>
    public bool IsExceeded => Bound is { } bound && Low > bound;
}
