using System.Buffers.Binary;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Counts, of each group and each function of the pool, the reported hash values; tries prefixes against them.</summary>
internal sealed class HeavyHitterAggregator(HeavyHitterProtocol protocol) : ReportAggregator(protocol), IHeavyHitterAggregator
{
    private const string Covers = "the frequency where the users come from, and among them, of all words that were tried at once; noise, sampling and shared hash functions";

    public FrequentWords Find(int most = 20, double alpha = 0.05)
    {
        var candidates = protocol.Tried(most, alpha);
        UInt128[] tried = [.. Enumerable.Range(0, 1 << protocol.Prefixes[0]).Select(v => (UInt128)(uint)v)];
        var stages = new List<HeavyHitterStage>();
        IReadOnlyList<HeavyHitter> words = [];
        for (var group = 0; group < protocol.Prefixes.Count; group++)
        {
            var reports = ReportsOf(group);
            if (reports == 0)
            {
                throw new BadInputException($"The group of users who report prefixes of {protocol.Prefixes[group]} bits has no reports yet, so nothing can be found.");
            }

            var supports = Supports(group, tried);
            double[] found = [.. supports.Select(c => protocol.Law.Frequency(c, reports))];

            // What is lost on the way never comes back, so earlier stages keep the K largest whatever they are: what holds α is the last one alone.
            var isLast = group + 1 == protocol.Prefixes.Count;
            var (threshold, pool) = isLast ? Threshold(found, reports, candidates, alpha) : (0, 0);
            int[] kept = [.. Enumerable.Range(0, tried.Length).Where(i => found[i] > 0 && found[i] >= threshold).OrderByDescending(i => found[i]).ThenBy(i => i).Take(most)];
            stages.Add(new(protocol.Prefixes[group], reports, tried.Length, kept.Length, threshold));
            if (!isLast)
            {
                var more = protocol.Prefixes[group + 1] - protocol.Prefixes[group];
                tried = [.. kept.SelectMany(i => Enumerable.Range(0, 1 << more).Select(next => (tried[i] << more) | (uint)next))];
            }
            else
            {
                words = Words(tried, supports, found, kept, reports, alpha, pool);
            }
        }

        return new(words, stages, Reports);
    }

    // What a word must reach, and the standard deviation of what words that were found leave at others by sharing hash functions with them.
    private (double Frequency, double Pool) Threshold(double[] found, long reports, long candidates, double alpha)
    {
        var present = Presence.Visible(protocol.Law, candidates, reports, alpha);
        var pool = Math.Sqrt(protocol.PoolVariance(Math.Min(1, found.Where(f => f >= present).Sum(f => f * f))));
        return (Presence.WithShared(present, candidates, alpha, pool), pool);
    }

    protected override void CountAll(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        var (groups, pool, size) = (protocol.Prefixes.Count, protocol.Pool, protocol.HashValues);
        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            if (reports[i] >= groups || BinaryPrimitives.ReadUInt16LittleEndian(reports[(i + 1)..]) >= pool || reports[i + 3] >= size)
            {
                Malformed($"its group is not 0 to {groups - 1}, its function not 0 to {pool - 1}, or its hash value not 0 to {size - 1}");
            }
        }

        for (var i = 0; i < reports.Length; i += ReportSize)
        {
            counts[(((reports[i] * pool) + BinaryPrimitives.ReadUInt16LittleEndian(reports[(i + 1)..])) * size) + reports[i + 3]]++;
        }
    }

    protected override bool AreCounts(long reports, ReadOnlySpan<long> counts)
    {
        Int128 total = 0;
        foreach (var count in counts)
        {
            total += count;
        }

        return base.AreCounts(reports, counts) && total == reports;
    }

    private long ReportsOf(int group)
    {
        long reports = 0;
        foreach (var count in GroupCounts(group))
        {
            reports += count;
        }

        return reports;
    }

    private ReadOnlySpan<long> GroupCounts(int group) => Counts.Slice(group * protocol.Pool * protocol.HashValues, protocol.Pool * protocol.HashValues);

    private long[] Supports(int group, UInt128[] prefixes)
    {
        var counts = GroupCounts(group);
        var (hashes, size) = (protocol.Hashes, protocol.HashValues);
        var supports = new long[prefixes.Length];
        for (var s = 0; s < hashes.Length; s++)
        {
            var row = counts.Slice(s * size, size);
            if (row.IndexOfAnyExcept(0) < 0)
            {
                continue;
            }

            for (var i = 0; i < prefixes.Length; i++)
            {
                supports[i] += row[hashes[s].Of(prefixes[i], size)];
            }
        }

        return supports;
    }

    private List<HeavyHitter> Words(UInt128[] tried, long[] supports, double[] found, int[] kept, long reports, double alpha, double floor)
    {
        if (kept.Length == 0)
        {
            return [];
        }

        // Jointly over all that was tried; half of what may fail goes to the noise, half to the pool.
        var each = alpha / tried.Length / 2;
        var bounds = SupportIntervals.Raw(protocol.Law, reports, [.. kept.Select(i => supports[i])], each);
        var more = Normal.UpperQuantile(each / 2) * floor;
        return [.. kept.Select((i, rank) => new HeavyHitter(
            WordBits.Decode(protocol.Code, tried[i], protocol.Bits),
            tried[i],
            new(found[i], bounds[rank].Low - more, bounds[rank].High + more, 1 - alpha, Covers)))];
    }
}
