using Tacit.Data;
using static Tacit.Query.Condition;

namespace Tacit.Query.Tests;

/// <summary>Questions that do not fit the declared facts are refused in words, before anything is read or spent.</summary>
public sealed class RefusedQuestionTests : IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private Dataset _data = null!;
    private Ledger _ledger = null!;
    private Account _account = null!;

    public static TheoryData<string, Func<Question>> Questions => new()
    {
        { "no table 'absent'", () => Question.From("absent").Count() },
        { "asks for nothing", () => Question.From("persons") },
        { "no column 'absent'", () => Question.From("persons").Mean("absent") },
        { "no column 'undeclared'", () => Question.From("persons").Mean("undeclared") },
        { "no column 'id'", () => Question.From("persons").GroupBy("id").Count() },
        { "no column 'absent'", () => Question.From("persons").Where(Missing("absent")).Count() },
        { "no column 'visits.days'", () => Question.From("persons").Sum("visits.days") },
        { "is not a number", () => Question.From("persons").Mean("sex") },
        { "is not a number", () => Question.From("persons").Sum("town") },
        { "is not a number", () => Question.From("persons").Quantiles("sex", 0.5) },
        { "is not a number", () => Question.From("persons").Histogram("town", 0, 1) },
        { "Group by a category", () => Question.From("persons").GroupBy("age").Count() },
        { "depend on 'kind'", () => Question.From("visits").Mean("value") },
        { "depend on 'kind'", () => Question.From("visits").Sum("value") },
        { "depend on 'kind'", () => Question.From("visits").GroupBy("note").Sum("value") },
        { "depend on 'kind'", () => Question.From("visits").GroupBy("note").Mean("value") },
        { "depend on 'kind'", () => Question.From("visits").Where(Is("kind", "a", "b")).Sum("value") },
        { "depend on 'kind'", () => Question.From("visits").Where(Is("kind", "a").Or(AtLeast("days", 3))).Sum("value") },
        { "depend on 'kind'", () => Question.From("visits").Where(Is("kind", "a").Not()).Sum("value") },
        { "Filter 'kind' to one value", () => Question.From("visits").Quantiles("value", 0.5) },
        { "Filter 'kind' to one value", () => Question.From("visits").GroupBy("kind").Quantiles("value", 0.5) },
        { "Group by it, or filter it", () => Question.From("visits").GroupBy("note").Mean("value") },
        { "depend on 'kind'", () => Question.From("visits").Join("persons").Where(Is("persons.kind", "a")).Sum("value") },
        { "depend on 'kind'", () => Question.From("visits").Join("persons").GroupBy("persons.kind").Mean("value") },
        { "bounds of its own", () => Question.From("visits").Where(AtLeast("value", 1)).Count() },
        { "outside", () => Question.From("persons").Histogram("age", -1, 50) },
        { "outside", () => Question.From("persons").Histogram("age", 0, 91) },
        { "increasing", () => Question.From("persons").Histogram("age", 0) },
        { "increasing", () => Question.From("persons").Histogram("age", 5, 5) },
        { "increasing", () => Question.From("persons").Histogram("age", 0, double.PositiveInfinity) },
        { "increasing", () => Question.From("persons").Histogram("age", double.NaN, 3) },
        { "alone", () => Question.From("persons").Histogram("age", 0, 90).Count() },
        { "outside", () => Question.From("persons").Where(AtLeast("age", 91)).Count() },
        { "outside", () => Question.From("persons").Where(AtMost("age", -0.1)).Count() },
        { "outside", () => Question.From("persons").Where(AtMost("age", double.NaN)).Count() },
        { "'unheard'", () => Question.From("persons").Where(Is("sex", "unheard")).Count() },
        { "names no value", () => Question.From("persons").Where(Is("sex")).Count() },
        { "AtLeast", () => Question.From("persons").Where(Is("age", "3")).Count() },
        { "cannot be compared", () => Question.From("persons").Where(AtLeast("sex", 1)).Count() },
        { "several rows", () => Question.From("persons").Join("visits").Count() },
        { "joins one table", () => Question.From("visits").Join("persons").Join("persons") },
        { "no table 'absent'", () => Question.From("visits").Join("absent").Count() },
        { "no table 'absent'", () => Question.From("persons").Has("x", "absent", Missing("days")).Count() },
        { "no declared column 'absent'", () => Question.From("persons").Has("x", "visits", Missing("absent")).Count() },
        { "name of a column", () => Question.From("persons").Has("age", "visits", Missing("days")).Count() },
        { "flag needs a name", () => Question.From("persons").Has("it's", "visits", Missing("days")).Count() },
        { "twice", () => Question.From("persons").Has("x", "visits", Missing("days")).Has("x", "visits", Missing("days")).Count() },
        { "between 0 and 1", () => Question.From("persons").Quantiles("age", 1.5) },
        { "between 0 and 1", () => Question.From("persons").Quantiles("age", double.NaN) },
        { "between 0 and 1", () => Question.From("persons").Quantiles("age") },
        { "At least 1 row", () => Question.From("visits").AtMost(0).Count() },
        { "confidence", () => Question.From("visits").Count().WithConfidence(1) },
        { "confidence", () => Question.From("visits").Count().WithConfidence(double.NaN) },
        { "no table 'absent'", () => Question.BoundingOf("absent") },
        { "no table", () => Question.BoundingOf("half \ud800") },
        { "no table", () => Question.From("half \ud800").Count() },
        { "no column", () => Question.From("persons").GroupBy("half \ud800").Count() },
        { "flag needs a name", () => Question.From("persons").Has("\ud800", "visits", Missing("days")).Count() },
        { "stands alone", () => Question.BoundingOf("visits").Where(Is("kind", "a")) },
        { "stands alone", () => Question.BoundingOf("visits").Count() },
        { "NUL", () => Question.From("persons").Where(Is("town", "a\0b")).Count() },
        { "half a character", () => Question.From("persons").Where(Is("town", "Ulm", "\ud800")).Count() },
        { "declared groups", () => Question.From("persons").GroupBy([.. Enumerable.Repeat("sex", 17)]).Count() },
        { "noisy numbers", () => Question.From("persons").GroupBy([.. Enumerable.Repeat("sex", 12)]).Quantiles("age", 0.5) },
    };

    public static TheoryData<string, Func<Account, Spend>, Func<Question>> Spends => new()
    {
        { "Epsilon must be", a => a.Spend(0), Simple },
        { "Epsilon must be", a => a.Spend(-0.1), Simple },
        { "Epsilon must be", a => a.Spend(double.NaN), Simple },
        { "Epsilon must be", a => a.Spend(double.PositiveInfinity), Simple },
        { "Rho must be", a => a.SpendZcdp(0), Simple },
        { "Rho must be", a => a.SpendZcdp(double.NaN), Simple },
        { "Delta must be", a => a.Spend(1, 1), Simple },
        { "Delta must be", a => a.Spend(1, -1e-9), Simple },
        { "Delta must be", a => a.Spend(1, double.NaN), Simple },
        { "δ > 0", a => a.Spend(0.1), () => Question.From("persons").GroupBy("town").Count() },
        { "δ > 0", a => a.SpendZcdp(0.01), () => Question.From("persons").GroupBy("town").Count() },
        { "too small", a => a.Spend(1e-25), () => Question.From("persons").Sum("age") },
        { "too small", a => a.Spend(1e-25, 1e-9), () => Question.From("visits").GroupBy("note", "kind").Sum("value") },
        { "too small", a => a.Spend(1e-30), Simple },
        { "too small", a => a.SpendZcdp(1e-60), Simple },
        { "too small", a => a.Spend(1e-30), () => Question.From("persons").Quantiles("age", 0.5) },
        { "too small", a => a.Spend(1e-30), () => Question.BoundingOf("persons") },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Questions_that_do_not_fit(string why, Func<Question> ask)
    {
        var spend = _account.Spend(0.1, 1e-7);
        Assert.Contains(why, (await Assert.ThrowsAsync<BadInputException>(() => _data.QueryAsync(ask(), spend))).Message, StringComparison.Ordinal);
        Assert.Contains(why, Assert.Throws<BadInputException>(() => _data.Explain(ask(), spend)).Message, StringComparison.Ordinal);
        await NothingIsSpentAsync();
    }

    [Fact]
    public async Task What_the_advice_says_works()
    {
        await using var simulated = new SimulatedLedger();
        var spend = (await simulated.AccountAsync(_data.Population)).Spend(1, 1e-7);
        foreach (var asked in new Func<Question, Question>[] { q => q.Quantiles("value", 0.5), q => q.Quantiles("value", 0, 1) })
        {
            var error = Assert.Throws<BadInputException>(() => _data.Explain(asked(Question.From("visits").GroupBy("kind")), spend));
            Assert.DoesNotContain("Group by", error.Message, StringComparison.Ordinal);
            _data.Explain(asked(Question.From("visits").Where(Is("kind", "a"))), spend);
        }

        _data.Explain(Question.From("visits").GroupBy("note", "kind").Mean("value"), spend);
        _data.Explain(Question.From("visits").GroupBy("note").Where(Is("kind", "a")).Mean("value"), spend);
    }

    [Theory]
    [MemberData(nameof(Spends))]
    public async Task Spends_that_cannot_pay(string why, Func<Account, Spend> spend, Func<Question> ask)
    {
        var error = await Assert.ThrowsAsync<BadInputException>(async () => await _data.QueryAsync(ask(), spend(_account)));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        await NothingIsSpentAsync();
    }

    [Fact]
    public async Task An_account_of_another_population_does_not_pay()
    {
        foreach (var population in new[] { new Population("other", PrivacyUnit.Person("id")), new Population("clinic", PrivacyUnit.Person("patient")) })
        {
            await using var simulated = new SimulatedLedger();
            var account = await simulated.AccountAsync(population);
            await Assert.ThrowsAsync<BadInputException>(() => _data.QueryAsync(Simple(), account.Spend(0.1)));
        }

        await NothingIsSpentAsync();
    }

    [Fact]
    public async Task A_budget_that_is_spent_refuses_and_stays_as_it_is()
    {
        await _data.QueryAsync(Simple(), _account.Spend(0.9));
        var before = await _account.StatusAsync();
        foreach (var spend in new[] { _account.Spend(0.2), _account.Spend(0.1, 1e-5), _account.SpendZcdp(5) })
        {
            var error = await Assert.ThrowsAsync<BudgetExceededException>(() => _data.QueryAsync(Question.From("persons").GroupBy("town").CountUnits(), spend.Delta.Sign > 0 ? spend : _account.Spend(0.2, 1e-8)));
            Assert.Contains("left", error.Message, StringComparison.Ordinal);
        }

        var after = await _account.StatusAsync();
        Assert.Equal((before.Spent, before.Entries), (after.Spent, after.Entries));
        await _data.QueryAsync(Question.From("persons").Count().WithConfidence(0.9), _account.Spend(0.1));
    }

    [Fact]
    public async Task A_row_unit_joins_and_flags_nothing()
    {
        await using var rows = await _scratch.OpenAsync(d => d.Table("persons", "persons.csv", t => t.Number("age", 0, 90)).Table("visits", "visits.csv", t => t.Number("days", 0, 9)), PrivacyUnit.Row());
        await using var simulated = new SimulatedLedger();
        var spend = (await simulated.AccountAsync(rows.Population)).Spend(1);
        await Assert.ThrowsAsync<BadInputException>(() => rows.QueryAsync(Question.From("visits").Join("persons").Count(), spend));
        await Assert.ThrowsAsync<BadInputException>(() => rows.QueryAsync(Question.From("persons").Has("x", "visits", Missing("days")).Count(), spend));
    }

    [Fact]
    public async Task Groups_of_units_name_no_undeclared_keys()
    {
        await using var families = await _scratch.OpenAsync(d => d.Table("persons", "persons.csv", t => t.Text("town").OnePerUnit()), PrivacyUnit.Person("id").ForGroupsOf(3));
        await using var simulated = new SimulatedLedger();
        var spend = (await simulated.AccountAsync(families.Population)).Spend(1, 1e-6);
        await Assert.ThrowsAsync<BadInputException>(() => families.QueryAsync(Question.From("persons").GroupBy("town").Count(), spend));
        Assert.Equal("ε = 1, δ = 0", $"{(await families.QueryAsync(Question.From("persons").Count(), spend)).Receipt.Price}, δ = 0");
    }

    public async ValueTask InitializeAsync()
    {
        _scratch.Write("persons.csv", "id,sex,age,town,kind,undeclared", "1,f,30,Ulm,a,1", "2,m,40,Bonn,b,2");
        _scratch.Write("visits.csv", "id,kind,days,value,note", "1,a,5,0.5,n1", "1,b,6,200,n2", "2,b,6,300,n2");
        _data = await _scratch.OpenAsync(d => d
            .Table("persons", "persons.csv", t => t.Category("sex", "f", "m").Number("age", 0, 90).Text("town").Category("kind", "a", "b").OnePerUnit())
            .Table("visits", "visits.csv", t => t.Category("kind", "a", "b").Number("days", 0, 9).Number("value", per: "kind", ("a", 0, 1), ("b", 100, 500)).Text("note").AtMost(3, per: "kind")));
        _ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        _account = await _ledger.AccountAsync(_data.Population, PrivacyBudget.Approximate(1, 1e-6));
    }

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        await _ledger.DisposeAsync();
        _scratch.Dispose();
    }

    private static Question Simple() => Question.From("persons").Count();

    private async Task NothingIsSpentAsync()
    {
        var status = await _account.StatusAsync();
        Assert.Equal((0, 1.0), (status.Entries, 1 - status.Fraction));
        Assert.Equal("ε = 0", status.Lifetime.ToString());
    }
}
