using System.Globalization;
using System.Runtime.ExceptionServices;
using Tacit.Auditing;
using Tacit.Randomness;

namespace Tacit.Audit.Local;

/// <summary>Trials, choice and count of one local audit, after its arguments were checked.</summary>
internal sealed class LocalTrials(ReportSource source, ReportAttack attack, LocalAuditOptions options, IProgress<AuditProgress>? progress, CancellationToken token)
{
    /// <summary>Users of one call of a source at most.</summary>
    public const int Block = 10_000;

    private const int MostChoosing = 200_000;
    private const int MostSampleBytes = 1 << 26;
    private readonly ulong _seed = options.Seed ?? RandomSource.Create().NextUInt64();
    private readonly Lock _reporting = new();
    private long _done;

    private double AlphaOfEach => options.Alpha / (attack.Events.Count + attack.Searches.Count) / (options.Compatibility ? 2 : 1);

    public LocalAuditResult Run()
    {
        var seeds = RandomSource.Seeded(_seed);
        var choosing = attack.Searches.Count == 0 ? 0 : Choosing(seeds.NextUInt64());
        List<ReportEvent> events = [.. attack.Events];
        var counts = new List<(long First, long Second)>(new (long, long)[events.Count]);
        if (choosing > 0)
        {
            var (first, second) = (new ReportSample(), new ReportSample());
            Count(events, counts, choosing, seeds, (first, second));
            events.AddRange(attack.Searches.Select(s => s.Choose(first, second, AlphaOfEach, source.Claim.Delta)).OfType<ReportEvent>());
            counts.AddRange(new (long, long)[events.Count - counts.Count]);
        }

        Count(events, counts, options.Trials - choosing, seeds, null);
        source.Finish();
        var judged = events.Select((e, i) => Judged(e, counts[i], i < attack.Events.Count ? options.Trials : options.Trials - choosing));
        return new(source.Name, source.Inputs, source.Claim, attack.Name, options.Trials, options.Alpha, _seed, [.. judged.OrderByDescending(e => e.EpsilonAtLeast)])
        {
            AlphaOfEvent = AlphaOfEach,
            Ceiling = LdpAuditor.Ceiling(attack.Events.Count > 0 ? options.Trials : options.Trials - choosing, AlphaOfEach),
        };
    }

    // A fifth of the trials, as far as their reports fit into memory. The trial that says how large a report is counts nowhere.
    private int Choosing(ulong seed)
    {
        var size = 1;
        source.Draw(second: false, 1, seed, report => size = Math.Max(1, report.Length));
        return (int)Math.Min(Math.Min(options.Trials / 5, MostChoosing), Math.Max(50, MostSampleBytes / size));
    }

    private JudgedEvent Judged(ReportEvent e, (long First, long Second) count, long draws)
    {
        var (hits, others) = e.SecondIsLikelier ? (count.Second, count.First) : count;
        return new(
            e.Words,
            e.SecondIsLikelier,
            hits,
            others,
            draws,
            EmpiricalLoss.EpsilonAtLeast(hits, draws, others, draws, AlphaOfEach, source.Claim.Delta),
            EmpiricalLoss.DeltaAtLeast(hits, draws, others, draws, AlphaOfEach, source.Claim.TightEpsilon));
    }

    // Every block and input has a stream of its own, so the number of threads changes nothing.
    private void Count(List<ReportEvent> events, List<(long First, long Second)> counts, long trials, RandomSource seeds, (ReportSample First, ReportSample Second)? samples)
    {
        var blocks = (trials + Block - 1) / Block;
        var kept = samples is null ? null : new ReportSample[2 * blocks];
        for (long begin = 0; begin < blocks; begin += 1 << 16)
        {
            var many = (int)Math.Min(blocks - begin, 1 << 16);
            var keys = new ulong[4 * many];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = seeds.NextUInt64();
            }

            var totals = new long[2 * events.Count];
            try
            {
                Parallel.For(0, many, new ParallelOptions { MaxDegreeOfParallelism = source.IsParallel ? options.Threads ?? Environment.ProcessorCount : 1, CancellationToken = token }, (b, loop) =>
                {
                    var users = (int)Math.Min(Block, trials - ((begin + b) * Block));
                    for (var side = 0; side < 2 && !loop.IsExceptional; side++)
                    {
                        token.ThrowIfCancellationRequested();
                        var sample = kept is null ? null : kept[(2 * (begin + b)) + side] = new();
                        Add(totals, side, CountBlock(events, side == 1, users, keys[(4 * b) + side], keys[(4 * b) + 2 + side], sample));
                        Report(users);
                    }
                });
            }
            catch (AggregateException e)
            {
                // One error is enough, and its own type tells the caller what to do.
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }

            for (var i = 0; i < events.Count; i++)
            {
                counts[i] = (counts[i].First + totals[2 * i], counts[i].Second + totals[(2 * i) + 1]);
            }
        }

        for (var i = 0; kept is not null && i < kept.Length; i++)
        {
            ((i & 1) == 0 ? samples!.Value.First : samples!.Value.Second).Add(kept[i]);
        }
    }

    private long[] CountBlock(List<ReportEvent> events, bool second, int users, ulong seed, ulong coinSeed, ReportSample? sample)
    {
        var coins = RandomSource.Seeded(coinSeed);
        var hits = new long[events.Count];
        var seen = 0;
        var size = attack.ReportSize;
        source.Draw(second, users, seed, reports =>
        {
            seen++;
            if (size is { } wanted && reports.Length != wanted)
            {
                throw new AuditException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"A report of {source.Name} has {reports.Length} bytes, but the attack '{attack.Name}' reads {wanted}: nothing was audited. See that protocol, domain and ε are those of what reports, or search for an event."));
            }

            for (var i = 0; i < hits.Length; i++)
            {
                hits[i] += events[i].Happens(reports, coins) ? 1 : 0;
            }

            sample?.Add(reports);
        });
        return seen == users ? hits : throw new AuditException(string.Create(CultureInfo.InvariantCulture, $"{source.Name} gave the reports of {seen} users where {users} were asked for: nothing was audited."));
    }

    private static void Add(long[] totals, int side, long[] hits)
    {
        for (var i = 0; i < hits.Length; i++)
        {
            Interlocked.Add(ref totals[(2 * i) + side], hits[i]);
        }
    }

    private void Report(int users)
    {
        if (progress is not null)
        {
            lock (_reporting)
            {
                _done += users;
                progress.Report(new(_done, 2 * options.Trials));
            }
        }
    }
}
