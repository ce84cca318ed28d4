using Tacit.Audit.Mechanisms;
using Tacit.Randomness;

namespace Tacit.Audit;

/// <summary>A black-box audit: runs a mechanism on neighbouring inputs, and proves lower bounds on its ε and δ from what it puts out.</summary>
/// <remarks>
/// The first half of the runs chooses events (half-lines, cells and exact values of features of the output, and of a score that is learned); the second
/// half judges them, each of m by two one-sided Clopper–Pearson bounds at α/(2m). So the probability of flagging a mechanism that keeps its claim is at
/// most α, whatever was learned, provided that the runs are independent. Not being flagged proves nothing.
/// Source: Ding, Wang, Wang, Zhang and Kifer (2018) for choosing and judging on different runs; Bichsel, Steffen, Bogunovic and Vechev (2021) for learned events.
/// </remarks>
public static class MechanismAudit
{
    /// <summary>Audits a mechanism on the given pairs, which share α.</summary>
    /// <param name="mechanism">Called from several threads at once. It takes its randomness from the source. An exception is an output like any other, unless it is a <see cref="TacitException"/>.</param>
    /// <param name="pairs">Pairs of neighbours under the relation of the claim.</param>
    /// <param name="claim">What the mechanism says of itself.</param>
    /// <param name="options">Runs, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few hundred runs.</param>
    /// <param name="token">Stops between two runs.</param>
    /// <exception cref="BadInputException">There is no pair, an option is out of range, or an output is of a type that cannot be looked into.</exception>
    /// <exception cref="AuditException">Every run gave the same output, or none gave any: nothing was audited.</exception>
    public static Task<MechanismAuditResult> RunAsync<TIn, TOut>(
        Func<TIn, RandomSource, TOut> mechanism,
        IReadOnlyList<NeighbourPair<TIn>> pairs,
        PrivacyClaim claim,
        AuditOptions? options = null,
        IProgress<AuditProgress>? progress = null,
        CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        return AuditAsync(Trials<TIn>.Of(mechanism, options?.Timing ?? false), 1, pairs, search: false, claim, options, progress, token);
    }

    /// <summary>
    /// Audits a mechanism on the worst of many pairs: a short pilot on every proposed pair ranks them, and fresh runs judge the three worst, which share α.
    /// </summary>
    /// <param name="mechanism">As for <see cref="RunAsync"/>.</param>
    /// <param name="proposals">Pairs of neighbours under the relation of the claim, for example of <see cref="NeighbourProposals"/>.</param>
    /// <param name="claim">What the mechanism says of itself.</param>
    /// <param name="options">Runs, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few hundred runs.</param>
    /// <param name="token">Stops between two runs.</param>
    /// <exception cref="BadInputException">As for <see cref="RunAsync"/>.</exception>
    /// <exception cref="AuditException">As for <see cref="RunAsync"/>.</exception>
    public static Task<MechanismAuditResult> SearchAsync<TIn, TOut>(
        Func<TIn, RandomSource, TOut> mechanism,
        IReadOnlyList<NeighbourPair<TIn>> proposals,
        PrivacyClaim claim,
        AuditOptions? options = null,
        IProgress<AuditProgress>? progress = null,
        CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        return AuditAsync(Trials<TIn>.Of(mechanism, options?.Timing ?? false), 1, proposals, search: true, claim, options, progress, token);
    }

    internal static Task<MechanismAuditResult> AuditAsync<TIn>(
        Runs<TIn> mechanism,
        int batch,
        IReadOnlyList<NeighbourPair<TIn>> pairs,
        bool search,
        PrivacyClaim claim,
        AuditOptions? options,
        IProgress<AuditProgress>? progress,
        CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(claim);
        options ??= new();
        options.Check();
        if (pairs.Count == 0)
        {
            throw new BadInputException("An audit needs at least one pair of neighbouring inputs.");
        }

        return Task.Run(
            () =>
            {
                var auditor = new Auditor<TIn>(mechanism, batch, claim, options, progress, token);
                return search ? auditor.Search(pairs) : auditor.Run(pairs);
            },
            token);
    }
}
