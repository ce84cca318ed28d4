using Tacit.Data;
using static Tacit.Query.Condition;
using static Tacit.Query.Tests.Asking;
using static Tacit.Query.Tests.Clinic;

namespace Tacit.Query.Tests;

/// <summary>Without noise every answer equals the plain computation over the same rows after the declared clipping.</summary>
public sealed class ExactAnswerTests : IClassFixture<Clinic>
{
    private const double Half = 0.5 / (1 << 20);
    private readonly Clinic _clinic;

    public ExactAnswerTests(Clinic clinic) => _clinic = clinic;

    [Fact]
    public async Task Counts_sums_means_and_rates_of_everybody()
    {
        var row = (await _clinic.Data.ExactAsync(Question.From("persons").Count().CountUnits().Sum("age").Mean("age").Rate("smokes"))).Rows.Single();
        Assert.Equal(Persons.Count, row.Values[0]!.Value.Value);
        Assert.Equal(Persons.Count, row.Values[1]!.Value.Value);
        Near(Persons.Sum(p => p.Age ?? 0), row.Values[2], Persons.Count * Half);
        Near(Persons.Where(p => p.Age is not null).Average(p => p.Age!.Value), row.Values[3]);
        Near(Persons.Where(p => p.Smokes is not null).Average(p => p.Smokes!.Value), row.Values[4]);
    }

