using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Reporting;

namespace Tacit.Query.Tests.Sql;

/// <summary>Equal rows of a unit: whatever is computed over them is a function of the rows, and not of the order in which an engine comes upon them.</summary>
public sealed class TwinRowTests : IDisposable
{
    private const string Question =
        "select sum(before), count(*) from (select id, x, y, row_number() over (partition by id order by x desc) as k, lag(x) over (partition by id order by y) as before, count(*) over (partition by id) as n from t) w where k = 1 and n > 1";

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Two_orders_number_equal_rows_alike()
    {
        // Two equal rows with the largest x, and one before them. The first of the two by k is the first of them by y, too, so that the row before it has x = 1, and not the x of its twin.
        _scratch.Write("t.csv", Enumerable.Range(0, 50).SelectMany(i => new[] { $"{i},5,7", $"{i},1,2", $"{i},5,7" }).Prepend("id,x,y"));
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Number("x", 0, 10).Number("y", 0, 10).AtMost(3)));
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1000);
        Assert.Equal([50.0, 50.0], (await data.QueryAsync(Question, spend)).Value.Rows.Single().Values.Select(v => v!.Value.Value));

        var explained = data.Explain(Question, spend);
        Assert.Equal(1, Orders(explained.Sql[0].Split("(SELECT ")).Max());
        Assert.Equal(2, Orders(explained.Sql[0].Split("(SELECT ")).Sum());
        Assert.Empty(DerivationCheck.Of(explained.Derivation!).Faults);

        // A derivation that computes both in one step is none.
        var altered = JsonNode.Parse(explained.Derivation!)!;
        var outer = Windows(altered).First();
        var (above, below) = (outer["columns"]!.AsArray(), Windows(outer["inputs"]!).First());
        foreach (var column in below["columns"]!.AsArray().ToArray())
        {
            below["columns"]!.AsArray().Remove(column);
            above.Insert(0, column);
        }

        outer["inputs"] = below["inputs"]!.DeepClone();
        Assert.Contains(DerivationCheck.Of(altered.ToJsonString()).Faults, f => f.ToString()!.Contains("alike", StringComparison.Ordinal));
    }

    private static IEnumerable<int> Orders(IEnumerable<string> selects) => selects.Select(s => s.Split(" ORDER BY ").Length - 1);

    // From the outermost to the innermost.
    private static IEnumerable<JsonNode> Windows(JsonNode? node) => node switch
    {
        JsonObject o => (o.Any(m => m.Value is JsonValue v && v.ToString() == "windows") ? [o] : Array.Empty<JsonNode>()).Concat(o.SelectMany(m => Windows(m.Value))),
        JsonArray a => a.SelectMany(Windows),
        _ => [],
    };
}
