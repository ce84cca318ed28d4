using Tacit.Numerics;

namespace Tacit.Mechanisms;

/// <summary>How mechanisms that select by score turn a score into a weight: e^(−Rate·(best − score)), with Rate = ε/2Δ, or ε/Δ where scores are monotone.</summary>
internal sealed class ScoreScale
{
    public ScoreScale(Quantity epsilon, Quantity sensitivity, bool monotone, Neighbours relation)
    {
        Epsilon = epsilon.Positive("Epsilon");
        Sensitivity = sensitivity.Positive("The sensitivity of a score");
        if (monotone && relation == Neighbours.Replace)
        {
            throw new BadInputException("Scores are monotone under add/remove only: replacing a unit may raise one score and lower another. Leave monotone away.");
        }

        Monotone = monotone;
        Relation = relation;
        Rate = Epsilon / (Sensitivity * (monotone ? 1 : 2));
    }

    public Rational Epsilon { get; }

    public Rational Sensitivity { get; }

    public bool Monotone { get; }

    public Neighbours Relation { get; }

    public Rational Rate { get; }

    /// <summary>Rate·(best − score) for every score.</summary>
    public Rational[] Exponents(IReadOnlyList<Rational> scores)
    {
        var best = scores[Best(scores)];
        return [.. scores.Select(s => Rate * (best - s))];
    }

    /// <summary>The first of the best.</summary>
    public static int Best<T>(IReadOnlyList<T> scores)
        where T : IComparable<T>
    {
        ThrowIfEmpty(scores);
        var best = 0;
        for (var i = 1; i < scores.Count; i++)
        {
            best = scores[i].CompareTo(scores[best]) > 0 ? i : best;
        }

        return best;
    }

    /// <summary>Weights as doubles; the largest is one, so nothing overflows and not all underflow.</summary>
    public double[] Weights(IReadOnlyList<Rational> scores)
    {
        ThrowIfEmpty(scores);
        return Array.ConvertAll(Exponents(scores), x => Math.Exp(-x.ToDouble()));
    }

    /// <summary>Σ pᵢ·(best − scoreᵢ).</summary>
    public static double ExpectedError(IReadOnlyList<Rational> scores, double[] probabilities)
    {
        var best = scores[Best(scores)];
        return scores.Select((s, i) => probabilities[i] * (best - s).ToDouble()).Sum();
    }

    /// <summary>The t with (candidates − 1)·e^(−Rate·t) = 1 − confidence.</summary>
    public double ErrorBound(long candidates, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        ThrowIfNoConfidence(confidence);
        return candidates == 1 ? 0 : Math.Max(0, Math.Log((candidates - 1) / (1 - confidence))) / Rate.ToDouble();
    }

    /// <summary>∫ min(1, (candidates − 1)·e^(−Rate·t)) dt.</summary>
    public double ExpectedErrorBound(long candidates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        return candidates == 1 ? 0 : (1 + Math.Log(candidates - 1)) / Rate.ToDouble();
    }

    public static void ThrowIfNoConfidence(double confidence)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies in (0, 1).");
        }
    }

    private static void ThrowIfEmpty<T>(IReadOnlyList<T> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0)
        {
            throw new BadInputException("A selection needs at least one candidate.");
        }
    }
}
