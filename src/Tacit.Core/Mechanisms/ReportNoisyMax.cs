using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>Names the candidate whose integer score is the largest after discrete Laplace noise of scale 2Δ/ε (Δ/ε where scores are monotone) is added to each. Ties are broken by lot.</summary>
/// <remarks>
/// Guarantee: ε-differentially private for the stated unit and relation when no score moves by more than Δ; only the index is released, never a noisy score.
/// Fix the noise of all but the winner: it wins when its own noise passes an integer that a unit moves by at most 2Δ (Δ if all scores move the same way).
/// No bounded range, so ε²/2 in zCDP. With other noise it is another mechanism by name: Gumbel noise of scale 2Δ/ε is <see cref="ExponentialMechanism"/>,
/// exponential noise of mean 2Δ/ε is <see cref="PermuteAndFlip"/>; both err less than Laplace noise. Use this one to match a protocol that says so.
/// Source: Dwork and Roth (2014), Claim 3.9; Ding, Kifer, Steinke et al. (2021).
/// </remarks>
public sealed class ReportNoisyMax : IMechanism<IReadOnlyList<long>, int>
{
    private readonly DiscreteLaplace _noise;

    /// <summary>The mechanism that spends <paramref name="epsilon"/> on integer scores that move by at most <paramref name="sensitivity"/>.</summary>
    /// <param name="epsilon">ε.</param>
    /// <param name="sensitivity">Δ: the most that one unit moves any score.</param>
    /// <param name="monotone">Whether one unit moves all scores the same way; then half of the noise suffices. Add/remove only.</param>
    /// <param name="relation">The relation of the sensitivity.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public ReportNoisyMax(Quantity epsilon, long sensitivity, bool monotone = false, Neighbours relation = Neighbours.AddRemove)
    {
        var scale = new ScoreScale(epsilon, sensitivity, monotone, relation);
        _noise = new DiscreteLaplace(1 / scale.Rate, SamplerRoute.Coins);
        Loss = PrivacyLoss.Pure(scale.Epsilon, relation);
    }

    /// <summary>The scale of the noise on each score.</summary>
    public Rational Scale => _noise.Scale;

    /// <summary>The loss of one choice: pure ε.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>The index of the candidate with the largest noisy score.</summary>
    public int Sample(IReadOnlyList<long> exact, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ScoreScale.Best(exact);
        var (winner, best, ties) = (0, exact[0] + _noise.Sample(random), 1UL);
        for (var i = 1; i < exact.Count; i++)
        {
            var noisy = exact[i] + _noise.Sample(random);
            if (noisy > best)
            {
                (winner, best, ties) = (i, noisy, 1);
            }
            else if (noisy == best && random.NextBelow(++ties) == 0)
            {
                winner = i;
            }
        }

        return winner;
    }

    /// <summary>The first of the best candidates.</summary>
    public int Noiseless(IReadOnlyList<long> exact) => ScoreScale.Best(exact);

    /// <summary>At most this far does the score of the choice lie below the best on average, whatever the scores are: twice the expected largest of m noises, bounded by their tails.</summary>
    public double ExpectedErrorBound(long candidates)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);

        // Σ min(1, m·P(|Z| > t)) over t ≥ 0, with P(|Z| > t) = 2a^(t+1)/(1+a): whole steps, and then a geometric sum.
        var a = Math.Exp(-1 / Scale.ToDouble());
        var whole = Math.Max(0, Math.Ceiling((Math.Log(2.0 * candidates / (1 + a)) * Scale.ToDouble()) - 1));
        return candidates == 1 ? 0 : 2 * (whole + (candidates * 2 * Math.Pow(a, whole + 1) / (1 + a) / -Elementary.ExpM1(-1 / Scale.ToDouble())));
    }

    /// <summary>With at least probability <paramref name="confidence"/> the score of the choice lies at most this far below the best, whatever the scores are: no noise then leaves half of it.</summary>
    public double ErrorBound(long candidates, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        ScoreScale.ThrowIfNoConfidence(confidence);
        return candidates == 1 ? 0 : 2 * _noise.HalfWidth(1 - ((1 - confidence) / candidates));
    }
}
