using Tacit.Data;

namespace Tacit.Query.Tests;

/// <summary>An equal question over equal data at an equal price is answered from the ledger, byte for byte and free of charge.</summary>
public sealed class StoredAnswerTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Only_what_was_asked_before_is_repeated()
    {
        _scratch.Write("t.csv", Enumerable.Range(0, 50).Select(i => $"{i},{"fm"[i % 2]},{i},{i % 9},a").Prepend("id,sex,age,x,town"));
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        Question Ask() => Question.From("t").GroupBy("sex").CountUnits().Mean("age").Quantiles("age", 0.5);
        await using (var data = await OpenAsync("2026-11"))
        {
            var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Pure(10));
            var first = await data.QueryAsync(Ask(), account.Spend(0.5));
            var again = await data.QueryAsync(Ask(), account.Spend(0.5));
            Assert.False(first.Receipt.IsRepeated);
            Assert.True(again.Receipt.IsRepeated);
            Assert.Equal(Codec.Table.Encode(first.Value), Codec.Table.Encode(again.Value));
            Assert.Equal((first.Receipt.Entry, first.Receipt.Head), (again.Receipt.Entry, again.Receipt.Head));
            await SpentAsync(account, "0.5");

            Assert.False((await data.QueryAsync(Ask(), account.Spend(0.25))).Receipt.IsRepeated);
            Assert.False((await data.QueryAsync(Ask().WithConfidence(0.9), account.Spend(0.5))).Receipt.IsRepeated);
            Assert.False((await data.QueryAsync(Question.From("t").GroupBy("sex").CountUnits(), account.Spend(0.5))).Receipt.IsRepeated);
            await SpentAsync(account, "1.75");
        }

        // Opened again, with another secret: the owner says that it is the same data.
        await using (var data = await OpenAsync("2026-11"))
        {
            var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Pure(10));
            Assert.True((await data.QueryAsync(Ask(), account.Spend(0.5))).Receipt.IsRepeated);
            await SpentAsync(account, "1.75");
        }

        await using (var data = await OpenAsync("2026-12"))
        {
            var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Pure(10));
            Assert.False((await data.QueryAsync(Ask(), account.Spend(0.5))).Receipt.IsRepeated);
            await SpentAsync(account, "2.25");
        }

        // Other declared facts are other data.
        await using (var data = await OpenAsync("2026-12", highest: 80))
        {
            var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Pure(10));
            Assert.False((await data.QueryAsync(Ask(), account.Spend(0.5))).Receipt.IsRepeated);
            await SpentAsync(account, "2.75");
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Questions_that_differ_are_not_taken_for_each_other(Question one, Question two)
    {
        Assert.NotEqual(one.ToString(), two.ToString());
        _scratch.Write("t.csv", "id,sex,age,x,town", "1,f,3,4,a");
        await using var data = await OpenAsync("1");
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(data.Population);
        await data.QueryAsync(one, account.Spend(1, 1e-6));
        Assert.False((await data.QueryAsync(two, account.Spend(1, 1e-6))).Receipt.IsRepeated);
    }

    public static TheoryData<Question, Question> Pairs => new()
    {
        { Question.From("t").Quantiles("age", 0.0000001), Question.From("t").Quantiles("age", 0.0000002) },
        { Question.From("t").Quantiles("age", 0.123456), Question.From("t").Quantiles("age", 0.123457) },
        { Question.From("t").Histogram("age", 0, 5), Question.From("t").Histogram("age", 0, Math.BitIncrement(5)) },
        { Question.From("t").Mean("age"), Question.From("t").Rate("age") },
        { Question.From("t").Where(Condition.Is("town", "a' or 'b")).Count(), Question.From("t").Where(Condition.Is("town", "a", "b")).Count() },
        { Question.From("t").Where(Condition.AtLeast("age", 1)).Count(), Question.From("t").Where(Condition.AtLeast("age", 1.0000001)).Count() },
        { Question.From("t").Where(Condition.AtLeast("age", 1).Not().And(Condition.Missing("x"))).Count(), Question.From("t").Where(Condition.AtLeast("age", 1).And(Condition.Missing("x")).Not()).Count() },
        { Question.From("t").AtMost(1).Count(), Question.From("t").AtMost(2).Count() },
        { Question.From("t").Count(), Question.From("t").CountUnits() },
    };

    private static async Task SpentAsync(Account account, string epsilon) => Assert.Equal($"ε = {epsilon}", (await account.StatusAsync()).Spent.ToString());

    private Task<Dataset> OpenAsync(string version, double highest = 90) => _scratch.OpenAsync(d => d.Version(version).Table(
        "t", "t.csv", t => t.Category("sex", "f", "m").Number("age", 0, highest).Number("x", 0, 9).Text("town").OnePerUnit()));
}
