using Tacit.Reporting;

namespace Tacit.Query.Tests.Sql;

/// <summary>Casts give what their type holds, and NULL for what it does not; groups that go in steps have no groups between.</summary>
public sealed class SqlCastTests(Clinic clinic) : IClassFixture<Clinic>
{
    private static List<Person> Persons => Clinic.Persons;

    [Theory]
    [InlineData("cast(age * 10 as tinyint) > 100", "age * 10 between 100.5 and 127.4999999")]
    [InlineData("cast(age - 50 as utinyint) is null", "age is null or age - 50 < -0.5")]
    [InlineData("cast(age * 1000 as smallint) is null", "age is null or age * 1000 >= 32767.5")]
    [InlineData("cast(age * 1e8 as integer) is null", "age is null or age * 1e8 >= 2147483647.5")]
    [InlineData("cast(age * 1e20 as bigint) is null", "age is null or age * 1e20 >= 9223372036854775807")]
    [InlineData("cast(age / 10 as decimal(5, 0)) = 3", "age / 10 >= 2.5 and age / 10 < 3.5")]
    [InlineData("cast(age * 10 as decimal(4, 1)) is null", "age is null or age * 10 >= 999.95")]
    [InlineData("cast(age as decimal(9, 1)) = 40.1", "age >= 40.05 and age < 40.15")]
    [InlineData("cast(floor(age) as integer) = floor(age)", "age is not null")]
    public async Task A_cast_holds_what_its_type_holds(string cast, string plain) =>
        Assert.Equal(await Count(plain), await Count(cast));

    // What a constant is cast to is a constant, which columns are compared with on their grid; the type bounds what had no range.
    [Theory]
    [InlineData("age = 40.125::decimal(9, 3)", "age = 40.125")]
    [InlineData("age <= 40.125::decimal(9, 3)", "age <= 40.125")]
    [InlineData("age in (40::int, '90'::decimal(4, 2))", "age in (40, 90)")]
    [InlineData("clamp(age, 0, 1.5::decimal(3, 1)) = 1.5", "age >= 1.5")]
    [InlineData("300::tinyint is null", "true")]
    [InlineData("cast(town as decimal(9, 2)) is null", "true")]
    [InlineData("cast(cast(age as varchar) as integer) = 40", "SQL05")]
    [InlineData("clamp(cast(days / (age - age) as decimal(9, 2)), 0, 10) is null", "true")]
    [InlineData("clamp(cast(1000 / (age + 1) as smallint), 0, 100) = 100", "1000 / (age + 1) >= 99.5")]
    [InlineData("cast(1000 / (age - 40) as tinyint) < 0", "1000 / (age - 40) < -0.5 and 1000 / (age - 40) >= -128.5")]
    public async Task Constants_and_unknown_ranges_are_cast(string cast, string plain)
    {
        if (plain == "SQL05")
        {
            await Assert.ThrowsAsync<BadInputException>(() => Count(cast));
            return;
        }

        Assert.Equal(await Count(plain), await Count(cast));
    }

    [Fact]
    public async Task A_mean_of_what_a_type_bounds_is_answered() =>
        Asking.Near(0, (await Ask("select avg(clamp(cast(town as decimal(9, 2)), 0, 100)) as m, count(cast(town as integer)) as n from persons")).Rows.Single().Values[1], 1e-9);

    [Fact]
    public async Task Casts_of_released_numbers_keep_the_digits_of_their_type()
    {
        var row = (await Ask("select cast(avg(age) as decimal(9, 1)) as a, avg(age) as b from persons")).Rows.Single();
        Assert.Equal(Math.Round(row.Values[1]!.Value.Value, 1), row.Values[0]!.Value.Value, 1e-9);
    }

    [Theory]
    [InlineData("floor(age / 10) * 10", 10, 10)]
    [InlineData("10 * floor((age - 45) / 10)", 10, 10)]
    [InlineData("round(age, -1)", 10, 10)]
    [InlineData("round(age / 20) * 20", 20, 6)]
    [InlineData("-2 * floor(age / 30)", 2, 4)]
    [InlineData("floor(age / 10) * 10 + 5", 1, 91)]
    [InlineData("case when sex = 'f' then floor(age / 10) * 10 end", 10, 10)]
    [InlineData("case when sex = 'f' then floor(age / 10) * 10 else 7 end", 1, 91)]
    public async Task Groups_go_in_the_steps_of_their_key(string key, int step, int groups)
    {
        var sql = $"select {key} as k, count(*) as n from persons group by 1";
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000);
        var check = DerivationCheck.Of(clinic.Data.Explain(sql, spend).Derivation!);
        Assert.True(check.Holds, string.Join('\n', check.Faults));
        var table = (await clinic.Data.QueryAsync(sql, spend)).Value;
        var fewer = System.Text.Json.Nodes.JsonNode.Parse(clinic.Data.Explain(sql, spend).Derivation!)!;
        var claim = fewer["levels"]![0]!.AsObject();
        claim["publicGroups"] = claim["publicGroups"]!.GetValue<int>() - 1;
        Assert.False(DerivationCheck.Of(fewer.ToJsonString()).Holds);
        Assert.Equal(groups, table.Rows.Count);
        Assert.All(table.Rows, r => Assert.Equal(0, int.Parse(r.Keys[0], System.Globalization.CultureInfo.InvariantCulture) % step));
        Assert.Equal(await Count($"{key} is not null"), table.Rows.Sum(r => r.Values[0]!.Value.Value));
    }

    [Fact]
    public async Task A_histogram_is_ordered_by_its_counts()
    {
        var rows = (await Ask("select histogram(age, [0, 20, 40, 60, 90]) from persons having count > 0 order by count desc")).Rows;
        Assert.Equal(rows.Select(r => r.Values[0]!.Value.Value).OrderDescending(), rows.Select(r => r.Values[0]!.Value.Value));
        Assert.Equal(Persons.Count(p => p.Age is not null), rows.Sum(r => r.Values[0]!.Value.Value));
    }

    private async Task<double> Count(string condition) => (await Ask($"select count(*) as n from persons where {condition}")).Rows.Single().Values[0]!.Value.Value;

    private async Task<Table> Ask(string sql)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return (await clinic.Data.QueryAsync(sql, (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000))).Value;
    }
}
