using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Reporting;

namespace Tacit.Query.Tests.Derivations;

/// <summary>What the planner writes, the independent checker derives again.</summary>
public sealed class DerivationTests(Clinic clinic) : IClassFixture<Clinic>
{
    [Fact]
    public async Task Every_question_holds_with_both_kinds_of_noise()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var faults = new List<string>();
        foreach (var sql in DerivedQuestions.Sql.Concat(DerivedQuestions.ToChange))
        {
            foreach (var spend in new[] { account.Spend(1, 1e-6), account.SpendZcdp(0.01, 1e-6) })
            {
                var explained = clinic.Data.Explain(sql, spend);
                var check = DerivationCheck.Of(explained.Derivation!);
                faults.AddRange(check.Faults.Select(f => $"{sql}\n    {f}"));
                if (check.Loss?.Equals(explained.Loss) != true)
                {
                    faults.Add($"{sql}\n    another loss");
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults.Distinct()));
    }

    [Fact]
    public async Task Answers_of_typed_questions_hold_with_their_receipts()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        Question[] questions =
        [
            Question.From("persons").GroupBy("sex", "band").Count().CountUnits().Mean("age").Sum("days"),
            Question.From("visits").Has("smoker", "persons", Condition.Holds("smokes")).Where(Condition.Holds("smoker").Or(Condition.Missing("days"))).GroupBy("kind").Mean("value"),
            Question.From("visits").AtMost(3).Join("persons").GroupBy("sex").Sum("days").CountUnits(),
            Question.From("each").AtMost(1).Where(Condition.Is("kind", "call")).Quantiles("value", 0.5),
            Question.From("persons").Histogram("age", 0, 30, 60),
            Question.From("visits").GroupBy("note").CountUnits(),
            Question.BoundingOf("visits"),
        ];
        foreach (var question in questions)
        {
            var receipt = (await clinic.Data.QueryAsync(question, account.Spend(1, 1e-6))).Receipt;
            Assert.Empty(DerivationCheck.Of(receipt).Faults);
            Assert.Equal(receipt.Price, DerivationCheck.Of(receipt).Price);
        }
    }

    [Fact]
    public async Task Groups_of_units_replacement_and_rows_as_units_hold()
    {
        PrivacyUnit[] units = [PrivacyUnit.Person("id").ForGroupsOf(4), PrivacyUnit.Person("id").Under(Neighbours.Replace), PrivacyUnit.Row(), PrivacyUnit.Row().ForGroupsOf(3).Under(Neighbours.Replace)];
        foreach (var unit in units)
        {
            using var scratch = new Scratch();
            await using var data = await scratch.OpenAsync(["id,v,k", "a,1,x", "a,2,y", "b,3,x"], t => Table(t, unit), unit);
            await using var ledger = new SimulatedLedger();
            var account = await ledger.AccountAsync(data.Population);
            foreach (var spend in new[] { account.Spend(1), account.SpendZcdp(0.1) })
            {
                foreach (var sql in new[] { "select k, avg(v), count(*) from t group by k", "select count(*), sum(v) from (select v from t union all select v from t) x" })
                {
                    var receipt = (await data.QueryAsync(sql, spend)).Receipt;
                    Assert.Empty(DerivationCheck.Of(receipt).Faults);
                    Assert.NotEmpty(DerivationCheck.Of(receipt with { Unit = unit.ForGroupsOf(2) }).Faults);
                    Assert.NotEmpty(DerivationCheck.Of(receipt with { Price = "ε = 0.01" }).Faults);
                    Assert.NotEmpty(DerivationCheck.Of(receipt with { Loss = PrivacyLoss.Pure(1) }).Faults);
                }
            }
        }

        static void Table(TableBuilder t, PrivacyUnit unit)
        {
            t.Number("v", 0, 10).Category("k", "x", "y");
            if (unit.Column is not null)
            {
                t.AtMost(2);
            }
        }
    }

    [Fact]
    public async Task Public_tables_and_times_hold()
    {
        using var scratch = new Scratch();
        scratch.Write("visits.csv", "id,ward,seen", "1,n,2026-01-05T10:00:00Z", "2,s,2026-02-07T10:00:00Z");
        scratch.Write("wards.csv", "ward,house", "n,A", "s,B");
        await using var data = await scratch.OpenAsync(d => d
            .Table("visits", "visits.csv", t => t.Category("ward", "n", "s").Time("seen", new(2026, 1, 1), new(2027, 1, 1)).AtMost(3))
            .PublicTable("wards", "wards.csv", t => t.Category("ward", "n", "s").Text("house")));
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(data.Population);
        foreach (var sql in new[]
        {
            "select w.house, count(*), count(distinct v.id) from visits v join wards w on v.ward = w.ward group by w.house",
            "select count(*) from visits v left join wards w on v.ward = w.ward where w.house = 'A'",
            "select date_trunc('month', seen) as m, count(*), avg(date_part('hour', seen)) from visits group by m",
            "select date_trunc('month', seen + interval '40 days') as m, count(*), avg(date_diff('day', date '2026-03-01', seen)), avg(date_diff('second', seen, date '2026-03-01')), avg(date_diff('second', seen, seen + interval '40 days')) from visits group by m",
        })
        {
            var receipt = (await data.QueryAsync(sql, account.Spend(1))).Receipt;
            Assert.Empty(DerivationCheck.Of(receipt).Faults);
            Assert.NotEmpty(DerivationCheck.Of(receipt.Derivation!.Replace("\"rows\":3", "\"rows\":2", StringComparison.Ordinal)).Faults);
        }
    }

    [Fact]
    public async Task The_example_of_the_page_is_what_the_question_gives()
    {
        using var scratch = new Scratch();
        scratch.Write("labs.csv", "id,test,value", "1,hdl,50");
        await using var data = await scratch.OpenAsync(d => d.Table("labs", "labs.csv", t => t.Category("test", "hdl", "sbp").Number("value", per: "test", ("hdl", 0, 120), ("sbp", 60, 260)).AtMost(20)));
        await using var ledger = new SimulatedLedger();
        var explained = data.Explain("select test, avg(value) from labs group by test", (await ledger.AccountAsync(data.Population)).Spend(0.2));
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Tacit.slnx")))
        {
            root = root.Parent!;
        }

        var page = await File.ReadAllTextAsync(Path.Combine(root.FullName, "docs", "derivations.md"));
        var example = page.Split("```json\n")[1].Split("```")[0];
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(explained.Derivation!), JsonNode.Parse(example)), explained.Derivation);
        Assert.Equal("ε = 0.2", DerivationCheck.Of(example).Price);
    }

    [Fact]
    public async Task It_says_what_it_found_in_words()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var check = DerivationCheck.Of(clinic.Data.Explain("select kind, sum(value) from visits group by kind with privacy (max_rows_per_group = 2)", account.Spend(0.5)).Derivation!);
        Assert.Equal("ε = 0.5", check.Price);
        Assert.Equal(PrivacyUnit.Person("id"), check.Unit);
        Assert.Contains(check.Facts, f => f.Path == "levels[0]" && f.Text == "one unit has at most 4 rows, in at most 2 groups, at most 2 in one");
        Assert.Contains(check.Facts, f => f.Path == "levels[0].parts[0]" && f.Text == "sum: one unit moves it by at most 4 in L1 and √8 in L2");
        Assert.Contains(check.Facts, f => f.Path == "levels[0].relation" && f.Text.StartsWith("bounded: at most 30 rows of one unit", StringComparison.Ordinal));
    }
}
