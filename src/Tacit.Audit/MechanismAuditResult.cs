using System.Globalization;

namespace Tacit.Audit;

/// <summary>What an audit proves: the mechanism's ε and δ are at least this, at confidence 1 − α. A result that is not violated is no proof of the claim.</summary>
/// <param name="Claim">What the mechanism says of itself.</param>
/// <param name="Runs">Runs on each input of each pair; half of them were judged.</param>
/// <param name="Alpha">The most that the probability of a false alarm can be, over everything that was judged.</param>
/// <param name="Seed">The seed that repeats the result, if the mechanism takes its randomness from its source.</param>
/// <param name="Pairs">The judged pairs, the strongest first; where time is looked at, each has two tests.</param>
/// <param name="Search">How the pairs were found; null if they were given.</param>
public sealed record MechanismAuditResult(PrivacyClaim Claim, int Runs, double Alpha, ulong Seed, IReadOnlyList<PairResult> Pairs, AuditSearch? Search = null)
{
    /// <summary>The lower bound on ε, for the claimed δ.</summary>
    public double EpsilonAtLeast => Pairs.Max(p => p.EpsilonAtLeast);

    /// <summary>The lower bound on δ, for the claimed ε.</summary>
    public double DeltaAtLeast => Pairs.Max(p => p.DeltaAtLeast);

    /// <summary>True when the claim is refuted: the bound on ε is above the claimed ε, or that on δ above the claimed δ.</summary>
    public bool IsViolated => EpsilonAtLeast > Claim.Epsilon || DeltaAtLeast > Claim.Delta;

    /// <summary>The event that says most; null if nothing was worth judging.</summary>
    public JudgedEvent? Strongest => Pairs[0].Events.Count > 0 ? Pairs[0].Events[0] : null;

    /// <summary>For example <c>not violated: ε ≥ 0.93 against a claim of ε = 1 (99 % confidence, 20000 runs)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsViolated ? "VIOLATED" : "not violated")}: ε ≥ {EpsilonAtLeast:0.###}, δ ≥ {DeltaAtLeast:0.#####} against a claim of {Claim} ({100 * (1 - Alpha):0.###} % confidence, {Runs} runs on each input)");
}
