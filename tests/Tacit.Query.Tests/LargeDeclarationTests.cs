using Tacit.Data;

namespace Tacit.Query.Tests;

/// <summary>At the largest limits that may be declared, claims are exact, answers come, and what does not fit is refused before it is paid for.</summary>
public sealed class LargeDeclarationTests : IDisposable
{
    private const long Most = 1_000_000_000;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Claims_at_the_largest_limit_are_exact()
    {
        await using var data = await OpenAsync();
        await using var ledger = new SimulatedLedger(seed: 1);
        var account = await ledger.AccountAsync(data.Population);
        foreach (var (question, shift) in new (Question, double)[]
        {
            (Question.From("t").Count(), Most), (Question.From("t").Sum("v"), Most), (Question.From("t").Histogram("v", 0, 5, 10), Most), (Question.From("t").Quantiles("v", 0.5), 3.0 * Most),
            (Question.From("t").Where(Condition.Is("c", "c7")).Count(), 1e6), (Question.From("t").AtMost(2).Count(), 2000), (Question.From("t").AtMost(int.MaxValue).Count(), Most),
            (Question.From("t").GroupBy("c").CountUnits(), 1000),
        })
        {
            Assert.Equal([shift], data.Explain(question, account.Spend(1)).Loss.Shifts());
            Assert.NotEmpty((await data.QueryAsync(question, account.Spend(1))).Value.Rows);
        }
    }

    [Fact]
    public async Task Whatever_is_asked_there_is_answered_or_refused_unpaid()
    {
        await using var data = await OpenAsync();
        foreach (var unit in new[] { data.Population.Unit, data.Population.Unit.Under(Neighbours.Replace), data.Population.Unit.ForGroupsOf(1_000_000).ForGroupsOf(2000).Under(Neighbours.Replace) })
        {
            await using var same = await OpenAsync(unit);
            await using var ledger = new SimulatedLedger(seed: 2);
            var account = await ledger.AccountAsync(same.Population);
            var answered = 0;
            foreach (var question in new[]
            {
                Question.From("t").Count().CountUnits().Sum("v").Mean("v").Quantiles("v", 0.1), Question.From("t").GroupBy("c").Count().Sum("v").Mean("v"),
                Question.From("t").GroupBy("x").CountUnits().Sum("v"), Question.From("t").GroupBy("x", "c").Mean("v"), Question.From("t").Histogram("v", 0, 10), Question.BoundingOf("t"),
            })
            {
                foreach (var spend in new[] { account.Spend(1e-12, 1e-12), account.Spend(1e12, 0.5), account.SpendZcdp(1, 1e-9) })
                {
                    var before = (await account.StatusAsync()).Entries;
                    try
                    {
                        _ = same.Explain(question, spend);
                        await same.QueryAsync(question, spend);
                        answered++;
                    }
                    catch (BadInputException)
                    {
                        Assert.Equal(before, (await account.StatusAsync()).Entries);
                    }
                }
            }

            Assert.InRange(answered, 1, 17);
        }
    }

    private Task<Dataset> OpenAsync(PrivacyUnit? unit = null) => _scratch.OpenAsync(
        ["id,c,v,x", "1,c7,5,a", "1,c8,5,b", "2,c7,10,a"],
        t => t.Category("c", [.. Enumerable.Range(0, 1000).Select(i => $"c{i}")]).Number("v", 0, 10).Text("x").AtMost(1_000_000, per: "c"),
        unit);
}
