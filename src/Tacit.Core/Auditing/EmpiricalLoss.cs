namespace Tacit.Auditing;

/// <summary>What the counts of one event, fixed before looking, prove about a mechanism that claims (ε, δ): lower bounds on its ε and its δ.</summary>
/// <remarks>
/// An (ε, δ)-differentially private mechanism gives p ≤ e^ε·p' + δ for the probabilities of an event on neighbouring inputs. With one-sided
/// Clopper–Pearson bounds p ≥ p_low and p' ≤ p'_up at α/2 each, ε ≥ ln((p_low − δ)/p'_up) and δ ≥ p_low − e^ε·p'_up with probability 1 − α.
/// Several events, both directions or several pairs share one α. Source: Jagielski, Ullman and Oprea (2020), section 4.
/// </remarks>
public static class EmpiricalLoss
{
    /// <summary>The ε that the counts rule out anything below, at confidence 1 − <paramref name="alpha"/>, for a mechanism with that <paramref name="delta"/>; at least zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count or a probability is out of range.</exception>
    public static double EpsilonAtLeast(long hits, long draws, long neighbourHits, long neighbourDraws, double alpha, double delta = 0)
    {
        CheckDelta(delta);
        var low = ClopperPearson.Lower(hits, draws, alpha / 2);
        var up = ClopperPearson.Upper(neighbourHits, neighbourDraws, alpha / 2);
        return low <= delta ? 0 : Math.Max(0, Math.BitDecrement(Math.Log((low - delta) / up)));
    }

    /// <summary>The δ that the counts rule out anything below, at confidence 1 − <paramref name="alpha"/>, for a mechanism with that <paramref name="epsilon"/>; at least zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count or a probability is out of range.</exception>
    public static double DeltaAtLeast(long hits, long draws, long neighbourHits, long neighbourDraws, double alpha, double epsilon)
    {
        if (!(epsilon >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "ε is at least zero.");
        }

        var low = ClopperPearson.Lower(hits, draws, alpha / 2);
        var up = ClopperPearson.Upper(neighbourHits, neighbourDraws, alpha / 2);
        return Math.Max(0, low - Math.BitIncrement(Math.Exp(epsilon) * up));
    }

    /// <summary>The larger ε of an event and its complement, in both directions, which share <paramref name="alpha"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count or a probability is out of range.</exception>
    public static double EpsilonOfEventAndComplement(long hits, long draws, long neighbourHits, long neighbourDraws, double alpha, double delta = 0) => Math.Max(
        Math.Max(
            EpsilonAtLeast(hits, draws, neighbourHits, neighbourDraws, alpha / 4, delta),
            EpsilonAtLeast(neighbourHits, neighbourDraws, hits, draws, alpha / 4, delta)),
        Math.Max(
            EpsilonAtLeast(draws - hits, draws, neighbourDraws - neighbourHits, neighbourDraws, alpha / 4, delta),
            EpsilonAtLeast(neighbourDraws - neighbourHits, neighbourDraws, draws - hits, draws, alpha / 4, delta)));

    private static void CheckDelta(double delta)
    {
        if (!(delta >= 0 && delta < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "δ lies in [0, 1).");
        }
    }
}
