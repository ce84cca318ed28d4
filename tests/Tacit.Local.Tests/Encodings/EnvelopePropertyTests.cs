using CsCheck;

namespace Tacit.Local.Tests.Encodings;

/// <summary>Uploads come back as they were packed, and one byte that is another one makes them another upload or none.</summary>
public sealed class EnvelopePropertyTests
{
    private static readonly Collection Asked = Collection.Create("c", FrequencyOracle.Create(OracleKind.Subset, 300, 1, 5));

    private static readonly Gen<(byte[] Upload, byte[] Reports, uint Epoch, byte[] Token)> Uploads =
        Gen.Select(Gen.Byte.Array[6].Array[1, 20], Gen.UInt, Gen.Byte.Array[0, 300]).Select((reports, epoch, token) =>
        {
            byte[] all = [.. reports.SelectMany(r => r)];
            return (Envelope.Pack(Asked, epoch, all, token), all, epoch, token);
        });

    [Fact]
    public void Uploads_come_back() => Uploads.Sample(u =>
    {
        var read = Envelope.Read(u.Upload);
        Assert.Equal((Asked.Id, u.Epoch, u.Reports.Length / 6, 6, u.Upload.Length), (read.Collection, read.Epoch, read.Count, read.ReportSize, read.Length));
        Assert.Equal(u.Reports, read.Reports.ToArray());
        Assert.Equal(u.Token, read.Token.ToArray());
        Assert.Equal(Asked.Id, Envelope.CollectionOf(u.Upload));
    }, iter: 3000);

    // Epoch, collection, nonce, reports and token may be anything; what says how long things are may not.
    [Fact]
    public void One_byte_that_is_another_makes_another_upload_or_none() => Gen.Select(Uploads, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).Sample((u, at, change) =>
    {
        byte[] other = [.. u.Upload];
        var place = at % other.Length;
        other[place] ^= change;
        if (place is < 4 or (>= 8 and < 16))
        {
            Assert.Contains("malformed", Assert.Throws<BadInputException>(() => Envelope.Read(other)).Message, StringComparison.Ordinal);
            return;
        }

        Assert.NotEqual(Envelope.Read(u.Upload).Batch, Envelope.Read(other).Batch);
    }, iter: 5000);

    [Fact]
    public void Uploads_that_are_cut_or_longer_are_refused() => Gen.Select(Uploads, Gen.Int[0, int.MaxValue], Gen.Byte.Array[1, 50]).Sample((u, at, more) =>
    {
        Assert.Throws<BadInputException>(() => Envelope.Read(u.Upload.AsMemory(0, at % u.Upload.Length)));
        Assert.Throws<BadInputException>(() => Envelope.Read((byte[])[.. u.Upload, .. more]));
    }, iter: 2000);

    [Fact]
    public void Any_bytes_are_an_upload_or_refused() => Gen.Select(Uploads, Damage.Any.Array[1, 6]).Sample((u, damages) =>
    {
        var bytes = damages.Aggregate(u.Upload, (b, damage) => damage(b));
        try
        {
            var read = Envelope.Read(bytes);
            Assert.Equal(bytes.Length, Envelope.HeadBytes + (read.Count * read.ReportSize) + read.Token.Length);
        }
        catch (BadInputException e)
        {
            Assert.Contains("malformed", e.Message, StringComparison.Ordinal);
        }
    }, iter: 5000);
}
