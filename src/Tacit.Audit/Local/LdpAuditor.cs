using Tacit.Local;

namespace Tacit.Audit.Local;

/// <summary>A black-box audit of a local randomizer: many new users report one of two inputs, an attack tells them apart, and the counts prove a lower bound on ε.</summary>
/// <remarks>
/// TP of N users of the first input and FP of N of the second show the event. ε ≥ ln((L − δ)/U) with the one-sided Clopper–Pearson bounds L of TP/N and U of
/// FP/N at α/(2m) each, for m events. With probability at least 1 − α over the audit's own sampling ε is at least that, whatever was searched for: an
/// event that is chosen is counted on runs that did not choose it. Source: Arcolezi and Gambs, "Revealing the true cost of locally differentially private
/// protocols: an auditing perspective" (2024), whose guesses are <see cref="ReportAttack.Guess"/>; the pairwise events come nearer to ε.
/// </remarks>
public static class LdpAuditor
{
    /// <summary>Audits anything that reports.</summary>
    /// <param name="source">What reports, of two inputs.</param>
    /// <param name="attack">How reports are read.</param>
    /// <param name="options">Trials, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few thousand trials.</param>
    /// <param name="token">Stops between two blocks of trials.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    /// <exception cref="AuditException">Reports are not of the form that the attack reads, or what reports does not answer as it is to: nothing was audited.</exception>
    public static Task<LocalAuditResult> RunAsync(ReportSource source, ReportAttack attack, LocalAuditOptions? options = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(attack);
        options ??= new();
        options.Check();
        return Task.Run(() => new LocalTrials(source, attack, options, progress, token).Run(), token);
    }

    /// <summary>Audits one report of a protocol of Tacit: its first value against its last, by the pairwise event.</summary>
    /// <param name="oracle">The protocol.</param>
    /// <param name="options">Trials, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few thousand trials.</param>
    /// <param name="token">Stops between two blocks of trials.</param>
    /// <exception cref="BadInputException">An option is out of range.</exception>
    public static Task<LocalAuditResult> RunAsync(FrequencyOracle oracle, LocalAuditOptions? options = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(oracle);
        return RunAsync(ReportSource.Of(oracle), ReportAttack.Pairwise(oracle, 0, oracle.Parameters.Domain - 1), options, progress, token);
    }

    /// <summary>ε_OPT = ln(t^(1/N)/(1 − t^(1/N))): the largest bound that N trials of each input can show at t = α/2 for each of its two bounds.</summary>
    /// <param name="trials">N.</param>
    /// <param name="alpha">α of one event.</param>
    public static double Ceiling(long trials, double alpha) => Auditing.EmpiricalLoss.EpsilonAtLeast(trials, trials, 0, trials, alpha);
}
