using System.Security.Cryptography;
using System.Text;

namespace Tacit.Local.Tests.Privacy;

/// <summary>The document of a collection, and the bytes of an upload.</summary>
public sealed class CollectionTests
{
    private static readonly FrequencyOracle Oracle = FrequencyOracle.Create(OracleKind.Grr, 3, 1);

    [Fact]
    public void A_document_is_canonical_and_its_hash_is_the_identity()
    {
        var collection = Collection.Create("a \"name\"\n", Oracle, ["ja", "nein", "weiß\tnicht"], EpochRule.Every(TimeSpan.FromHours(1), DateTimeOffset.UnixEpoch.AddDays(1)));
        var expected = $$"""{"epochSeconds":3600,"epochStart":86400,"labels":["ja","nein","weiß\tnicht"],"name":"a \"name\"\n","protocol":{{Oracle.Document}},"version":1}""";
        Assert.Equal(expected, collection.Document);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(expected)))[..32], collection.Id);
        var again = Collection.Parse(collection.Document);
        Assert.Equal((collection.Id, collection.Name, collection.Epochs), (again.Id, again.Name, again.Epochs));
        Assert.Equal(2, again.IndexOf("weiß\tnicht"));
        Assert.DoesNotContain("geheim", Assert.Throws<BadInputException>(() => again.IndexOf("geheim")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"version\":2}")]
    public void What_is_no_document_is_refused(string text) => Assert.Throws<BadInputException>(() => Collection.Parse(text));

    [Fact]
    public void Another_order_more_names_white_space_and_thresholds_that_break_epsilon_are_refused()
    {
        var document = Collection.Create("c", Oracle, ["x", "y", "z"]).Document;
        Assert.Equal(document, Collection.Parse(document).Document);
        Assert.Throws<BadInputException>(() => Collection.Parse(document + " "));
        Assert.Throws<BadInputException>(() => Collection.Parse(document.Replace("\"name\":\"c\"", "\"more\":1,\"name\":\"c\"", StringComparison.Ordinal)));
        Assert.Throws<BadInputException>(() => Collection.Parse(document.Replace("\"y\"", "\"x\"", StringComparison.Ordinal)));
        Assert.Throws<BadInputException>(() => Collection.Parse(document.Replace(",\"z\"", string.Empty, StringComparison.Ordinal)));
        var keep = $"{Oracle.Parameters.KeepThreshold:x16}";
        Assert.Throws<BadInputException>(() => Collection.Parse(document.Replace(keep, $"{Oracle.Parameters.KeepThreshold + 1:x16}", StringComparison.Ordinal)));
    }

    [Fact]
    public void Epochs_are_cut_as_the_document_says()
    {
        var rule = EpochRule.Every(TimeSpan.FromMinutes(5), DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Equal([null, 0u, 0u, 1u], new[] { -1, 0, 299, 300 }.Select(s => rule.At(DateTimeOffset.UnixEpoch.AddDays(1).AddSeconds(s))));
        Assert.Equal(0u, EpochRule.Once.At(DateTimeOffset.MaxValue));
        Assert.Throws<BadInputException>(() => EpochRule.Every(TimeSpan.FromSeconds(59), DateTimeOffset.UnixEpoch));
        Assert.Throws<BadInputException>(() => EpochRule.Every(TimeSpan.FromSeconds(60.5), DateTimeOffset.UnixEpoch));
        Assert.Throws<BadInputException>(() => EpochRule.Every(TimeSpan.FromDays(1), DateTimeOffset.UnixEpoch.AddDays(-1)));
        Assert.Throws<BadInputException>(() => Collection.Create("c", Oracle, epochs: new(5, 0)));
    }

    [Fact]
    public void An_upload_is_read_as_it_was_packed_and_has_its_hash_for_a_name()
    {
        var collection = Collection.Create("c", Oracle);
        var bytes = Envelope.Pack(collection, 7, [0, 1, 2], [9, 8]);
        Assert.Equal(48 + 3 + 2, bytes.Length);
        Assert.Equal("01000200070000000300000001000000" + collection.Id, Convert.ToHexStringLower(bytes.AsSpan(0, 32)));
        var envelope = Envelope.Read(bytes);
        Assert.Equal((collection.Id, 7u, 3, 1), (envelope.Collection, envelope.Epoch, envelope.Count, envelope.ReportSize));
        Assert.Equal([0, 1, 2], envelope.Reports.ToArray());
        Assert.Equal([9, 8], envelope.Token.ToArray());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes))[..32], envelope.BatchText);
        Assert.NotEqual(envelope.Batch, Envelope.Read(Envelope.Pack(collection, 7, [0, 1, 2], [9, 8])).Batch);
        Assert.Throws<BadInputException>(() => Envelope.Pack(collection, 7, []));
        Assert.Throws<BadInputException>(() => Envelope.Pack(collection, 7, new byte[Envelope.MostBytes]));
    }

    // A count and a size whose product overflows 32 bits.
    [Fact]
    public void Sizes_that_overflow_are_refused()
    {
        var huge = Envelope.Pack(Collection.Create("c", Oracle), 0, [0, 1, 2], [9]);
        huge.AsSpan(8, 8).Fill(0xff);
        Assert.Throws<BadInputException>(() => Envelope.Read(huge));
        Assert.Throws<BadInputException>(() => Envelope.Read(new byte[Envelope.MostBytes + 1]));
    }
}
