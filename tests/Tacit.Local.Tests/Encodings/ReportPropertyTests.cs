using CsCheck;

namespace Tacit.Local.Tests.Encodings;

/// <summary>Reports of every protocol: counts add up however a batch is cut, and damaged bytes are refused whole or are other reports.</summary>
public sealed class ReportPropertyTests
{
    [Fact]
    public void Counts_add_up_however_a_batch_is_cut_and_ordered() => Gen.Select(EveryProtocol.Batches, Gen.Int[0, 12], Gen.Int[0, 12], Gen.ULong).Sample((batch, one, two, order) =>
    {
        var (protocol, reports) = batch;
        var size = protocol.ReportSize;
        var count = reports.Length / size;
        var (first, second) = (Math.Min(one, two) * count / 12, Math.Max(one, two) * count / 12);
        var whole = Counted(protocol, reports);
        Assert.Equal(count, whole.Reports);

        // Parts, one of them resumed from what was kept, in another order.
        var parts = new[] { reports[..(first * size)], reports[(first * size)..(second * size)], reports[(second * size)..] }.Select(p => Counted(protocol, p)).ToArray();
        var merged = protocol.CreateAggregator(parts[2].Reports, parts[2].Counts);
        merged.Merge(parts[0]);
        merged.Merge(parts[1]);
        Assert.Equal(whole.Reports, merged.Reports);
        Assert.Equal(whole.Counts, merged.Counts);
        byte[] turned = [.. reports.Chunk(size).OrderBy(r => BitConverter.ToUInt64(System.Security.Cryptography.SHA256.HashData([.. r, .. BitConverter.GetBytes(order)]))).SelectMany(r => r)];
        Assert.Equal(whole.Counts, Counted(protocol, turned).Counts);
    }, iter: 2000);

    [Fact]
    public void Damaged_batches_are_refused_whole_or_are_other_reports() => Gen.Select(EveryProtocol.Batches, Damage.Any.Array[1, 3]).Sample((batch, damages) =>
    {
        var (protocol, reports) = batch;
        Judge(protocol, reports, damages.Aggregate(reports, (bytes, damage) => damage(bytes)));
    }, iter: 6000);

    [Fact]
    public void Any_bytes_are_refused_whole_or_are_reports() => Gen.Select(EveryProtocol.Batches, Gen.Byte.Array[0, 80], Gen.Bool).Sample((batch, bytes, isWhole) =>
        Judge(batch.Protocol, batch.Reports, isWhole ? bytes[..(bytes.Length / batch.Protocol.ReportSize * batch.Protocol.ReportSize)] : bytes), iter: 4000);

    // What was counted before is there after a refusal, and what was counted can be kept.
    private static void Judge(IReportProtocol protocol, byte[] before, byte[] bytes)
    {
        var counts = Counted(protocol, before);
        long[] kept = [.. counts.Counts];
        try
        {
            counts.Add(bytes);
        }
        catch (BadInputException e)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.Message));
            Assert.Equal(before.Length / protocol.ReportSize, counts.Reports);
            Assert.Equal(kept, counts.Counts);
            return;
        }

        Assert.Equal((0, (before.Length + bytes.Length) / protocol.ReportSize), (bytes.Length % protocol.ReportSize, counts.Reports));
        Assert.Equal(counts.Counts, protocol.CreateAggregator(counts.Reports, counts.Counts).Counts);
    }

    private static IReportAggregator Counted(IReportProtocol protocol, byte[] reports)
    {
        var counts = protocol.CreateAggregator();
        counts.Add(reports);
        return counts;
    }
}
