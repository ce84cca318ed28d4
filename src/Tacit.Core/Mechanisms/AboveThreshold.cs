using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Mechanisms;

/// <summary>The sparse vector technique: answers a stream of integer queries by "above" or "below" a public threshold, and halts after c answers "above". Any number of answers "below" is included in the price.</summary>
/// <remarks>
/// Guarantee: ε-differentially private for the stated unit and relation, for all answers together and for queries chosen after seeing answers, when no query
/// moves by more than Δ (monotone: and one unit moves all queries the same way). The whole ε is charged at the start. ε = ε₁ + ε₂: the threshold gets discrete
/// Laplace noise of scale Δ/ε₁ once, every query fresh noise of scale 2cΔ/ε₂ (cΔ/ε₂), and "above" is q + noise ≥ threshold + noise. Shifting the threshold's
/// noise by Δ covers all answers "below", shifting a query's by 2Δ (Δ) each answer "above". It releases answers only: a noisy value needs a budget of its own.
/// Source: Dwork, Naor, Reingold, Rothblum and Vadhan (2009); this form and ε₂/ε₁ = (2c)^(2/3): Lyu, Su and Li (2017), Algorithm 7.
/// </remarks>
public sealed class AboveThreshold : IMechanism<IEnumerable<long>, IReadOnlyList<bool>>
{
    private readonly DiscreteLaplace _onThreshold;
    private readonly DiscreteLaplace _onQueries;

    /// <summary>The mechanism that spends <paramref name="epsilon"/> on up to <paramref name="hits"/> answers "above".</summary>
    /// <param name="epsilon">ε, charged at the start.</param>
    /// <param name="sensitivity">Δ: the most that one unit moves any query.</param>
    /// <param name="threshold">The public threshold.</param>
    /// <param name="hits">c: the answers "above" after which it halts.</param>
    /// <param name="monotone">Whether one unit moves all queries the same way, as it does counts. Add/remove only.</param>
    /// <param name="relation">The relation of the sensitivity.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public AboveThreshold(Quantity epsilon, long sensitivity, long threshold, int hits = 1, bool monotone = false, Neighbours relation = Neighbours.AddRemove)
    {
        var scale = new ScoreScale(epsilon, sensitivity, monotone, relation);
        if (hits < 1)
        {
            throw new BadInputException($"A sparse vector answers \"above\" at least 1 time, but was given {hits}.");
        }

        Threshold = threshold;
        Hits = hits;
        Loss = PrivacyLoss.Pure(scale.Epsilon, relation);

        // Any split is private; this one makes the error small, so that a rounded power does.
        var moves = (monotone ? 1L : 2L) * hits;
        var first = scale.Epsilon / (1 + Rational.FromDouble(Math.Round(Math.Pow(moves, 2.0 / 3), 3)));
        ThresholdScale = scale.Sensitivity / first;
        QueryScale = moves * scale.Sensitivity / (scale.Epsilon - first);
        _onThreshold = new(ThresholdScale, SamplerRoute.Coins);
        _onQueries = new(QueryScale, SamplerRoute.Coins);
    }

    /// <summary>The public threshold.</summary>
    public long Threshold { get; }

    /// <summary>c.</summary>
    public int Hits { get; }

    /// <summary>Δ/ε₁: the scale of the noise on the threshold.</summary>
    public Rational ThresholdScale { get; }

    /// <summary>2cΔ/ε₂, or cΔ/ε₂ for monotone queries: the scale of the noise on each query.</summary>
    public Rational QueryScale { get; }

    /// <summary>The loss of a whole run: pure ε.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>Answers in order, up to and including the c-th "above". A query is read when the answer to the one before is known, and none after the last answer.</summary>
    public IReadOnlyList<bool> Sample(IEnumerable<long> exact, RandomSource random) => Answer(exact, Start(random));

    /// <summary>The same without noise.</summary>
    public IReadOnlyList<bool> Noiseless(IEnumerable<long> exact) => Answer(exact, StartNoiseless());

    /// <summary>Begins a run for queries that are chosen after seeing answers. One run, one <see cref="Loss"/>: ask all of them inside one <see cref="Permit.Draw{T}(PrivacyLoss, Func{RandomSource, T}, Func{T})"/>.</summary>
    public AboveThresholdRun Start(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(this, _onQueries, random, _onThreshold.Sample(random));
    }

    /// <summary>Begins a run without noise, for a simulated ledger that switches noise off.</summary>
    public AboveThresholdRun StartNoiseless() => new(this, null, null, 0);

    /// <summary>At most this far is the noisy comparison of one query from the exact one, on average: E|noise| of the threshold and of the query.</summary>
    public double ExpectedError => _onThreshold.ExpectedError + _onQueries.ExpectedError;

    /// <summary>
    /// With at least probability <paramref name="confidence"/>, of the first <paramref name="queries"/> queries every one answered "above" is at least
    /// the threshold less this, and every one answered "below" is below the threshold plus this: half of the failure for the noise on the threshold, half for all queries.
    /// </summary>
    public double ErrorBound(long queries, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        ScoreScale.ThrowIfNoConfidence(confidence);
        var half = (1 - confidence) / 2;
        return _onThreshold.HalfWidth(1 - half) + _onQueries.HalfWidth(1 - (half / queries));
    }

    private static List<bool> Answer(IEnumerable<long> exact, AboveThresholdRun run)
    {
        ArgumentNullException.ThrowIfNull(exact);
        var answers = new List<bool>();
        foreach (var query in exact)
        {
            answers.Add(run.IsAbove(query));
            if (run.IsHalted)
            {
                break;
            }
        }

        return answers;
    }
}
