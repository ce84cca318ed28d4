using System.ComponentModel.DataAnnotations.Schema;
using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Tacit.Data;
using Tacit.Query.Linq;

#pragma warning disable CA1862, CA1866 // Expressions are not run: what they say is what is tested.
namespace Tacit.Query.Tests;

/// <summary>Typed questions are those of SQL: the same derivation, and so the same rows, sensitivities and price.</summary>
public sealed class LinqTests(Clinic clinic) : IClassFixture<Clinic>
{
    private sealed record Patient(string Id, string? Sex, double? Age, bool Smokes, [property: Column("town")] string? City, double Days);

    private sealed record Contact(string Id, string? Kind, double? Days, double? Value, string? Note);

    private static readonly string[] Sexes = ["f", "m"];

    private PrivateRows<Patient> Patients => clinic.Data.Table<Patient>("persons");

    private PrivateRows<Contact> Visits => clinic.Data.Table<Contact>("visits");

    [Fact]
    public async Task Typed_questions_are_those_of_sql()
    {
        var limit = 30;
        List<string> sexes = ["f", "m"];
        await SameAsync(Patients.Summarize(g => g.Count()), "select count(*) from persons");
        await SameAsync(Patients.Where(p => p.Age > limit && p.Sex == "f").Summarize(g => new { N = g.CountUnits(), Mean = g.Average(p => p.Age) }), "select count(distinct id), avg(age) from persons where age > 30 and sex = 'f'");
        await SameAsync(Patients.Where(p => Sexes.Contains(p.Sex!) || !p.Smokes).Summarize(g => g.Count()), "select count(*) from persons where sex in ('f', 'm') or not smokes");
        await SameAsync(Patients.Where(p => sexes.Contains(p.Sex!)).Summarize(g => g.Count()), "select count(*) from persons where sex in ('f', 'm')");
        await SameAsync(Patients.GroupBy(p => p.Sex).Select(g => new { g.Key, S = g.Sum(p => p.Age * 2 - p.Days), R = g.Rate(p => p.Age >= 40), Q = g.Quantile(p => p.Age, 0.9) }), "select sex, sum(age * 2 - days), avg(age >= 40), quantile_cont(age, 0.9) from persons group by sex");
        await SameAsync(Patients.GroupBy(p => new { p.Sex, Old = p.Age > 50, Ten = Math.Floor(p.Age!.Value / 10) }).Select(g => new { g.Key.Old, N = g.Count(p => p.City != null) }), "select sex, age > 50, floor(age / 10), count(case when town is not null then 1 end) from persons group by sex, age > 50, floor(age / 10)");
        await SameAsync(Visits.Where(v => v.Note!.StartsWith("n") && v.Value.HasValue).GroupBy(v => v.Kind).Select(g => new { g.Key, M = g.Median(v => v.Days ?? 0), V = g.StandardDeviation(v => Math.Clamp(v.Days!.Value, -50, 50)), D = g.CountDistinct(v => v.Note), L = g.Min(v => v.Days), H = g.Max(v => v.Days) }), "select kind, median(coalesce(days, 0)), stddev(clamp(days, -50, 50)), count(distinct note), min(days), max(days) from visits where note like 'n%' and value is not null group by kind");
        await SameAsync(from v in Visits where v.Days > -5 group v by v.Note into g select new { g.Key, N = g.CountUnits(v => v.Kind == "lab") }, "select note, count(distinct id) filter (where kind = 'lab') from visits where days > -5 group by note");
        await SameAsync(Visits.Summarize(g => new { V = g.Variance(v => v.Days), U = g.CountDistinct(v => v.Id) }), "select var_samp(days), count(distinct id) from visits");
        await SameAsync(Visits.Summarize(g => new { Once = g.Sum(v => v.Days), Again = g.Sum(v => v.Days), N = g.Count() }), "select sum(days), count(*) from visits");
        await SameAsync(Patients.Summarize(g => g.Average(p => p.Sex == "f" ? p.Age : -p.Age)), "select avg(case when sex = 'f' then age else 0 - age end) from persons");
    }