    [Fact]
    public async Task One_public_key_answers_every_group_also_the_empty_one()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy("sex").CountUnits().Sum("age").Mean("age"));
        Assert.Equal(["f", "m", "nobody"], table.Rows.Select(r => r.Keys[0]));
        Assert.Equal(["persons", "sum of age", "mean of age"], table.Values);
        foreach (var row in table.Rows)
        {
            var group = Persons.Where(p => p.Sex == row.Keys[0]).ToArray();
            Near(group.Length, row.Values[0]);
            Near(group.Sum(p => p.Age ?? 0), row.Values[1], group.Length * Half);
            if (group.Length == 0)
            {
                Assert.Null(row.Values[2]);
            }
            else
            {
                Near(group.Where(p => p.Age is not null).Average(p => p.Age!.Value), row.Values[2]);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_public_keys_of_two_tables(bool filtered)
    {
        var question = Question.From("visits").Join("persons").GroupBy("persons.sex", "kind").Count().CountUnits().Sum("days").Mean("days");
        var table = await _clinic.Data.ExactAsync(filtered ? question.Where(AtLeast("days", -500).Or(Missing("days")).And(AtMost("days", 600).Not().Not().Or(Missing("days")))) : question);
        Assert.Equal(6, table.Rows.Count);
        var rows = (from v in Visits join p in Persons on v.Id equals p.Id where !filtered || v.Days is null or (>= -500 and <= 600) select (v, p)).ToArray();
        foreach (var row in table.Rows)
        {
            var group = rows.Where(r => r.p.Sex == row.Keys[0] && r.v.Kind == row.Keys[1]).ToArray();
            Near(group.Length, row.Values[0]);
            Near(group.Select(r => r.v.Id).Distinct().Count(), row.Values[1]);
            Near(group.Sum(r => r.v.Days ?? 0), row.Values[2], group.Length * Half);
            Assert.Equal(group.Length == 0, row.Values[3] is null);
            if (row.Values[3] is { } mean)
            {
                Near(group.Where(r => r.v.Days is not null).Average(r => r.v.Days!.Value), mean, Half);
            }
        }
    }

    [Fact]
    public async Task Bands_of_a_number()
    {
        var bands = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy("band").CountUnits());
        Assert.Equal(["0 to 39", "40 and over"], bands.Rows.Select(r => r.Keys[0]));
        Near(Persons.Count(p => p.Raw is >= 0 and < 40), bands["persons", "0 to 39"]);
        Near(Persons.Count(p => p.Raw >= 40), bands["persons", "40 and over"]);
    }

    [Fact]
    public async Task Bounds_of_each_category()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("visits").GroupBy("kind").Sum("value").Mean("value"));
        foreach (var row in table.Rows)
        {
            var group = Visits.Where(v => v.Kind == row.Keys[0] && v.Value is not null).Select(v => v.Value!.Value).ToArray();
            Near(group.Sum(), row.Values[0], group.Length * Half);
            Near(group.Average(), row.Values[1]);
        }

        foreach (var kind in new[] { "lab", "call" })
        {
            var one = (await _clinic.Data.ExactAsync(Question.From("visits").Where(Is("kind", kind)).Mean("value").Sum("value"))).Rows.Single();
            Near(table["mean of value", kind]!.Value.Value, one.Values[0]);
            Near(table["sum of value", kind]!.Value.Value, one.Values[1]);
        }
    }

    [Fact]
    public async Task Histograms_take_the_last_edge_in()
    {
        double[] edges = [0, 10, 30, 50, 90];
        foreach (var keys in new[] { [], new[] { "sex" } })
        {
            var table = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy(keys).Histogram("age", edges));
            Assert.Equal(keys.Length == 0 ? 4 : 12, table.Rows.Count);
            foreach (var (row, i) in table.Rows.Select((r, i) => (r, i % 4)))
            {
                Near(Persons.Count(p => (keys.Length == 0 || p.Sex == row.Keys[0]) && p.Age >= edges[i] && (p.Age < edges[i + 1] || (i == 3 && p.Age == 90))), row.Values[0]);
            }

            Assert.Equal($"[{edges[3]}, {edges[4]}]", table.Rows[3].Keys[^1]);
            Assert.Equal($"[{edges[0]}, {edges[1]})", table.Rows[0].Keys[^1]);
        }
    }

    [Fact]
    public async Task A_histogram_may_have_one_bin()
    {
        var row = (await _clinic.Data.ExactAsync(Question.From("persons").Histogram("age", 10, 50))).Rows.Single();
        Near(Persons.Count(p => p.Age is >= 10 and <= 50), row.Values[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Quantiles_within_a_leaf(bool grouped)
    {
        double[] shares = [0.05, 0.25, 0.5, 0.75, 1];
        var table = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy(grouped ? ["sex"] : []).Quantiles("age", shares));
        foreach (var row in table.Rows.Where(r => !grouped || r.Keys[0] != "nobody"))
        {
            var ages = Persons.Where(p => p.Age is not null && (!grouped || p.Sex == row.Keys[0])).Select(p => p.Age!.Value).Order().ToArray();
            for (var i = 0; i < shares.Length; i++)
            {
                var exact = ages[(int)Math.Ceiling(shares[i] * ages.Length) - 1];
                Assert.Equal(exact, row.Values[i]!.Value.Value, (90.0 / 4096) + 1e-6);
                Assert.InRange(exact, row.Values[i]!.Value.Low - (90.0 / 4096), row.Values[i]!.Value.High + (90.0 / 4096));
            }
        }

        Assert.Equal(grouped, table.Rows.Any(r => r.Values[0] is null));
    }

    [Fact]
    public async Task Quantiles_of_one_category_beside_its_mean()
    {
        var row = (await _clinic.Data.ExactAsync(Question.From("visits").Where(Is("kind", "call")).Mean("value").Quantiles("value", 0.5).Count())).Rows.Single();
        var values = Visits.Where(v => v is { Kind: "call", Value: not null }).Select(v => v.Value!.Value).Order().ToArray();
        Near(values.Average(), row.Values[0]);
        Assert.Equal(values[((values.Length + 1) / 2) - 1], row.Values[1]!.Value.Value, (400.0 / 4096) + 1e-6);
        Near(Visits.Count(v => v.Kind == "call"), row.Values[2]);
    }

    [Fact]
    public async Task Keys_that_nobody_declared_are_named_in_order()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy("town").CountUnits().Sum("age").Mean("age"), 1e-6);
        var towns = Persons.Where(p => p.Town is not null).GroupBy(p => p.Town!).OrderBy(g => g.Key, StringComparer.Ordinal).ToArray();
        Assert.Equal(towns.Select(t => t.Key), table.Rows.Select(r => r.Keys[0]));
        foreach (var (row, town) in table.Rows.Zip(towns))
        {
            Near(town.Count(), row.Values[0]);
            Near(town.Sum(p => p.Age ?? 0), row.Values[1], town.Count() * Half);
            Near(town.Where(p => p.Age is not null).Average(p => p.Age!.Value), row.Values[2]);
        }
    }

    [Fact]
    public async Task Text_beside_a_category_and_two_texts()
    {
        var mixed = await _clinic.Data.ExactAsync(Question.From("persons").GroupBy("town", "sex").Count().Quantiles("age", 0.5), 1e-6);
        var expected = Persons.Where(p => p.Town is not null && Known(p.Sex) is not null).GroupBy(p => $"{p.Town}|{p.Sex}").ToDictionary(g => g.Key, g => (double?)g.Count());
        Assert.Equal(expected.OrderBy(e => e.Key, StringComparer.Ordinal), mixed.Column().OrderBy(e => e.Key, StringComparer.Ordinal));
        var two = await _clinic.Data.ExactAsync(Question.From("visits").Join("persons").GroupBy("town", "note").Count(), 1e-6);
        var pairs = (from v in Visits join p in Persons on v.Id equals p.Id where p.Town is not null && v.Note is not null select $"{p.Town}|{v.Note}").GroupBy(k => k).ToDictionary(g => g.Key, g => (double?)g.Count());
        Assert.Equal(pairs.OrderBy(e => e.Key, StringComparer.Ordinal), two.Column().OrderBy(e => e.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Sums_by_text_and_by_the_category_that_bounds_depend_on()
    {
        var table = await _clinic.Data.ExactAsync(Question.From("visits").GroupBy("note", "kind").Sum("value").Mean("value").CountUnits(), 1e-6);
        Assert.NotEmpty(table.Rows);
        foreach (var row in table.Rows)
        {
            var group = Visits.Where(v => v.Note == row.Keys[0] && v.Kind == row.Keys[1] && v.Value is not null).Select(v => v.Value!.Value).ToArray();
            Near(group.Sum(), row.Values[0], group.Length * Half);
            Near(group.Average(), row.Values[1]);
            Near(Visits.Where(v => v.Note == row.Keys[0] && v.Kind == row.Keys[1]).Select(v => v.Id).Distinct().Count(), row.Values[2]);
        }
    }

    [Fact]
    public async Task Columns_of_one_name_in_two_tables_are_two_columns()
    {
        var row = (await _clinic.Data.ExactAsync(Question.From("visits").Join("persons").Sum("days").Sum("persons.days").Mean("days").Mean("persons.days"))).Rows.Single();
        var rows = (from v in Visits join p in Persons on v.Id equals p.Id select (v, p)).ToArray();
        Near(rows.Sum(r => r.v.Days ?? 0), row.Values[0], rows.Length * Half);
        Near(rows.Sum(r => r.p.Days), row.Values[1], rows.Length * Half);
        Near(rows.Where(r => r.v.Days is not null).Average(r => r.v.Days!.Value), row.Values[2]);
        Near(rows.Average(r => r.p.Days), row.Values[3]);
    }

    [Fact]
    public async Task Zcdp_spends_answer_the_same()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(_clinic.Data.Population);
        var table = (await _clinic.Data.QueryAsync(Question.From("persons").GroupBy("town").Count(), account.SpendZcdp(10, 1e-6))).Value;
        Assert.Equal(Persons.Count(p => p.Town is not null), table.Rows.Sum(r => r.Values[0]!.Value.Value));
    }

    [Fact]
    public async Task Header_alone_and_one_person_are_answered_with_noise()
    {
        using var scratch = new Scratch();
        foreach (var lines in new[] { new[] { "id,sex,v,x" }, ["id,sex,v,x", "1,f,3,q"] })
        {
            await using var data = await scratch.OpenAsync(lines, t => t.Category("sex", "f", "m").Number("v", 0, 10).Text("x").AtMost(3));
            await using var ledger = new SimulatedLedger(seed: 4);
            var account = await ledger.AccountAsync(data.Population);
            var table = (await data.QueryAsync(Question.From("t").GroupBy("sex").Count().Sum("v").Mean("v").Quantiles("v", 0.5), account.Spend(1))).Value;
            Assert.Equal(2, table.Rows.Count);
            Assert.All(table.Rows, r => Assert.True(r.Values[0] is { HalfWidth: > 10 } && r.Values[1] is { HalfWidth: > 100 }));
            Assert.Contains(table.Rows, r => r.Values[0]!.Value.Value != 0);
            Assert.Empty((await data.QueryAsync(Question.From("t").GroupBy("x").CountUnits(), account.Spend(1, 1e-9))).Value.Rows);
            Assert.Equal(lines.Length - 1, await data.ExactValueAsync(Question.From("t").Count()));
        }
    }

    [Fact]
    public async Task Where_the_unit_is_the_row_rows_are_counted()
    {
        using var scratch = new Scratch();
        await using var data = await scratch.OpenAsync(["sex,v", "f,1", "f,1", "m,20", ",3"], t => t.Category("sex", "f", "m").Number("v", 0, 10), PrivacyUnit.Row());
        var table = await data.ExactAsync(Question.From("t").GroupBy("sex").CountUnits().Sum("v"));
        Assert.Equal(["rows", "sum of v"], table.Values);
        Assert.Equal((2, 1, 10), (table["rows", "f"]!.Value.Value, table["rows", "m"]!.Value.Value, table["sum of v", "m"]!.Value.Value));
    }

    private static string? Known(string? sex) => sex is "f" or "m" or "nobody" ? sex : null;
}
