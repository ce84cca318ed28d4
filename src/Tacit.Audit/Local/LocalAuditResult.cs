using System.Globalization;

namespace Tacit.Audit.Local;

/// <summary>What an audit of a local randomizer proves: ε of a user's reports is at least this, at confidence 1 − α. A low bound proves nothing.</summary>
/// <param name="Source">What was audited.</param>
/// <param name="Inputs">The two inputs in words.</param>
/// <param name="Claim">What it says of itself.</param>
/// <param name="Attack">How reports were read.</param>
/// <param name="Trials">N: users of each input.</param>
/// <param name="Alpha">The most that the probability of a false alarm can be, over all events.</param>
/// <param name="Seed">The seed that repeats the result, if users take their randomness from where they are told.</param>
/// <param name="Events">The events that were counted, the strongest first.</param>
public sealed record LocalAuditResult(string Source, string Inputs, LocalClaim Claim, string Attack, long Trials, double Alpha, ulong Seed, IReadOnlyList<JudgedEvent> Events)
{
    /// <summary>The lower bound on ε; zero where no event was found.</summary>
    public double EpsilonLower => Events.Count > 0 ? Events[0].EpsilonAtLeast : 0;

    /// <summary>How often the strongest event happened where it was taken to be likelier.</summary>
    public long Tp => Events.Count > 0 ? Events[0].Hits : 0;

    /// <summary>How often it happened with the other input.</summary>
    public long Fp => Events.Count > 0 ? Events[0].NeighbourHits : 0;

    /// <summary>The share of α of each event: both its bounds are taken at half of it.</summary>
    public required double AlphaOfEvent { get; init; }

    /// <summary>ε_OPT: the largest bound that so many trials can show, when the event always happens with one input and never with the other.</summary>
    public required double Ceiling { get; init; }

    /// <summary>The verdict.</summary>
    public LocalVerdict Verdict => EpsilonLower > Claim.TightEpsilon ? LocalVerdict.Exceeded : EpsilonLower > Claim.Epsilon ? LocalVerdict.AboveNominal : LocalVerdict.Within;

    /// <summary>For example <c>within: ε ≥ 0.983 of 12.148 that can be shown, against a claim of ε = 1 (99 % confidence, 1000000 trials)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Words}: ε ≥ {EpsilonLower:0.####} of {Ceiling:0.###} that can be shown, against a claim of {Claim} ({100 * (1 - Alpha):0.###} % confidence, {Trials} trials of each input)");

    private string Words => Verdict switch
    {
        LocalVerdict.Exceeded => "EXCEEDED",
        LocalVerdict.AboveNominal => "exceeds the advertised ε, within the tight one",
        _ => "within",
    };
}