    [Fact]
    public async Task Statistics_are_those_of_sql()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1000);
        foreach (var (typed, sql) in new[]
        {
            (Visits.Summarize(g => g.Variance(v => v.Days)), "var_samp(days)"), (Visits.Summarize(g => g.StandardDeviation(v => v.Days)), "stddev(days)"), (Visits.Summarize(g => g.Sum(v => v.Days)), "sum(days)"),
            (Visits.Summarize(g => g.Average(v => v.Days)), "avg(days)"), (Visits.Summarize(g => g.Median(v => v.Days)), "median(days)"), (Visits.Summarize(g => g.Max(v => v.Days)), "max(days)"),
        })
        {
            var expected = (await clinic.Data.QueryAsync($"select {sql} from visits", spend)).Value.Rows.Single().Values[0]!.Value.Value;
            Assert.Equal((sql, expected), (sql, (await typed.ReleaseAsync(spend)).Value.Single()!.Value.Value));
        }
    }

    [Fact]
    public async Task Answers_come_as_the_type_that_was_asked_for_with_their_receipt()
    {
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(clinic.Data.Population);
        Release<IReadOnlyList<(string? Sex, bool Old, double? Twice)>> release = await Patients.GroupBy(p => new { p.Sex, Old = p.Age > 50 })
            .Select(g => ValueTuple.Create(g.Key.Sex, g.Key.Old, g.Count() == null ? null : (double?)(g.Count()!.Value.Value * 2))).ReleaseAsync(account.Spend(1000));
        Assert.Equal("ε = 1000", release.Receipt.Price);
        Assert.Equal(6, release.Value.Count);
        foreach (var (sex, old, twice) in release.Value)
        {
            Assert.Equal(2 * Clinic.Persons.Count(p => p.Sex == sex && p.Age is { } age && age > 50 == old), twice);
        }

        var whole = await Patients.GroupBy(p => Math.Floor(p.Age!.Value / 10)).Select(g => new { Decade = (int)g.Key, N = g.Count() }).ReleaseAsync(account.Spend(1000));
        Assert.Equal(Clinic.Persons.Count(p => p.Age is >= 40 and < 50), whole.Value.Single(r => r.Decade == 4).N!.Value.Value);
    }

    [Fact]
    public async Task Missing_keys_are_null_and_times_are_times()
    {
        using var scratch = new Scratch();
        scratch.Write("t.csv", "id,kind,seen", "1,a,2026-01-05", "2,,2026-02-05", "3,,2026-02-06");
        await using var data = await scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Category("kind", "a", "b").Nullable("kind").Time("seen", new(2026, 2, 1), new(2026, 2, 9)).OnePerUnit()));
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(data.Population);
        var rows = (await data.Table<Moment>("t").GroupBy(m => new { m.Kind, m.Seen.Date }).Select(g => new { g.Key.Kind, g.Key.Date, N = g.Count()!.Value.Value }).ReleaseAsync(account.Spend(1000))).Value;
        Assert.Equal(1, rows.Single(r => r.Kind is null && r.Date == new DateTime(2026, 2, 5)).N);
        Assert.Equal(24, rows.Count);
    }

    [Fact]
    public async Task The_least_spend_is_found_for_them_too()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        Assert.Equal(
            clinic.Data.LeastSpend("select count(*) as n from persons", account, ErrorTarget.Within(3)).Spend.Epsilon,
            Patients.Summarize(g => g.Count()).LeastSpend(account, ErrorTarget.Parse("v1 = 3")).Spend.Epsilon);
    }

    [Fact]
    public void What_is_not_answered_is_refused_with_its_text()
    {
        Refused("p.Sex.ToLower()", () => Patients.Where(p => p.Sex!.ToLower() == "f"));
        Refused("Convert(p.Age, Nullable`1)", () => Patients.GroupBy(p => (int?)p.Age));
        Refused("p.Age", () => Patients.GroupBy(p => p.Age));
        Refused("p.Id", () => Patients.GroupBy(p => p.Id));
        Refused("(p.Id == \"7\")", () => Patients.Where(p => p.Id == "7"));
        Refused("p.Sex", () => Patients.Summarize(g => g.CountDistinct(p => p.Sex!.Length > 0 ? p.Sex : p.City!.Insert(0, "x"))), "p.City.Insert");
        Refused("p.Height", () => clinic.Data.Table<Unknown>("persons").Where(p => p.Height > 1));
        Refused("p.Sex", () => clinic.Data.Table<Unknown>("persons").Where(p => p.Sex > 1));
        Refused("(p.Sex == \"none\")", () => Patients.Where(p => p.Sex == "none"));
        Refused("Contains", () => Patients.Where(p => p.City!.Contains("50%")));
        Refused("Contains", () => Patients.Where(p => p.City!.Contains("a_b")));
        Refused("Contains", () => Patients.Where(p => Sexes.Contains(p.Sex!, StringComparer.OrdinalIgnoreCase)), "a list of constants");
        Refused("StartsWith", () => Patients.Where(p => p.City!.StartsWith("u", StringComparison.OrdinalIgnoreCase)), "all ordinal");
        Refused("w.Age / 7", () => clinic.Data.Table<Whole>("persons").Where(w => w.Age / 7 > 3), "fraction of whole numbers");
        Refused("UTC", () => clinic.Data.Table<Whole>("persons").Where(w => w.Age == 1 || new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local) == new DateTime(w.Age)), "UTC");
        Refused("'g'", () => Patients.Summarize(g => Equals(g, 1) ? g.Count() : null));
        Refused("nothing that must be released", () => Patients.GroupBy(p => p.Sex).Select(g => g.Key));
        Refused("could not be computed", () => Patients.Where(p => p.Age > double.Parse("x")));
        Refused("declared", () => clinic.Data.Table<Patient>("none"));

        static void Refused(string what, Func<object> ask, string? more = null)
        {
            var message = Assert.Throws<BadInputException>(ask).Message;
            Assert.Contains(more ?? what, message, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void A_group_holds_no_rows_outside_an_expression()
    {
        Expression<Func<PrivateGroup<Patient>, Estimate?>> expression = g => g.Count();
        Assert.Throws<InvalidOperationException>(() => expression.Compile()((PrivateGroup<Patient>)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof(PrivateGroup<string, Patient>))));
    }

    private sealed record Unknown(double Height, double Sex);

    private sealed record Whole(string Id, int Age);

    private sealed record Moment(string Id, string? Kind, DateTime Seen);

    private async Task SameAsync<T>(PrivateAnswer<T> typed, string sql)
    {
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(clinic.Data.Population)).Spend(1, 1e-6);
        Assert.Equal(Derived(clinic.Data.Explain(sql, spend)), Derived(typed.Explain(spend)));
        _ = await typed.ReleaseAsync(spend);

        static string Derived(QueryExplanation plan)
        {
            var derivation = JsonNode.Parse(plan.Derivation!)!.AsObject();
            derivation.Remove("question");
            return derivation.ToJsonString();
        }
    }
}
