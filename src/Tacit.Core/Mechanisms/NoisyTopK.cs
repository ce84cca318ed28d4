using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Names k of a public list of candidates, in order: k rounds of the exponential mechanism at ε/k each, a chosen candidate leaves. Rational scores; the law is exact.</summary>
/// <remarks>
/// Guarantee: ε-differentially private for the stated unit and relation when no score moves by more than Δ = <see cref="Sensitivity"/>, and
/// k·(ε/k)²/8-zCDP, because every round has bounded range ε/k. Naming the k largest scores after one draw of Gumbel noise of scale 2kΔ/ε each is the same law.
/// Source: composition of McSherry and Talwar (2007); one shot: Durfee and Rogers (2019), Lemma 4.2.
/// </remarks>
public sealed class NoisyTopK : IMechanism<IReadOnlyList<Rational>, int[]>
{
    private readonly ScoreScale _round;

    /// <summary>The mechanism that spends <paramref name="epsilon"/> on <paramref name="choices"/> choices.</summary>
    /// <param name="epsilon">ε over all choices.</param>
    /// <param name="sensitivity">Δ: the most that one unit moves any score.</param>
    /// <param name="choices">k.</param>
    /// <param name="monotone">Whether one unit moves all scores the same way; then half of the noise suffices. Add/remove only.</param>
    /// <param name="relation">The relation of the sensitivity.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public NoisyTopK(Quantity epsilon, Quantity sensitivity, int choices, bool monotone = false, Neighbours relation = Neighbours.AddRemove)
    {
        if (choices < 1)
        {
            throw new BadInputException($"At least 1 candidate is chosen, but {choices} were asked for.");
        }

        Choices = choices;
        _round = new(epsilon.Positive("Epsilon") / choices, sensitivity, monotone, relation);
        var loss = PrivacyLoss.Exponential(_round.Epsilon, relation);
        Loss = choices == 1 ? loss : loss.Repeat(choices);
    }

    /// <summary>k.</summary>
    public int Choices { get; }

    /// <summary>Δ.</summary>
    public Rational Sensitivity => _round.Sensitivity;

    /// <summary>The loss of all choices: k times bounded range ε/k.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>The indices of the chosen candidates, the first choice first.</summary>
    /// <exception cref="BadInputException">There are fewer candidates than choices.</exception>
    public int[] Sample(IReadOnlyList<Rational> exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ThrowIfFew(exact);
        var left = Enumerable.Range(0, exact.Count).ToArray();
        var chosen = new int[Choices];
        for (var round = 0; round < Choices; round++)
        {
            var count = left.Length - round;
            var at = ExponentialMechanism.Draw(_round.Exponents(Array.ConvertAll(left[..count], i => exact[i])), count, random);
            chosen[round] = left[at];
            left[at] = left[count - 1];
        }

        return chosen;
    }

    /// <summary>The k best candidates; the first of equals first.</summary>
    /// <exception cref="BadInputException">There are fewer candidates than choices.</exception>
    public int[] Noiseless(IReadOnlyList<Rational> exact)
    {
        ThrowIfFew(exact);
        return [.. Enumerable.Range(0, exact.Count).OrderByDescending(i => exact[i]).Take(Choices)];
    }

    /// <summary>At most this far does every choice lie below the best candidate that was left, on average, whatever the scores are: (2kΔ/ε)·(1 + ln(m−1)).</summary>
    public double ExpectedErrorBound(long candidates) => _round.ExpectedErrorBound(candidates);

    /// <summary>With at least probability <paramref name="confidence"/> every choice lies at most this far below the best candidate that was left, in all rounds at once.</summary>
    public double ErrorBound(long candidates, double confidence)
    {
        ScoreScale.ThrowIfNoConfidence(confidence);
        return _round.ErrorBound(candidates, 1 - ((1 - confidence) / Choices));
    }

    private void ThrowIfFew(IReadOnlyList<Rational> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count < Choices)
        {
            throw new BadInputException($"{Choices} candidates cannot be chosen from {scores.Count}.");
        }
    }
}
