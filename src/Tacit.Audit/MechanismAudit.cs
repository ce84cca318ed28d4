using System.Globalization;
using Tacit.Audit.Events;
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
    private const int PilotRuns = 2_000;
    private const int JudgedPairs = 3;

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
        var o = Check(mechanism, claim, options);
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs.Count == 0
            ? throw new BadInputException("An audit needs at least one pair of neighbouring inputs.")
            : Task.Run(() => Run(mechanism, pairs, claim, o, new Meter(progress, 2L * o.Runs * pairs.Count), token), token);
    }

    /// <summary>
    /// Audits a mechanism on the worst neighbours among candidates: a short pilot on every pair that <paramref name="areNeighbours"/> accepts ranks them, and fresh runs judge the three worst.
    /// </summary>
    /// <param name="mechanism">As for <see cref="RunAsync"/>.</param>
    /// <param name="candidates">Inputs to pair; pilots grow with the square of their number.</param>
    /// <param name="areNeighbours">Whether two inputs are neighbours under the relation of the claim.</param>
    /// <param name="claim">What the mechanism says of itself.</param>
    /// <param name="options">Runs, confidence, seed; the defaults if null.</param>
    /// <param name="progress">Hears of every few hundred runs.</param>
    /// <param name="token">Stops between two runs.</param>
    /// <exception cref="BadInputException">No two candidates are neighbours, or as for <see cref="RunAsync"/>.</exception>
    /// <exception cref="AuditException">As for <see cref="RunAsync"/>.</exception>
    public static Task<MechanismAuditResult> SearchAsync<TIn, TOut>(
        Func<TIn, RandomSource, TOut> mechanism,
        IReadOnlyList<TIn> candidates,
        Func<TIn, TIn, bool> areNeighbours,
        PrivacyClaim claim,
        AuditOptions? options = null,
        IProgress<AuditProgress>? progress = null,
        CancellationToken token = default)
    {
        var o = Check(mechanism, claim, options);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(areNeighbours);
        var pairs = new List<NeighbourPair<TIn>>();
        for (var i = 0; i < candidates.Count; i++)
        {
            for (var j = i + 1; j < candidates.Count; j++)
            {
                if (areNeighbours(candidates[i], candidates[j]) || areNeighbours(candidates[j], candidates[i]))
                {
                    pairs.Add(new(candidates[i], candidates[j], string.Create(CultureInfo.InvariantCulture, $"candidates {i} and {j}")));
                }
            }
        }

        if (pairs.Count == 0)
        {
            throw new BadInputException("No two of the candidates are neighbours, so there is nothing to audit.");
        }

        return Task.Run(
            () =>
            {
                var pilot = Math.Min(PilotRuns, o.Runs);
                var judged = Math.Min(JudgedPairs, pairs.Count);
                var meter = new Meter(progress, (2L * pilot * pairs.Count) + (2L * o.Runs * judged));
                var seeds = Seeds(ref o);
                var trials = new Trials<TIn, TOut>(mechanism, o, meter.Add);
                var ranked = pairs.Select(p => (Pair: p, Promise: Promise(trials.Run(p, pilot, seeds, token), claim, o))).OrderByDescending(p => p.Promise).ToList();

                // The pilot's runs are spent: the judged ones are fresh, from a seed of their own.
                return Run(mechanism, [.. ranked.Take(judged).Select(r => r.Pair)], claim, o with { Seed = seeds.NextUInt64() }, meter, token) with { Seed = o.Seed!.Value };
            },
            token);
    }

    private static MechanismAuditResult Run<TIn, TOut>(
        Func<TIn, RandomSource, TOut> mechanism, IReadOnlyList<NeighbourPair<TIn>> pairs, PrivacyClaim claim, AuditOptions options, Meter meter, CancellationToken token)
    {
        var seeds = Seeds(ref options);
        var trials = new Trials<TIn, TOut>(mechanism, options, meter.Add);
        var alpha = options.Alpha / pairs.Count;
        var results = new List<PairResult>();
        bool constant = true, silent = true;
        foreach (var pair in pairs)
        {
            var (choose, judge) = trials.Run(pair, options.Runs, seeds, token);
            constant &= choose.IsConstant && judge.IsConstant;
            silent &= choose.OnlyErrors && judge.OnlyErrors;
            var chosen = new EventChooser(claim, options, alpha).Choose(choose.First, choose.Second);
            results.Add(Judge.Of(pair.Name, chosen, judge, claim, alpha));
        }

        return silent
            ? throw new AuditException("The mechanism threw in every run, on both inputs of every pair: nothing was audited. Call it once by hand.")
            : constant
                ? throw new AuditException("Every run gave the same output, on both inputs of every pair: nothing was audited. Check that the inputs reach the mechanism; a rare output needs more runs, or a larger δ.")
                : new(claim, options.Runs, options.Alpha, options.Seed!.Value, [.. results.OrderByDescending(r => r.EpsilonAtLeast).ThenByDescending(r => r.DeltaAtLeast)]);
    }

    private static double Promise((Sample Choose, Sample Judge) pilot, PrivacyClaim claim, AuditOptions options)
    {
        var all = new Sample([.. pilot.Choose.First, .. pilot.Judge.First], [.. pilot.Choose.Second, .. pilot.Judge.Second]);
        return new EventChooser(claim, options, options.Alpha).Choose(all.First, all.Second).Select(c => Math.Max(c.Epsilon, claim.Epsilon + c.Delta)).DefaultIfEmpty().Max();
    }

    private static AuditOptions Check<TIn, TOut>(Func<TIn, RandomSource, TOut> mechanism, PrivacyClaim claim, AuditOptions? options)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        ArgumentNullException.ThrowIfNull(claim);
        options ??= new();
        options.Check();
        return options;
    }

    private static RandomSource Seeds(ref AuditOptions options)
    {
        options = options with { Seed = options.Seed ?? RandomSource.Create().NextUInt64() };
        return RandomSource.Seeded(options.Seed.Value);
    }

    private sealed class Meter(IProgress<AuditProgress>? progress, long total)
    {
        private long _done;

        public void Add(int runs) => progress?.Report(new(Interlocked.Add(ref _done, runs), total));
    }
}
