using System.Diagnostics;

namespace Tacit.Local;

/// <summary>Makes the reports of all simulated users and counts them, on all processors.</summary>
internal static class SimulatedReports
{
    private const int Batch = 4096;
    private const int Parts = 16;

    // Beyond, every part would need more memory than it saves time.
    private const long MostOwnCounters = 1 << 21;

    // Of all rounds together.
    private const long MostCounters = 1 << 27;

    /// <summary>So many reports a second were randomized, packed and counted.</summary>
    /// <param name="rounds">Where the reports of each round are counted: aggregators of one protocol.</param>
    /// <param name="users">Users, each with one report in each round.</param>
    /// <param name="seed">Repeats the run.</param>
    /// <param name="part">Makes the devices of a part from its randomness.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static double Collect(IReadOnlyList<IReportAggregator> rounds, long users, ulong? seed, Func<LocalRandomness, SimulatedPart> part, CancellationToken cancellation)
    {
        // A seed gives each part its own stream, and the number of parts does not depend on the machine.
        var gate = new Lock();
        var isShared = (long)rounds.Count * rounds[0].Protocol.CounterCount > MostOwnCounters;
        var watch = Stopwatch.StartNew();
        Parallel.For(0, Parts, new ParallelOptions { CancellationToken = cancellation }, index =>
        {
            var random = seed is { } s ? LocalRandomness.Seeded(unchecked((s * Parts) + (ulong)index)) : LocalRandomness.Create();
            var devices = part(random);
            IReadOnlyList<IReportAggregator> own = isShared ? rounds : [.. rounds.Select(r => r.Protocol.CreateAggregator())];
            CollectPart(own, users * index / Parts, users * (index + 1) / Parts, devices, isShared ? gate : new(), cancellation);
            lock (gate)
            {
                devices.Finish();
                for (var t = 0; t < rounds.Count && !isShared; t++)
                {
                    rounds[t].Merge(own[t]);
                }
            }
        });
        return (double)users * rounds.Count / Math.Max(watch.Elapsed.TotalSeconds, 1e-9);
    }

    /// <summary>The number of users, if they can be simulated.</summary>
    /// <exception cref="BadInputException">The counts are not of so many values, or there are no users.</exception>
    public static long Verify(IReadOnlyList<long> users, int domain)
    {
        ArgumentNullException.ThrowIfNull(users);
        return users.Count == domain && users.All(u => u >= 0) && users.Sum() is > 0 and var total
            ? total
            : throw new BadInputException($"A simulation needs the number of users of each of the {domain} values, and at least one user.");
    }

    /// <summary>Refuses more rounds than can be counted at once.</summary>
    public static void VerifyRounds(int rounds, IReportProtocol protocol)
    {
        if (rounds < 1 || (long)rounds * protocol.CounterCount > MostCounters)
        {
            throw new BadInputException($"There are 1 to {Math.Max(1, MostCounters / protocol.CounterCount)} rounds of {protocol.Name} with {protocol.CounterCount} counters, but {rounds} were asked for.");
        }
    }

    private static void CollectPart(IReadOnlyList<IReportAggregator> rounds, long from, long to, SimulatedPart devices, Lock gate, CancellationToken cancellation)
    {
        var size = rounds[0].Protocol.ReportSize;
        var capacity = Math.Clamp((1 << 20) / size / rounds.Count, 1, Batch);
        byte[][] batches = [.. rounds.Select(_ => new byte[capacity * size])];
        var filled = 0;
        for (var user = from; user < to; user++)
        {
            for (var t = 0; t < batches.Length; t++)
            {
                devices.Write(user, t, batches[t].AsSpan(filled * size, size));
            }

            if (++filled == capacity || user + 1 == to)
            {
                cancellation.ThrowIfCancellationRequested();
                lock (gate)
                {
                    for (var t = 0; t < batches.Length; t++)
                    {
                        rounds[t].Add(batches[t].AsSpan(0, filled * size));
                    }
                }

                filled = 0;
            }
        }
    }
}
