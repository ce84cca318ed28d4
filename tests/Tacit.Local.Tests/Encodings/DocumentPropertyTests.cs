using CsCheck;

namespace Tacit.Local.Tests.Encodings;

/// <summary>Documents of protocols and collections come back letter by letter; changed ones are refused, or are the canonical document of something else.</summary>
public sealed class DocumentPropertyTests
{
    private static readonly string[] Protocols = [.. EveryProtocol.Documents];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "0", "-1", "1e9", "1.0", "9999999999", "1/3", "null", "true", "NaN", "\\", "\\u0000", "\ud800", "é", " ", "\n", "\"protocol\"", "\"grr\"", "\"version\":1,",
        "\"epsilon\":\"1\",", "\"size\":4,", "ffffffffffffffff", "0000000000000000", "\"epsilon\":\"1e-400\"", "\"epsilon\":\"1e99999\"", "2147483648",
    ];

    private static readonly Gen<Func<string, string>> Change = Gen.Select(Gen.Int[0, 3], Gen.Int[0, int.MaxValue], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1]).Select((kind, at, length, piece) => (Func<string, string>)(text =>
    {
        var start = text.Length == 0 ? 0 : at % text.Length;
        var count = Math.Min(length, text.Length - start);
        return kind switch
        {
            0 => text.Remove(start, count),
            1 => text.Insert(start, Pieces[piece]),
            2 when count > 0 => text.Remove(start, 1).Insert(start, ((char)(text[start] ^ (1 << (length % 7)))).ToString()),
            _ => text.Remove(start, count).Insert(start, Pieces[piece]),
        };
    }));

    private static readonly Gen<string> Documents = Gen.Int[0, Protocols.Length - 1].Select(i => Protocols[i]);

    private static readonly Gen<Collection?> Collections = Gen.Select(Gen.String, Gen.Int[2, 40], Gen.String.Array[40], Gen.Int[1, 4000], Gen.Int[60, 100_000], Gen.Bool).Select((name, domain, labels, epsilon, seconds, isOnce) =>
    {
        try
        {
            var oracle = FrequencyOracle.Create(OracleKind.Oue, domain, new Numerics.Rational(epsilon, 1000));
            return Collection.Create(name, oracle, [.. labels.Take(domain)], isOnce ? EpochRule.Once : EpochRule.Every(TimeSpan.FromSeconds(seconds), DateTimeOffset.UnixEpoch.AddDays(epsilon)));
        }
        catch (BadInputException)
        {
            return null; // empty, equal, or half of a surrogate pair
        }
    });

    [Fact]
    public void Documents_of_protocols_come_back() => Gen.Select(Documents, Gen.Int[1, 32_000]).Sample((document, epsilon) =>
    {
        var read = ReportProtocols.Parse(document);
        Assert.Equal((document, ProtocolDocument.Id(document)), (read.Document, read.Id));
        var oracle = FrequencyOracle.Create(OracleKind.Olh, 2 + epsilon, new Numerics.Rational(epsilon, 1000));
        Assert.Equal(oracle.Document, ReportProtocols.Parse(oracle.Document).Document);
    }, iter: 300);

    [Fact]
    public void Documents_of_collections_come_back() => Collections.Where(c => c is not null).Sample(c =>
    {
        var read = Collection.Parse(c!.Document);
        Assert.Equal((c.Document, c.Id, c.Name, c.Epochs), (read.Document, read.Id, read.Name, read.Epochs));
        Assert.Equal(c.Labels, read.Labels);
        Assert.All(c.Labels.Select((l, i) => (l, i)), p => Assert.Equal(p.i, read.IndexOf(p.l)));
    }, iter: 400);

    [Fact]
    public void Changed_documents_are_refused_or_are_documents_of_something_else() => Gen.Select(Documents, Change.Array[1, 3]).Sample((document, changes) =>
        Judge(changes.Aggregate(document, (text, change) => change(text)), text => ReportProtocols.Parse(text).Document), iter: 6000);

    [Fact]
    public void Changed_collections_are_refused_or_are_other_collections() => Gen.Select(Documents, Change.Array[1, 3]).Sample((document, changes) =>
        Judge(changes.Aggregate(Collection.Create("näme \"1\"", ReportProtocols.Parse(document)).Document, (text, change) => change(text)), text => Collection.Parse(text).Document), iter: 3000);

    private static void Judge(string text, Func<string, string> document)
    {
        try
        {
            Assert.Equal(text, document(text));
        }
        catch (BadInputException e)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.Message));
        }
    }
}
