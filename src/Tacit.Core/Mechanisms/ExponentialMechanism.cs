using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Chooses one of a public list of candidates: candidate i with probability ∝ e^(ε·qᵢ/2Δ) for rational scores q, or ∝ e^(ε·qᵢ/Δ) where the scores are monotone. The law is exact.</summary>
/// <remarks>
/// Guarantee: ε-differentially private for the stated unit and relation when no score moves by more than Δ = <see cref="Sensitivity"/>; monotone: when
/// adding a unit moves no score down, or none up. Its privacy loss lies in an interval of length ε (bounded range), so it is (ε²/8)-zCDP as well.
/// Adding Gumbel noise of scale 2Δ/ε to every score and naming the largest is the same law.
/// Source: McSherry and Talwar (2007); bounded range: Durfee and Rogers (2019), ε²/8: Cesar and Rogers (2021), Lemma 3.4.
/// Sampler: a candidate is proposed uniformly and accepted with an exact coin of e^(−ε(q*−qᵢ)/2Δ), until one is. The number of tries depends on the scores.
/// </remarks>
public sealed class ExponentialMechanism : IMechanism<IReadOnlyList<Rational>, int>
{
    private readonly ScoreScale _scale;

    /// <summary>The mechanism that spends <paramref name="epsilon"/> on scores that move by at most <paramref name="sensitivity"/>.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="sensitivity">Δ: the most that one unit moves any score.</param>
    /// <param name="monotone">Whether one unit moves all scores the same way; then half of the noise suffices. Add/remove only.</param>
    /// <param name="relation">The relation of the sensitivity.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public ExponentialMechanism(Quantity epsilon, Quantity sensitivity, bool monotone = false, Neighbours relation = Neighbours.AddRemove)
    {
        _scale = new(epsilon, sensitivity, monotone, relation);
        Loss = PrivacyLoss.Exponential(_scale.Epsilon, relation);
    }

    /// <summary>ε.</summary>
    public Rational Epsilon => _scale.Epsilon;

    /// <summary>Δ.</summary>
    public Rational Sensitivity => _scale.Sensitivity;

    /// <summary>The loss of one choice: bounded range ε.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>The index of the chosen candidate.</summary>
    public int Sample(IReadOnlyList<Rational> exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ScoreScale.Best(exact);
        var exponents = _scale.Exponents(exact);
        return Draw(exponents, exponents.Length, random);
    }

    /// <summary>The first of the best candidates.</summary>
    public int Noiseless(IReadOnlyList<Rational> exact) => ScoreScale.Best(exact);

    /// <summary>The probability of every candidate, as doubles. It is a function of the scores: not for analysts.</summary>
    public double[] Probabilities(IReadOnlyList<Rational> scores)
    {
        var weights = _scale.Weights(scores);
        var sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    /// <summary>How far the score of the choice lies below the best, on average. A function of the scores: not for analysts.</summary>
    public double ExpectedError(IReadOnlyList<Rational> scores) => ScoreScale.ExpectedError(scores, Probabilities(scores));

    /// <summary>At most this far does the score of the choice lie below the best on average, whatever the scores are: (2Δ/ε)·(1 + ln(m−1)).</summary>
    public double ExpectedErrorBound(long candidates) => _scale.ExpectedErrorBound(candidates);

    /// <summary>With at least probability <paramref name="confidence"/> the score of the choice lies at most this far below the best, whatever the scores are: (2Δ/ε)·ln((m−1)/(1−confidence)).</summary>
    public double ErrorBound(long candidates, double confidence) => _scale.ErrorBound(candidates, confidence);

    /// <summary>Chooses among the first <paramref name="count"/> exponents, of which one is zero.</summary>
    internal static int Draw(Rational[] exponents, int count, RandomSource random)
    {
        while (true)
        {
            var i = (int)random.NextBelow((ulong)count);
            if (ExactBernoulli.DrawExpMinus(random, exponents[i].Numerator, exponents[i].Denominator))
            {
                return i;
            }
        }
    }
}
