using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Chooses one of a public list of candidates: in random order, the first whose coin of e^(−ε(q*−qᵢ)/2Δ) shows heads, for rational scores q. The law is exact.</summary>
/// <remarks>
/// Guarantee: ε-differentially private for the stated unit and relation when no score moves by more than Δ = <see cref="Sensitivity"/>; with e^(−ε(q*−qᵢ)/Δ)
/// when scores are monotone. It has no bounded range: (ε²/2)-zCDP as any ε-private event, <b>not</b> ε²/8. Its error is never above that of the exponential
/// mechanism. Adding exponential noise of mean 2Δ/ε to every score and naming the largest is the same law.
/// Source: McKenna and Sheldon (2020); the noisy maximum: Ding, Kifer, Steinke et al. (2021).
/// </remarks>
public sealed class PermuteAndFlip : IMechanism<IReadOnlyList<Rational>, int>
{
    private readonly ScoreScale _scale;

    /// <summary>The mechanism that spends <paramref name="epsilon"/> on scores that move by at most <paramref name="sensitivity"/>.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="sensitivity">Δ: the most that one unit moves any score.</param>
    /// <param name="monotone">Whether one unit moves all scores the same way; then half of the noise suffices. Add/remove only.</param>
    /// <param name="relation">The relation of the sensitivity.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public PermuteAndFlip(Quantity epsilon, Quantity sensitivity, bool monotone = false, Neighbours relation = Neighbours.AddRemove)
    {
        _scale = new(epsilon, sensitivity, monotone, relation);
        Loss = PrivacyLoss.Pure(_scale.Epsilon, relation);
    }

    /// <summary>ε.</summary>
    public Rational Epsilon => _scale.Epsilon;

    /// <summary>Δ.</summary>
    public Rational Sensitivity => _scale.Sensitivity;

    /// <summary>The loss of one choice: pure ε.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>The index of the chosen candidate.</summary>
    public int Sample(IReadOnlyList<Rational> exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ScoreScale.Best(exact);
        var exponents = _scale.Exponents(exact);
        var order = Enumerable.Range(0, exponents.Length).ToArray();
        for (var left = order.Length; ; left--)
        {
            var at = (int)random.NextBelow((ulong)left);
            var i = order[at];
            if (ExactBernoulli.DrawExpMinus(random, exponents[i].Numerator, exponents[i].Denominator))
            {
                return i;
            }

            // Never the last: the best candidate's coin always shows heads.
            order[at] = order[left - 1];
        }
    }

    /// <summary>The first of the best candidates.</summary>
    public int Noiseless(IReadOnlyList<Rational> exact) => ScoreScale.Best(exact);

    /// <summary>The probability of every candidate, as doubles: wᵢ·∫₀¹ Π_{j≠i}(1 − t·wⱼ) dt, where t is the time at which i's turn comes. It is a function of the scores: not for analysts.</summary>
    public double[] Probabilities(IReadOnlyList<Rational> scores)
    {
        var weights = _scale.Weights(scores);
        var result = new double[weights.Length];

        // The integrand falls like e^(−t·Σw): panels that halve toward zero keep twelve nodes each exact to rounding.
        var panels = 4 + (int)Math.Ceiling(Math.Log2(weights.Length));
        var products = new Dictionary<double, double>();
        double Product(double t) => products.TryGetValue(t, out var p) ? p : products[t] = weights.Aggregate(1.0, (product, w) => product * (1 - (t * w)));
        for (var panel = 0; panel <= panels; panel++)
        {
            var to = Math.ScaleB(1, -panel);
            var from = panel == panels ? 0 : to / 2;
            var width = (to - from) / 8;
            for (var piece = 0; piece < 8; piece++)
            {
                for (var i = 0; i < result.Length; i++)
                {
                    var own = weights[i];
                    result[i] += GaussLegendre.Integrate(from + (piece * width), from + ((piece + 1) * width), t => own * Product(t) / (1 - (t * own)));
                }
            }
        }

        return result;
    }

    /// <summary>How far the score of the choice lies below the best, on average. A function of the scores: not for analysts.</summary>
    public double ExpectedError(IReadOnlyList<Rational> scores) => ScoreScale.ExpectedError(scores, Probabilities(scores));

    /// <summary>At most this far does the score of the choice lie below the best on average, whatever the scores are: (2Δ/ε)·(1 + ln(m−1)).</summary>
    public double ExpectedErrorBound(long candidates) => _scale.ExpectedErrorBound(candidates);

    /// <summary>With at least probability <paramref name="confidence"/> the score of the choice lies at most this far below the best, whatever the scores are; the bound of the exponential mechanism.</summary>
    public double ErrorBound(long candidates, double confidence) => _scale.ErrorBound(candidates, confidence);
}
