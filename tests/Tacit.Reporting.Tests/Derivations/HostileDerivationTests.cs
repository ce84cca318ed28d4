using System.Text;
using Tacit.Randomness;

namespace Tacit.Reporting.Tests.Derivations;

/// <summary>Whatever a text says, the checker refuses it or not, and never throws.</summary>
public sealed class HostileDerivationTests
{
    private const string Small = """
        {"format":1,"question":"count","unit":{"name":"person","column":"id","groupSize":1,"relation":"AddRemove"},
        "tables":[{"name":"t","rowsPerUnit":2,"per":null,"onePerUnit":false,"columns":[{"name":"x","kind":"Number","bounds":{"low":0,"high":1,"exponent":-20}},{"name":"k","kind":"Category","values":["a","b"]}]}],"publicTables":[],
        "levels":[{"relation":{"op":"filter","condition":{"call":"Not","arguments":[{"call":"IsNull","arguments":[{"slot":0}]}]},"rows":2,"inputs":[{"op":"scan","table":0,"keep":null,"rows":2,"inputs":[]}]},
        "keys":[],"publicGroups":1,"rows":2,"groups":1,"rowsPerGroup":2,"selection":null,
        "parts":[{"aggregate":"rows","arguments":[],"weights":null,"per":null,"cells":1,"l1":"2","l2":"2","mechanism":"discreteLaplace","scale":"2","loss":{"type":"discreteLaplace","scale":2,"shift":2}}]}],
        "loss":{"type":"composed","events":[{"type":"discreteLaplace","scale":2,"shift":2}]}}
        """;

    private static readonly string[] Words =
    [
        "null", "true", "0", "-1", "2", "1e308", "1e999", "9223372036854775807", "\"\"", "\"\\ud800\"", "\"1/0\"", "\"-1\"", "\"1e2000\"", "[]", "{}", "[{}]",
        """{"op":"scan","table":0,"keep":null,"rows":2,"inputs":[]}""", """{"slot":0}""", """{"slot":1}""", """{"unit":true}""", """{"number":1e300}""", """{"text":"a"}""", """{"time":"9999-12-31T23:59:59.9999999"}""",
        """{"call":"Multiply","arguments":[{"slot":0},{"number":1e300}]}""", """{"call":"Case","arguments":[{"slot":0}]}""", """{"call":"Shift","arguments":[{"time":"0001-01-01T00:00:00.0000000"},{"number":-1e9}]}""",
        """{"low":0,"high":1,"exponent":-1074}""", """{"low":-1e308,"high":1e308,"exponent":970}""", """{"type":"pure","epsilon":"1e-2000"}""", """{"op":"unionAll","rows":null,"inputs":[]}""",
    ];

    [Fact]
    public void The_small_one_holds() => Assert.Empty(DerivationCheck.Of(Small).Faults);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\ud800")]
    [InlineData("{\"format\":1")]
    [InlineData("{\"format\":2,\"question\":\"\",\"unit\":{},\"tables\":[],\"levels\":[],\"loss\":{}}")]
    public void What_is_none_is_refused(string text) => Assert.False(DerivationCheck.Of(text).Holds);

    [Fact]
    public void An_answer_without_one_does_not_hold()
    {
        var check = DerivationCheck.Of(SampleReport.Receipt(1, "ε = 1", "all", "noise"));
        Assert.Contains("carries no derivation", Assert.Single(check.Faults).Message, StringComparison.Ordinal);
        Assert.Null(check.Price);
    }

    [Fact]
    public void A_newer_format_is_refused_by_name() =>
        Assert.Equal("format: this version reads formats up to 1.", Assert.Single(DerivationCheck.Of(Small.Replace("{\"format\":1", "{\"format\":2", StringComparison.Ordinal)).Faults).ToString());

