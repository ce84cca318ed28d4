using Tacit.Data;
using Tacit.Numerics;

namespace Tacit.Query.Tests;

/// <summary>The least spend for a wanted error: enough where it is given, and not enough where a little is taken away.</summary>
public sealed class LeastSpendTests(Clinic clinic) : IClassFixture<Clinic>, IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_count_within_three_needs_the_smallest_epsilon_of_the_closed_form()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var found = clinic.Data.LeastSpend("select count(*) as n from persons", account, ErrorTarget.Within(3)).Spend.Epsilon!.Value.ToDouble();

        // P(|X| > 3) = 2e^(−4ε)/(1 + e^(−ε)) for noise of scale 1/ε.
        static double Outside(double epsilon) => 2 * Math.Exp(-4 * epsilon) / (1 + Math.Exp(-epsilon));
        Assert.True(Outside(found) <= 0.05);
        Assert.True(Outside(found * (1 - 1e-3)) > 0.05, $"ε = {found} could be smaller.");
    }

    [Theory]
    [InlineData("count(*)", "12", false)]
    [InlineData("count(*)", "12", true)]
    [InlineData("count(distinct id)", "2", false)]
    [InlineData("sum(v) / 10", "30", false)]
    [InlineData("sum(v) / 10", "30", true)]
    [InlineData("sum(v) - 3 * count(*)", "900", true)]
    public async Task Simulated_errors_keep_the_target_and_a_little_less_does_not(string aggregate, string target, bool gaussian)
    {
        // Each of many groups is a draw of its own. All values of a group are the same, so the exact answers are known.
        var sql = $"select g, {aggregate} as n from t group by g";
        await using var ledger = new SimulatedLedger(seed: 5);
        await using var data = await OpenAsync(2000, 1, 99.5);
        var account = await ledger.AccountAsync(data.Population);
        var least = data.LeastSpend(sql, account, ErrorTarget.Parse(target), gaussian ? SpendCurrency.Rho : SpendCurrency.Epsilon);
        Assert.True(least.Errors[0].Error <= least.Errors[0].Wanted);
        var exact = await ExactAsync(data, sql);

        // Of two aggregates the interval holds more often than it says.
        Assert.InRange(Outside(await AllAsync(data, sql, least.Spend), exact, least.Errors[0].Error), aggregate.Contains('-', StringComparison.Ordinal) ? 0.01 : 0.035, 0.06);
        var smaller = gaussian ? account.SpendZcdp(least.Spend.Rho!.Value * Rational.Parse("0.94")) : account.Spend(least.Spend.Epsilon!.Value * Rational.Parse("0.97"));
        var half = (await data.QueryAsync(sql, smaller)).Value.Rows[0].Values[0]!.Value.HalfWidth;
        Assert.True(half > least.Errors[0].Wanted, $"{half} at 0.97 of the spend is still within the target.");
    }

    [Fact]
    public async Task A_mean_at_its_bound_is_planned_by_the_rows_that_are_expected()
    {
        // All values are near the upper bound, where the noise of the count moves the mean most: the planned case.
        const string Sql = "select g, avg(v) as m from t group by g";
        await using var ledger = new SimulatedLedger(seed: 7);
        await using var data = await OpenAsync(250, 400, 98.5);
        var account = await ledger.AccountAsync(data.Population);
        var least = data.LeastSpend(Sql, account, ErrorTarget.Within(1).Expecting(400));
        Assert.InRange(Outside(await AllAsync(data, Sql, least.Spend, 16), await ExactAsync(data, Sql), 1), 0.035, 0.06);
        var less = (await data.QueryAsync(Sql, account.Spend(least.Spend.Epsilon!.Value * Rational.Parse("0.97")))).Value.Rows[0].Values[0]!.Value;
        Assert.True(less.Value - less.Low > 0.999);

        // Fewer rows cost more, in proportion; a percentage is of the width of the bounds.
        var tenth = data.LeastSpend(Sql, account, ErrorTarget.WithinPercent(1).Expecting(40)).Spend.Epsilon!.Value.ToDouble();
        Assert.InRange(tenth / least.Spend.Epsilon!.Value.ToDouble(), 9.9, 10.1);
    }

    [Fact]
    public async Task Quantiles_are_aimed_at_by_rank()
    {
        using var scratch = new Scratch();
        await using var data = await scratch.OpenAsync(Enumerable.Range(0, 4096).Select(i => $"{i},{i}").Prepend("id,v"), t => t.Number("v", 0, 4096).OnePerUnit());
        await using var ledger = new SimulatedLedger(seed: 8);
        var account = await ledger.AccountAsync(data.Population);
        const string Sql = "select median(v) as m from t";
        var least = data.LeastSpend(Sql, account, ErrorTarget.WithinPercent(2).Expecting(4096));
        var outside = 0;
        for (var i = 0; i < 100; i++)
        {
            outside += Math.Abs((await data.QueryAsync(Sql, least.Spend)).Value.Rows[0].Values[0]!.Value.Value - 2048) > 0.02 * 4096 ? 1 : 0;
        }

        // The widest edge is planned; the median's own may be narrower.
        Assert.InRange(outside / 100.0, 0, 0.1);
        Assert.True(data.LeastSpend(Sql, account, ErrorTarget.WithinPercent(1).Expecting(4096)).Spend.Epsilon > least.Spend.Epsilon * Rational.Parse("1.9"));
    }

    [Fact]
    public async Task The_worst_group_and_the_worst_column_decide()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        double Least(string sql, ErrorTarget target) => clinic.Data.LeastSpend(sql, account, target).Spend.Epsilon!.Value.ToDouble();

        // Calls are bounded by 500, labs by 1: the group of calls needs 500 times as much.
        var all = Least("select kind, sum(value) as s from visits group by kind", ErrorTarget.Within(1000));
        Assert.Equal(Least("select sum(value) as s from visits where kind = 'call'", ErrorTarget.Within(1000)), all, 1e-3 * all);
        var two = ErrorTarget.Parse("n = 50, s = 1e5");
        Assert.Equal(
            2 * Math.Max(Least("select count(*) as n from visits", ErrorTarget.Within(50)), Least("select sum(days) as s from visits", ErrorTarget.Within(1e5))),
            Least("select count(*) as n, sum(days) as s from visits", two), 3e-3);
        Assert.True(Least("select count(*) as n, sum(days) as s from visits", ErrorTarget.Within(1e9).For("n", 50)) > 0);
    }

    [Fact]
    public async Task Key_selection_takes_its_share_and_its_delta()
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        var least = clinic.Data.LeastSpend("select town, count(distinct id) as n from persons group by town", account, ErrorTarget.Within(3), delta: 1e-6);
        Assert.Equal(Rational.Parse("1e-6"), least.Spend.Delta);
        Assert.Equal(2 * clinic.Data.LeastSpend("select count(*) as n from persons", account, ErrorTarget.Within(3)).Spend.Epsilon!.Value.ToDouble(), least.Spend.Epsilon!.Value.ToDouble(), 2e-3);
    }

    [Theory]
    [InlineData("select avg(age) as m from persons", "1", "Expecting")]
    [InlineData("select stddev(age) as m from persons", "1", "the data decides")]
    [InlineData("select max(age) as m from persons", "1%", "the data decides")]
    [InlineData("select median(age) as m from persons", "1", "by rank")]
    [InlineData("select sum(age) as m from persons", "1%", "not known that a percentage")]
    [InlineData("select sum(age) / count(*) as m from persons", "1", "the data decides")]
    [InlineData("select count(*) as n from persons", "m = 1", "no number 'm'")]
    [InlineData("select sex from persons group by sex", "1", "nothing that must be released")]
    [InlineData("select count(*) as n from persons with privacy (epsilon = 1)", "1", "SQL06")]
    [InlineData("select id from persons", "1", "SQL02")]
    public async Task What_the_data_decides_is_refused(string sql, string target, string why)
    {
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(clinic.Data.Population);
        Assert.Contains(why, Assert.Throws<BadInputException>(() => clinic.Data.LeastSpend(sql, account, ErrorTarget.Parse(target))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("five")]
    [InlineData("-1")]
    [InlineData("0%")]
    [InlineData("= 5")]
    [InlineData("n = 5, n = 6")]
    [InlineData("1, nan")]
    public void What_is_no_target_is_refused(string text) => Assert.Throws<BadInputException>(() => ErrorTarget.Parse(text));

    [Fact]
    public async Task A_session_spends_nothing_until_the_answer_is_asked_for()
    {
        using var scratch = new Scratch();
        await using var ledger = await Ledger.OpenAsync(scratch.PathOf("clinic.ledger"));
        var account = await ledger.AccountAsync(clinic.Data.Population, PrivacyBudget.Zcdp(5, 1e-6));
        var session = new QuerySession(clinic.Data, account, new() { ExpectedRows = 100 });
        const string Sql = "select avg(age) as m from persons";
        var least = session.LeastSpend(Sql, ErrorTarget.Within(10));
        Assert.NotNull(least.Spend.Rho);
        Assert.Equal(0, (await account.StatusAsync()).Entries);
        var answer = await session.QueryAsync(Sql, least);
        Assert.Equal($"ρ = {least.Spend.Rho}", answer.Receipt.Price);
        Assert.Equal(1, (await account.StatusAsync()).Entries);
    }

    // So many groups with so many equal rows each; one row a unit.
    private Task<Dataset> OpenAsync(int groups, int rows, double value) => _scratch.OpenAsync(
        Enumerable.Range(0, groups * rows).Select(i => $"{i},g{i % groups},{value}").Prepend("id,g,v"),
        t => t.Category("g", [.. Enumerable.Range(0, groups).Select(g => $"g{g}")]).Number("v", 0, 100).OnePerUnit());

    private static async Task<double> ExactAsync(Dataset data, string sql)
    {
        await using var silent = new SimulatedLedger(noise: false);
        return (await data.QueryAsync(sql, (await silent.AccountAsync(data.Population)).Spend(1000))).Value.Rows[0].Values[0]!.Value.Value;
    }

    private static async Task<double[]> AllAsync(Dataset data, string sql, Spend spend, int times = 2)
    {
        var values = new List<double>();
        for (var i = 0; i < times; i++)
        {
            values.AddRange((await data.QueryAsync(sql, spend)).Value.Rows.Select(r => r.Values[0]!.Value.Value));
        }

        return [.. values];
    }

    private static double Outside(double[] values, double exact, double error) => values.Count(v => Math.Abs(v - exact) > error + 1e-9) / (double)values.Length;
}
