using Tacit.Data;

namespace Tacit.Query.Tests;

/// <summary>A condition that may be built can be walked, stored and run: none fails after it was paid for.</summary>
public sealed class DeepConditionTests : IDisposable
{
    private const int Deepest = 200;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    public static TheoryData<string, Func<Condition, Condition>> Shapes => new()
    {
        { "not", c => c.Not() },
        { "and", c => c.And(Condition.AtLeast("v", 0)) },
        { "or", c => Condition.AtMost("v", 0).Or(c) },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task The_deepest_condition_is_answered_and_one_deeper_is_refused(string shape, Func<Condition, Condition> around)
    {
        Assert.NotEmpty(shape);
        await using var data = await _scratch.OpenAsync(["id,v", "a,1", "b,2", "c,3"], t => t.Number("v", 0, 10).OnePerUnit());
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Pure(10));
        Condition Deep(Condition inner) => Enumerable.Range(0, Deepest).Aggregate(inner, (c, _) => around(c));
        var filter = Deep(Condition.AtLeast("v", 2));
        var flagged = Question.From("t").Has("high", "t", filter).Where(Deep(Condition.Holds("high"))).Count();
        foreach (var question in new[] { Question.From("t").Where(filter).Count(), flagged })
        {
            Assert.Equal(2, await data.ExactValueAsync(question));
            Assert.False((await data.QueryAsync(question, account.Spend(1))).Receipt.IsRepeated);
        }

        Assert.Contains("200", Assert.Throws<BadInputException>(() => around(filter)).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => Question.From("t").Where(filter).Where(filter));
    }
}
