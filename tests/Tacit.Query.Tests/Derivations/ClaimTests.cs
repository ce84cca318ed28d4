using Tacit.Data;

namespace Tacit.Query.Tests.Derivations;

/// <summary>Questions of which a unit moved more than was claimed, found by deriving the claims a second time.</summary>
public sealed class ClaimTests(Clinic clinic) : IClassFixture<Clinic>
{
    // Visits that the condition leaves without a partner have NULL there, other visits of the same person have the person's sex: two groups of one person.
    [Theory]
    [InlineData("select coalesce(p.sex, 'none') as s, count(distinct v.id) from visits v left join persons p on v.id = p.id and v.days > 0 group by s")]
    [InlineData("select p.sex is null as s, count(distinct v.id) from visits v left join persons p on v.id = p.id and v.days > 0 group by s")]
    [InlineData("select s, count(*) from (select v.id, p.sex is null as s, count(*) as n from visits v left join persons p on v.id = p.id and v.days > 0 group by v.id, p.sex is null) x group by s")]
    public async Task What_a_left_join_with_a_condition_brings_differs_within_a_unit(string sql)
    {
        await using var ledger = new SimulatedLedger();
        var loss = clinic.Data.Explain(sql, (await ledger.AccountAsync(clinic.Data.Population)).Spend(1)).Loss;
        Assert.All(loss.Shifts(), shift => Assert.True(shift >= 2, $"one person is in two groups, but the claim is {shift}"));
    }

    [Fact]
    public async Task What_a_left_join_without_a_condition_brings_is_the_same_for_all_rows_of_a_unit()
    {
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1);
        Assert.Equal([1.0], clinic.Data.Explain("select coalesce(p.sex, 'none') as s, count(distinct v.id) from visits v left join persons p on v.id = p.id group by s", spend).Loss.Shifts());
    }

    // The tree of a number by category lies on the widest bounds, its sums on those of each category: each has its own weights, in either order.
    [Theory]
    [InlineData("select kind, avg(value) as a, sum(value) as s, median(value) as m from visits where kind is not null group by kind")]
    [InlineData("select kind, median(value) as m, avg(value) as a, sum(value) as s from visits where kind is not null group by kind")]
    public async Task A_quantile_beside_a_mean_does_not_change_the_weights_of_the_mean(string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var table = (await clinic.Data.QueryAsync(sql, (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000))).Value;
        foreach (var row in table.Rows)
        {
            var values = Clinic.Visits.Where(v => v.Kind == row.Keys[0] && v.Value is not null).Select(v => v.Value!.Value).ToArray();
            Asking.Near(values.Average(), row.Values[table.Values.ToList().IndexOf("a")], 1e-4);
            Asking.Near(values.Sum(), row.Values[table.Values.ToList().IndexOf("s")], 1e-3);
        }
    }

    [Theory]
    [InlineData("select note, count(*) from (select note from t union all select note from t) x group by note", "nothing tells which rows are of one unit")]
    [InlineData("select k, count(*) from (select k from t union all select k from t) x group by k with privacy (max_groups = 1)", "nothing tells which rows are of one unit")]
    public async Task Where_rows_are_units_and_stand_twice_units_are_not_counted(string sql, string why)
    {
        using var scratch = new Scratch();
        await using var data = await scratch.OpenAsync(["note,k", "a,x", "b,y"], t => t.Text("note").Category("k", "x", "y"), PrivacyUnit.Row());
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(data.Population);
        var error = await Assert.ThrowsAsync<BadInputException>(() => data.QueryAsync(sql, account.Spend(1, 1e-6)));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await account.StatusAsync()).Entries);
    }

    // 10^20 and more modulo 3 is nothing near 0, 1 or 2 in doubles: the number of its values bounds no rows.
    [Fact]
    public async Task A_remainder_of_large_numbers_is_not_small()
    {
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1);
        Assert.Equal([30.0], clinic.Data.Explain("select count(*) from (select id, floor(days * 1e20) % 3 as k, count(*) as n from visits group by id, floor(days * 1e20) % 3) x", spend).Loss.Shifts());
        Assert.Equal([8.0], clinic.Data.Explain("select count(*) from (select id, floor(days) % 3 as k, count(*) as n from visits group by id, floor(days) % 3) x", spend).Loss.Shifts());
    }

    // Which texts a private column holds is in no declaration: a derivation that lists them would bound groups by what is not known.
    [Fact]
    public async Task A_derivation_may_not_list_the_texts_of_a_private_column()
    {
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1, 1e-6);
        var derivation = System.Text.Json.Nodes.JsonNode.Parse(clinic.Data.Explain("select town, count(*) from persons group by town", spend).Derivation!)!;
        Assert.True(Tacit.Reporting.DerivationCheck.Of(derivation.ToJsonString()).Holds);
        var town = derivation["tables"]!.AsArray().Single(t => t!["name"]!.GetValue<string>() == "persons")!["columns"]!.AsArray().Single(c => c!["name"]!.GetValue<string>() == "town")!;
        town["values"] = new System.Text.Json.Nodes.JsonArray("Ulm", "Bonn");
        Assert.False(Tacit.Reporting.DerivationCheck.Of(derivation.ToJsonString()).Holds);
    }
}