    [Theory]
    [InlineData(100)]
    [InlineData(480)]
    [InlineData(5_000)]
    [InlineData(1_000_000)]
    public void Deep_nesting_is_refused_or_checked_and_ends_nothing(int depth)
    {
        var deep = string.Concat(Enumerable.Repeat("{\"call\":\"Not\",\"arguments\":[", depth)) + "{\"boolean\":true}" + string.Concat(Enumerable.Repeat("]}", depth));
        var check = DerivationCheck.Of(Small.Replace("""{"call":"Not","arguments":[{"call":"IsNull","arguments":[{"slot":0}]}]}""", deep, StringComparison.Ordinal));
        Assert.Equal(depth <= 480, check.Holds);
        Assert.False(DerivationCheck.Of(new string('[', depth)).Holds);

        // A small stack, as a server's threads may have: refused, not overrun.
        var thread = new Thread(() => DerivationCheck.Of(Small.Replace("""{"call":"Not","arguments":[{"call":"IsNull","arguments":[{"slot":0}]}]}""", deep, StringComparison.Ordinal)), 160 * 1024);
        thread.Start();
        thread.Join();
    }

    [Fact]
    public void A_tower_of_joins_is_checked_in_time_and_its_bound_is_no_number_of_64_bits()
    {
        var rows = """{"op":"scan","table":0,"keep":null,"rows":2,"inputs":[]}""";
        for (var i = 0; i < 7; i++)
        {
            rows = "{\"op\":\"unitJoin\",\"condition\":null,\"rows\":null,\"inputs\":[" + rows + "," + rows + "]}";
        }

        var check = DerivationCheck.Of(Small.Replace("""{"op":"scan","table":0,"keep":null,"rows":2,"inputs":[]}""", rows, StringComparison.Ordinal));
        Assert.Contains(check.Faults, f => f.Path == "levels[0].rows" && f.Message.Contains("there can be 340282366920938463463374607431768211456", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_bytes_and_random_pieces_end_in_a_verdict(int seed)
    {
        var random = RandomSource.Seeded((ulong)seed);
        int Below(int n) => (int)random.NextBelow((ulong)n);
        for (var round = 0; round < 4000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(Small);
            for (var i = Below(4) + 1; i > 0; i--)
            {
                bytes[Below(bytes.Length)] = (byte)Below(256);
            }

            DerivationCheck.Of(Encoding.UTF8.GetString(bytes));
            DerivationCheck.Of(new string([.. Enumerable.Range(0, Below(200)).Select(_ => (char)Below(65_536))]));
        }

        // One value of the text becomes another piece.
        var starts = Enumerable.Range(1, Small.Length - 2).Where(i => Small[i - 1] is ':' or '[' or ',' && Small[i] is not (' ' or '\n' or '\r')).ToArray();
        for (var round = 0; round < 4000; round++)
        {
            var start = starts[Below(starts.Length)];
            var text = Small[..start] + Words[Below(Words.Length)] + Small[End(start)..];
            DerivationCheck.Of(text);
            JsonReportOf(text);
        }
    }

    // The end of the value that begins there.
    private static int End(int start)
    {
        var depth = 0;
        var inText = false;
        for (var i = start; i < Small.Length; i++)
        {
            inText ^= Small[i] == '"';
            if (!inText)
            {
                depth += Small[i] is '{' or '[' ? 1 : Small[i] is '}' or ']' ? -1 : 0;
                if (depth < 0 || (depth == 0 && Small[i] == ','))
                {
                    return i;
                }
            }
        }

        return Small.Length;
    }

    // A report carries what is JSON, and gives it back.
    private static void JsonReportOf(string derivation)
    {
        var report = SampleReport.Private with { Answers = [SampleReport.Private.Answers[0] with { Receipt = SampleReport.Private.Answers[0].Receipt with { Derivation = derivation } }] };
        try
        {
            Assert.Equal(derivation, JsonReport.Read(JsonReport.Write(report)).Answers[0].Receipt.Derivation);
        }
        catch (BadInputException)
        {
            // It was not JSON, or not compact.
        }
    }
}
