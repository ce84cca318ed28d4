using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Reporting;

namespace Tacit.Query.Tests.Derivations;

/// <summary>Bounds of a unit's rows that were too small once: a product that wrapped, means above their range by rounding, months that were not counted; and literals that ended in an error.</summary>
public sealed class BoundTests : IDisposable
{
    private const int RowsOfOne = 20;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("select id from t group by id, floor(days*3), floor(days*3)+1, floor(days*3)+2, floor(days*3)+3, days > 0")]
    [InlineData("select id from t group by id, floor(days*3), floor(days*3)+1, floor(days*3)+2, days > 0, days > 1, days > 2, days > 3")]

    // The mean of days that are all clipped to the bound is 1, not 0.9999999999, as sums inside a person are of integers.
    [InlineData("select id from (select id, days, avg(clamp(days, 0, 0.9999999999)) as m, max(days) as v from t group by id, days) a group by id, floor(m) * floor(v)")]
    [InlineData("select id from (select id, days, sum(clamp(days, 0, 0.09999999999)) as m, max(days) as v from t group by id, days) a group by id, floor(m / 2) * floor(v)")]
    [InlineData("select id from (select id, days, avg(clamp(days, 0, 0.9999999999)) over (partition by id) as m from t) a group by id, floor(m) * floor(days)")]

    // Every month of a year, and the last year that there is.
    [InlineData("select id from t group by id, date_trunc('month', late)")]
    [InlineData("select id from t group by id, date_trunc('week', late)")]
    [InlineData("select id from t group by id, date_trunc('year', early), date_trunc('month', late)")]
    public async Task One_person_moves_a_count_by_all_rows_that_are_kept(string inner)
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger();
        var explained = data.Explain($"select count(*) from ({inner}) x", (await ledger.AccountAsync(data.Population)).Spend(1));
        Assert.Equal([(double)RowsOfOne], explained.Loss.Shifts());
        Assert.Empty(DerivationCheck.Of(explained.Derivation!).Faults);
    }

    // Two groups of a person, as if the mean were below 1: what a planner that does not round outward would claim.
    [Fact]
    public async Task The_checker_knows_the_ends_of_a_mean_by_itself()
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger();
        const string Inner = "select id from (select id, days, avg(clamp(days, 0, 0.9999999999)) as m, max(days) as v from t group by id, days) a group by id, floor(m) * floor(v)";
        var derivation = JsonNode.Parse(data.Explain($"select count(*) from ({Inner}) x", (await ledger.AccountAsync(data.Population)).Spend(1)).Derivation!)!;
        var outer = Nodes(derivation).OfType<JsonObject>().First(n => (string?)n["op"] == "perUnit");
        Assert.Equal(RowsOfOne, (int)outer["rows"]!);
        outer["rows"] = 2;
        Assert.Contains(DerivationCheck.Of(derivation.ToJsonString()).Faults, f => f.Path.EndsWith("rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mean_inside_a_person_can_be_the_end_that_it_is_said_to_have()
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1000);
        var table = (await data.QueryAsync("select sum(floor(m)) as a from (select id, avg(clamp(days, 0, 0.9999999999)) as m from t group by id) x", spend)).Value;
        Assert.Equal(2, table.Rows[0].Values[0]!.Value.Value);
    }

    // Nothing of these is an error that no code names.
    [Theory]
    [InlineData("select count(*) from t where late < timestamp '9999-12-31 23:59:59.999999'")]
    [InlineData("select avg(clamp(greatest(1e6*days/exp(clamp(-10*days,-700,0)),0),0,10)) from t")]
    [InlineData("select avg(clamp(least(-1e6*days/exp(clamp(-10*days,-700,0)),0),-10,0)) from t")]
    public async Task Ends_of_the_calendar_and_of_numbers_are_written(string sql)
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1000);
        Assert.Empty(DerivationCheck.Of(data.Explain(sql, spend).Derivation!).Faults);
        Assert.Single((await data.QueryAsync(sql, spend)).Value.Rows);
    }

    // The clock would complete them.
    [Theory]
    [InlineData("10:30")]
    [InlineData("July 4")]
    [InlineData("4/7")]
    [InlineData("2026")]
    public async Task Half_a_date_is_none(string text)
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(data.Population)).Spend(1);
        Assert.Contains("no date or time", Assert.Throws<BadInputException>(() => data.Explain($"select count(*) from t where late > '{text}'", spend)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode? node) => node switch
    {
        JsonObject o => o.Select(m => m.Value).SelectMany(Nodes).Prepend(o),
        JsonArray a => a.SelectMany(Nodes),
        _ => [],
    };

    private async Task<Dataset> OpenAsync() => await _scratch.OpenAsync(
        ["id,days,late,early", "a,5,9999-03-04 05:06:07,0001-02-03 00:00:00", "b,7,9999-12-01 00:00:00,0001-05-06 00:00:00"],
        t => t.Number("days", -20_000, 7500).Time("late", new(9998, 12, 1), new(9999, 12, 31)).Time("early", new(1, 1, 1), new(1, 12, 1)).AtMost(RowsOfOne));
}
