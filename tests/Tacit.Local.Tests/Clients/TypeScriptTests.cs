using System.Text.Json.Nodes;
using Tacit.Local.Tests.Support;

namespace Tacit.Local.Tests.Clients;

/// <summary>The TypeScript client sends, bit by bit, what the .NET one sends on the same stream of bytes. Skipped where Node.js or its compiler is not installed.</summary>
public sealed class TypeScriptTests
{
    private const int Values = 40;

    private static readonly (OracleKind Kind, int Domain, string Epsilon, int? Size)[] Cases =
    [
        (OracleKind.Grr, 2, "0.5", null), (OracleKind.Grr, 16, "1", null), (OracleKind.Grr, 300, "4", null), (OracleKind.Grr, 70_000, "0.000001", null), (OracleKind.Grr, 1 << 24, "2", null),
        (OracleKind.Sue, 7, "1", null), (OracleKind.Sue, 256, "1", null), (OracleKind.Oue, 3, "1.25", null), (OracleKind.Oue, 64, "1", null), (OracleKind.Oue, 65, "1", null),
        (OracleKind.Oue, 300, "1", null), (OracleKind.Oue, 1024, "8", null), (OracleKind.The, 10, "1", null),
        (OracleKind.Blh, 1000, "1", null), (OracleKind.Olh, 65_536, "1", null), (OracleKind.Olh, 20, "4", null), (OracleKind.Olh, 100_000, "1", null), (OracleKind.Olh, 100, "7", 1000),
        (OracleKind.Subset, 10, "1", 3), (OracleKind.Subset, 100, "1", null), (OracleKind.Subset, 2, "1", null), (OracleKind.Subset, 1000, "4", null),
        (OracleKind.Hadamard, 2, "1", null), (OracleKind.Hadamard, 1000, "1", null), (OracleKind.Hadamard, 1 << 24, "31.9", null),
    ];

    [Fact]
    public async Task Its_reports_are_those_of_the_dotnet_client_bit_by_bit()
    {
        var asked = Cases.Select((c, i) =>
        {
            var oracle = FrequencyOracle.Create(c.Kind, c.Domain, Numerics.Rational.Parse(c.Epsilon), c.Size);
            var collection = Collection.Create($"case {i} ä", oracle, c.Domain == 3 ? ["x", "y\n", "\"z\""] : null);
            int[] values = [.. Enumerable.Range(0, Values).Select(v => v == 0 ? 0 : v == 1 ? c.Domain - 1 : (int)(v * 7_919L % c.Domain))];
            return (Collection: collection, Oracle: oracle, Values: values, Stream: Stream(i));
        }).ToList();
        var answers = await AskAsync(asked.Select(a => new JsonObject
        {
            ["document"] = a.Collection.Document,
            ["stream"] = Convert.ToBase64String(a.Stream),
            ["values"] = new JsonArray([.. a.Values.Select(v => (JsonNode)v)]),
            ["epoch"] = 9,
        }));
        foreach (var (a, answer) in asked.Zip(answers))
        {
            Assert.True(answer["error"] is null, $"{a.Collection.Document}: {answer}");
            Assert.Equal(a.Collection.Id, (string)answer["id"]!);
            Assert.Equal(a.Collection.Labels, answer["labels"]!.AsArray().Select(l => (string)l!));
            var client = a.Oracle.Client(new BytesRandomness(a.Stream));
            var expected = a.Values.Select(v =>
            {
                var report = new byte[client.ReportSize];
                client.Randomize(v, report);
                return Convert.ToHexStringLower(report);
            }).ToList();
            Assert.Equal(expected, answer["reports"]!.AsArray().Select(r => (string)r!));

            // What it packs is what the collector reads and counts.
            var envelope = Envelope.Read(Convert.FromHexString((string)answer["upload"]!));
            Assert.Equal((a.Collection.Id, 9u, Values), (envelope.Collection, envelope.Epoch, envelope.Count));
            Assert.Equal(string.Concat(expected), Convert.ToHexStringLower(envelope.Reports.Span));
            var counts = a.Oracle.CreateAggregator();
            counts.Add(envelope.Reports.Span);
            Assert.Equal(Values, counts.Reports);
        }
    }

