using System.Runtime.InteropServices;
using Tacit.Local;

namespace Tacit.Server;

/// <summary>What one shard has counted in one epoch, in memory, with the version that is stored. After a failed commit it is worthless: load it again. Not thread-safe.</summary>
public sealed class ShardState
{
    /// <summary>Counters that are written together.</summary>
    internal const int PageCounters = 1024;

    private readonly long[] _stored;

    internal ShardState(ShardKey key, Collection collection, long version, long reports, long[] counts)
    {
        (Key, Collection, Version) = (key, collection, version);
        Aggregator = collection.Protocol.CreateAggregator(reports, counts);
        _stored = counts;
    }

    /// <summary>Which shard, of which epoch.</summary>
    public ShardKey Key { get; }

    /// <summary>What is counted.</summary>
    public Collection Collection { get; }

    /// <summary>Raised by each commit.</summary>
    public long Version { get; private set; }

    /// <summary>The counts.</summary>
    public IReportAggregator Aggregator { get; }

    /// <summary>Counts uploads that are new; what is malformed is left out.</summary>
    internal void Count(IReadOnlyList<Envelope> group, UploadOutcome[] outcomes)
    {
        for (var i = 0; i < group.Count; i++)
        {
            if (outcomes[i].Status != UploadStatus.Counted)
            {
                continue;
            }

            try
            {
                Aggregator.Add(group[i].Reports.Span);
            }
            catch (BadInputException e)
            {
                outcomes[i] = new(UploadStatus.Malformed, e.Message);
            }
        }
    }

    /// <summary>Pages whose counters are not the stored ones.</summary>
    internal IEnumerable<int> ChangedPages()
    {
        for (var page = 0; page * PageCounters < _stored.Length; page++)
        {
            if (!Page(Aggregator.Counts, page).SequenceEqual(Page(_stored, page)))
            {
                yield return page;
            }
        }
    }

    /// <summary>The bytes of a page: little-endian 64-bit integers.</summary>
    internal byte[] PageBytes(int page)
    {
        var counters = Page(Aggregator.Counts, page);
        if (BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.AsBytes(counters).ToArray();
        }

        var bytes = new byte[counters.Length * sizeof(long)];
        for (var i = 0; i < counters.Length; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), counters[i]);
        }

        return bytes;
    }

    /// <summary>Puts the bytes of a page where its counters belong.</summary>
    /// <exception cref="BadInputException">They are not the bytes of such a page.</exception>
    internal static void ReadPage(ReadOnlySpan<byte> bytes, int page, Span<long> counts)
    {
        var first = (long)page * PageCounters;
        if (page < 0 || first >= counts.Length || bytes.Length != sizeof(long) * (int)Math.Min(PageCounters, counts.Length - first))
        {
            throw new BadInputException("The store of the collector is damaged: a page of counts has a wrong size. Take it from a backup.");
        }

        for (var i = 0; i < bytes.Length / sizeof(long); i++)
        {
            counts[(int)first + i] += System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        }
    }

    /// <summary>What is in memory is stored now.</summary>
    internal void Committed()
    {
        Version++;
        Aggregator.Counts.CopyTo(_stored);
    }

    private static ReadOnlySpan<long> Page(ReadOnlySpan<long> counts, int page) =>
        counts.Slice(page * PageCounters, Math.Min(PageCounters, counts.Length - (page * PageCounters)));
}
