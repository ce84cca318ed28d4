namespace Tacit.Local;

/// <summary>What counting of local hashing shares: reports end with their hash value, and tiles of values keep their counters in registers while a block of reports that fits into the first cache goes by.</summary>
/// <param name="protocol">The protocol: a counter for each value.</param>
/// <param name="law">How often a report supports a value.</param>
/// <param name="hashes">g: hash values.</param>
/// <param name="hashBytes">Bytes of the hash value at the end of a report.</param>
/// <param name="tile">Values of a tile.</param>
/// <param name="block">Reports of a block.</param>
internal abstract class TiledAggregator(IReportProtocol protocol, SupportLaw law, int hashes, int hashBytes, int tile, int block) : FrequencyAggregator(protocol, law)
{
    protected int Hashes => hashes;

    internal sealed override void Check(ReadOnlySpan<byte> reports)
    {
        for (var i = ReportSize - hashBytes; i < reports.Length; i += ReportSize)
        {
            if (Packing.ReadIndex(reports[i..], hashBytes) >= (uint)Hashes)
            {
                Malformed($"its hash value is not 0 to {Hashes - 1}");
            }
        }
    }

    internal sealed override void CountChecked(ReadOnlySpan<byte> reports, Span<long> counts)
    {
        while (reports.Length > 0)
        {
            var count = Math.Min(block, reports.Length / ReportSize);
            Fold(reports, count);
            for (var first = 0; first < counts.Length; first += tile)
            {
                CountTile(first, count, counts);
            }

            reports = reports[(count * ReportSize)..];
        }
    }

    /// <summary>Turns the first reports into what the loop over values compares with.</summary>
    protected abstract void Fold(ReadOnlySpan<byte> reports, int count);

    /// <summary>Counts folded reports for the values from <paramref name="first"/> on.</summary>
    protected abstract void CountTile(int first, int count, Span<long> counts);
}
