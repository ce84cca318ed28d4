using Tacit.Audit.Outputs;

namespace Tacit.Audit.Local;

/// <summary>Tabulates features of reports (the whole, its length, each byte, pairs of bytes, the most telling bits together) and takes the cells that speak for one input.</summary>
/// <remarks>
/// Every second report orders the cells by their ratio, the others say what the best prefix of that order promises: a feature whose cells differ by chance
/// alone promises nothing. Of features the one that promises most is taken.
/// </remarks>
internal sealed class TableSearch : IEventSearch
{
    private const int MostPositions = 256;
    private const int PairedBytes = 8;
    private readonly int _length = int.MaxValue;
    private readonly (string Words, Func<ReadOnlySpan<byte>, ulong> Of)? _feature;

    public TableSearch()
    {
    }

    /// <summary>Looks at the first bytes of a report alone, where an event of its own looks at the others.</summary>
    /// <param name="length">How many.</param>
    public TableSearch(int length) => _length = length;

    public TableSearch(string words, Func<ReadOnlySpan<byte>, ulong> feature) => _feature = (words, feature);

    public ReportEvent? Choose(ReportSample first, ReportSample second, double alpha, double delta)
    {
        var promise = new Promise(first.Count / 2, alpha, delta);
        if (_feature is { } own)
        {
            return Best([CellTable.Of(own.Words, own.Of, first, second)])?.Event();
        }

        List<CellTable> tables =
        [
            _length == int.MaxValue ? CellTable.Of("the report", Whole, first, second) : CellTable.Of("what the report begins with", report => Whole(report[..Math.Min(_length, report.Length)]), first, second),
            CellTable.Of("the length", report => (ulong)report.Length, first, second),
        ];
        int[] positions = [.. Positions(Math.Min(_length, Longest(first, second)))];
        var bytes = positions.Select(p => (Position: p, Table: CellTable.Of($"byte {p}", report => At(report, p), first, second))).Select(b => (b.Position, b.Table, Choice: b.Table.Choose(promise))).ToList();
        tables.AddRange(bytes.Select(b => b.Table));
        int[] telling = [.. bytes.OrderByDescending(b => b.Choice.Promise).Take(PairedBytes).Select(b => b.Position).Order()];
        for (var i = 0; i < telling.Length; i++)
        {
            for (var j = i + 1; j < telling.Length; j++)
            {
                var (low, high) = (telling[i], telling[j]);
                tables.Add(CellTable.Of($"bytes {low} and {high}", report => (At(report, low) << 9) | At(report, high), first, second));
            }
        }

        int[] bits = [.. TellingBits.Of(first, second, positions)];
        tables.Add(CellTable.Of($"bits {string.Join(' ', bits)}", report => TellingBits.Joined(report, bits), first, second));
        return Best(tables)?.Event();

        CellChoice? Best(List<CellTable> from) => from.Select(t => t.Choose(promise)).MaxBy(c => c.Promise) is { } best && best.Promise > double.NegativeInfinity ? best : null;
    }

    // 256 stands for a report that has ended.
    private static ulong At(ReadOnlySpan<byte> report, int position) => position < report.Length ? report[position] : 256u;

    private static ulong Whole(ReadOnlySpan<byte> report)
    {
        var hash = (ulong)report.Length;
        foreach (var b in report)
        {
            hash = Digest.Mix(hash, b);
        }

        return hash;
    }

    // The first ones and the last: where a loop is one short.
    private static IEnumerable<int> Positions(int length) => length <= MostPositions ? Enumerable.Range(0, length) : Enumerable.Range(0, MostPositions - 1).Append(length - 1);

    private static int Longest(ReportSample first, ReportSample second)
    {
        var longest = 0;
        for (var i = 0; i < first.Count; i++)
        {
            longest = Math.Max(longest, Math.Max(first[i].Length, second[i].Length));
        }

        return longest;
    }
}