    // From one secret a page gives for ever what a .NET device with the same one gives: each value its own stream, also where a report takes more than one block of it.
    [Fact]
    public async Task Its_memo_repeats_what_that_of_the_dotnet_client_repeats()
    {
        byte[] secret = [.. Enumerable.Range(0, DeviceKey.Size).Select(i => (byte)(3 * i))];
        var memo = new PrfMemo(DeviceKey.From(secret));
        var asked = Cases.Where(c => c.Domain <= 100_000).Select(c => Collection.Create("nochmal ä", FrequencyOracle.Create(c.Kind, c.Domain, Numerics.Rational.Parse(c.Epsilon), c.Size))).ToList();
        JsonObject Line(Collection collection, byte[] key, params int[] values) => new() { ["document"] = collection.Document, ["secret"] = Convert.ToBase64String(key), ["values"] = new JsonArray([.. values.Select(v => (JsonNode)v)]), ["epoch"] = 0 };
        var answers = await AskAsync(asked.Select(a => Line(a, secret, 0, 1, 0)).Append(Line(asked[0], secret[1..], 0)).Append(Line(asked[0], secret, 77)));
        foreach (var (collection, answer) in asked.Zip(answers))
        {
            Assert.True(answer["error"] is null, $"{collection.Document}: {answer}");
            var oracle = (FrequencyOracle)collection.Protocol;
            string Expected(int value) => Convert.ToHexStringLower(memo.Answer(new(collection.Id, $"value {value}"), 1, oracle.ReportSize, (random, report) => oracle.Client(random).Randomize(value, report)));
            Assert.Equal([Expected(0), Expected(1), Expected(0)], answer["reports"]!.AsArray().Select(r => (string)r!));
        }

        Assert.Contains("32 bytes", (string)answers[^2]["error"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("77", (string)answers[^1]["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_thresholds_that_break_epsilon_and_says_nothing_of_a_value()
    {
        string Line(string document, int value) => new JsonObject { ["document"] = document, ["stream"] = Convert.ToBase64String(Stream(0)), ["values"] = new JsonArray(value), ["epoch"] = 0 }.ToJsonString();
        var lines = new List<string>();
        foreach (var c in Cases.Where(c => c.Kind != OracleKind.The)) // It delivers less than its ε.
        {
            var oracle = FrequencyOracle.Create(c.Kind, c.Domain, Numerics.Rational.Parse(c.Epsilon), c.Size);
            var keep = oracle.Parameters.KeepThreshold;

            // As much more as the certified bound can tell apart: a billionth of the whole.
            var document = Collection.Create("c", oracle).Document;
            var broken = document.Replace($"{keep:x16}", $"{(keep > ulong.MaxValue - (1UL << 34) ? ulong.MaxValue : keep + (1UL << 34)):x16}", StringComparison.Ordinal);
            Assert.NotEqual(document, broken);
            Assert.Throws<BadInputException>(() => Collection.Parse(broken));
            lines.Add(Line(broken, 0));
        }

        lines.Add(Line(Collection.Create("c", FrequencyOracle.Create(OracleKind.Grr, 5, 1)).Document, 77));
        lines.Add(Line("{}", 0));
        var answers = await AskAsync(lines.Select(l => JsonNode.Parse(l)!.AsObject()));
        Assert.All(answers, a => Assert.NotNull(a["error"]));
        Assert.DoesNotContain("77", (string)answers[^2]["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_refuses_what_the_dotnet_client_refuses()
    {
        JsonObject Line(string document, JsonNode epoch) => new() { ["document"] = document, ["stream"] = Convert.ToBase64String(Stream(0)), ["values"] = new JsonArray(0), ["epoch"] = epoch };
        var oracle = FrequencyOracle.Create(OracleKind.Grr, 2, 1);
        var document = Collection.Create("c", oracle, ["x", "y"]).Document;
        var keep = $"{oracle.Parameters.KeepThreshold:x16}";
        var answers = await AskAsync(
        [
            Line(document, uint.MaxValue),
            Line(document, 4_294_967_296), Line(document, -1), Line(document, 0.5), Line(document, "7"),
            Line(document.Replace("[\"x\",\"y\"]", "[\"x\"]", StringComparison.Ordinal), 0),
            Line(document.Replace("[\"x\",\"y\"]", "[\"x\",\"y\",\"z\"]", StringComparison.Ordinal), 0),
            Line(document.Replace("[\"x\",\"y\"]", "[\"x\",7]", StringComparison.Ordinal), 0),
            Line(document.Replace("[\"x\",\"y\"]", "\"xy\"", StringComparison.Ordinal), 0),
            Line(document.Replace("\"epsilon\":\"1\"", "\"epsilon\":\"33\"", StringComparison.Ordinal), 0),
            Line(document.Replace("\"epsilon\":\"1\"", "\"epsilon\":\"999999999\"", StringComparison.Ordinal), 0),
            Line(document.Replace("\"epsilon\":\"1\"", "\"epsilon\":\"0.0000009\"", StringComparison.Ordinal).Replace(keep, "8000000000000001", StringComparison.Ordinal), 0),
        ]);
        Assert.Null(answers[0]["error"]);
        Assert.All(answers[1..5], a => Assert.Contains("epoch", (string)a["error"]!, StringComparison.Ordinal));
        Assert.All(answers[5..9], a => Assert.Contains("labels", (string)a["error"]!, StringComparison.Ordinal));
        Assert.All(answers[9..], a => Assert.Contains("0.000001 to 32", (string)a["error"]!, StringComparison.Ordinal));
    }

    // Each has another hash than what it says, or says what no client can do: .NET reads none of them, either.
    [Fact]
    public async Task It_reads_canonical_documents_alone()
    {
        string Of(OracleKind kind, int domain, IReadOnlyList<string>? labels = null) => Collection.Create("c", FrequencyOracle.Create(kind, domain, 1), labels).Document;
        var grr = Of(OracleKind.Grr, 2, ["x", "y"]);
        string[] documents =
        [
            grr.Replace(",\"name\"", ", \"name\"", StringComparison.Ordinal), grr + "\n", "\ufeff" + grr,
            grr.Replace("\"version\":1}", "\"version\":1,\"more\":0}", StringComparison.Ordinal),
            grr.Replace("{\"epochSeconds\"", "{\"name\":\"d\",\"epochSeconds\"", StringComparison.Ordinal),
            grr.Replace("\"epsilon\":\"1\"", "\"epsilon\":\"01\"", StringComparison.Ordinal), grr.Replace("\"epsilon\":\"1\"", "\"epsilon\":\"1.0\"", StringComparison.Ordinal),
            grr.Replace("\"y\"", "\"x\"", StringComparison.Ordinal), grr.Replace("\"y\"", "\"\"", StringComparison.Ordinal), grr.Replace("\"y\"", "\"a\u0308\"", StringComparison.Ordinal),
            grr.Replace("\"epochSeconds\":0", "\"epochSeconds\":59", StringComparison.Ordinal), grr.Replace("\"name\":\"c\"", "\"name\":\" \"", StringComparison.Ordinal),
            Of(OracleKind.Hadamard, 5).Replace("\"size\":8", "\"size\":16", StringComparison.Ordinal),
            Of(OracleKind.Blh, 9).Replace("\"size\":2", "\"size\":4", StringComparison.Ordinal),
            Of(OracleKind.Olh, 9).Replace("affine16", "affine32", StringComparison.Ordinal),
        ];
        var answers = await AskAsync(documents.Prepend(grr).Select(d => new JsonObject { ["document"] = d, ["stream"] = Convert.ToBase64String(Stream(0)), ["values"] = new JsonArray(0), ["epoch"] = 0 }));
        Assert.Null(answers[0]["error"]);
        Assert.All(answers.Skip(1).Zip(documents), p => Assert.True(p.First["error"] is not null, p.Second));

        // The runtime of the tests has no tables to compose letters, so it takes words as they stand.
        Assert.All(documents.Where(d => !d.Contains('\u0308', StringComparison.Ordinal)), d => Assert.Throws<BadInputException>(() => Collection.Parse(d)));
    }

    // A server that answers with the document of another collection, with a larger ε say.
    [Fact]
    public async Task The_document_of_another_collection_is_refused()
    {
        var (asked, given) = (Collection.Create("c", FrequencyOracle.Create(OracleKind.Grr, 2, 1)), Collection.Create("c", FrequencyOracle.Create(OracleKind.Grr, 2, 8)));
        JsonObject Line(string document) => new() { ["document"] = document, ["id"] = asked.Id, ["stream"] = Convert.ToBase64String(Stream(0)), ["values"] = new JsonArray(0), ["epoch"] = 0 };
        var answers = await AskAsync([Line(asked.Document), Line(given.Document)]);
        Assert.Null(answers[0]["error"]);
        Assert.Contains($"of collection {given.Id}, and {asked.Id} was asked for", (string)answers[1]["error"]!, StringComparison.Ordinal);
    }

    // More bytes than any case draws.
    private static byte[] Stream(int seed)
    {
        var bytes = new byte[1 << 17];
        Randomness.RandomSource.Seeded((ulong)seed).Fill(bytes);
        return bytes;
    }

    private static async Task<List<JsonObject>> AskAsync(IEnumerable<JsonObject> lines)
    {
        var client = await TypeScriptClient.BuiltAsync();
        var output = await TypeScriptClient.RunAsync("node", [Path.Combine(client, "test/reports.mjs")], lines.Select(l => l.ToJsonString()));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!.AsObject())];
    }
}
