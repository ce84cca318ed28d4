using Tacit.Data;

namespace Tacit.Query.Tests;

/// <summary>What reviewers broke once. Each was red before its mend.</summary>
public sealed class ReviewTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_person_is_one_unit_also_in_a_data_set_of_one_table()
    {
        await using var data = await _scratch.OpenAsync(["id,v", "a,1", "a,1", "a,1", "b,2"], t => t.Number("v", 0, 10).AtMost(2));
        var table = await AskAsync(data, Question.From("t").Count().CountUnits());
        Assert.Equal([3, 2], table.Rows[0].Values.Select(v => (int)v!.Value.Value));
    }

    [Fact]
    public async Task A_category_of_the_same_name_in_another_table_decides_no_bounds_and_no_limit()
    {
        _scratch.Write("p.csv", "id,kind", "a,x", "b,y");
        _scratch.Write("m.csv", "id,kind,v", "a,x,1", "a,y,90", "b,x,2");
        await using var data = await _scratch.OpenAsync(d => d
            .Table("p", "p.csv", t => t.Category("kind", "x", "y").OnePerUnit())
            .Table("m", "m.csv", t => t.Category("kind", "x", "y").Number("v", per: "kind", ("x", 0, 10), ("y", 0, 100)).AtMost(3, per: "kind")));
        await using var ledger = new SimulatedLedger();
        var spend = (await ledger.AccountAsync(data)).Spend(1);
        Assert.Throws<BadInputException>(() => data.Explain(Question.From("m").Join("p").Where(Condition.Is("p.kind", "x")).Sum("v"), spend));
        Assert.Throws<BadInputException>(() => data.Explain(Question.From("m").Join("p").GroupBy("p.kind").Mean("v"), spend));
        var own = data.Explain(Question.From("m").Join("p").Where(Condition.Is("m.kind", "x")).Count(), spend);
        var other = data.Explain(Question.From("m").Join("p").Where(Condition.Is("p.kind", "x")).Count(), spend);
        Assert.Equal(PrivacyLoss.Composed(PrivacyLoss.DiscreteLaplace(3, 3)), own.Loss);
        Assert.Equal(PrivacyLoss.Composed(PrivacyLoss.DiscreteLaplace(6, 6)), other.Loss);
    }

    [Fact]
    public async Task Columns_of_one_name_in_two_tables_are_two()
    {
        _scratch.Write("p.csv", "id,v", "a,10", "b,30");
        _scratch.Write("m.csv", "id,v", "a,1", "b,3");
        await using var data = await _scratch.OpenAsync(d => d
            .Table("p", "p.csv", t => t.Number("v", 0, 100).OnePerUnit())
            .Table("m", "m.csv", t => t.Number("v", 0, 100).AtMost(1)));
        var table = await AskAsync(data, Question.From("m").Join("p").Sum("m.v").Sum("p.v"));
        Assert.Equal([4, 40], table.Rows[0].Values.Select(v => (int)Math.Round(v!.Value.Value)));
    }

    [Fact]
    public async Task A_question_is_what_it_was_when_it_was_built()
    {
        await using var data = await _scratch.OpenAsync(["id,k,v", "a,x,1", "b,y,2"], t => t.Category("k", "x", "y").Number("v", 0, 10).OnePerUnit());
        string[] values = ["x"];
        double[] edges = [0, 5, 10];
        var filter = Question.From("t").Where(Condition.Is("k", values)).Count();
        var histogram = Question.From("t").Histogram("v", edges);
        values[0] = "nothing that is declared";
        edges[1] = -1;
        Assert.Equal(1, (await AskAsync(data, filter)).Rows[0].Values[0]!.Value.Value);
        Assert.Equal(2, (await AskAsync(data, histogram)).Rows[0].Values[0]!.Value.Value);
        Assert.False(data.Tables[0].Columns is List<ColumnFacts> or ColumnFacts[]);
    }

    [Fact]
    public async Task Questions_without_keys_and_histograms_of_one_bin_answer()
    {
        await using var data = await _scratch.OpenAsync(["id,v", "a,1", "b,2"], t => t.Number("v", 0, 10).OnePerUnit());
        Assert.Equal(2, (await AskAsync(data, Question.From("t").Histogram("v", 0, 10))).Rows[0].Values[0]!.Value.Value);
        Assert.NotNull((await AskAsync(data, Question.From("t").Quantiles("v", 0.5))).Rows[0].Values[0]);
    }

    [Fact]
    public async Task No_cell_decides_whether_a_question_fails()
    {
        await using var data = await _scratch.OpenAsync(["id,a,b", "1,m\u001fn,o", "2,m,n\u001fo"], t => t.Text("a").Text("b").OnePerUnit());
        Assert.Equal(2, (await AskAsync(data, Question.From("t").GroupBy("a", "b").CountUnits())).Rows.Count);
    }

    [Fact]
    public async Task What_cannot_be_drawn_or_walked_is_refused_before_anything_is_spent()
    {
        await using var data = await _scratch.OpenAsync(["id,v", "a,1"], t => t.Number("v", 0, 10).OnePerUnit());
        await using var ledger = new SimulatedLedger();
        var account = await ledger.AccountAsync(data);
        await Assert.ThrowsAsync<BadInputException>(() => data.QueryAsync(Question.From("t").Sum("v"), account.Spend(1e-25)));
        Assert.Throws<BadInputException>(() =>
        {
            var condition = Condition.Missing("v");
            for (var i = 0; i < 200_000; i++)
            {
                condition = condition.Not();
            }

            return condition;
        });
        Assert.Throws<BadInputException>(() => Question.From("t").Has("a: any row", "t", Condition.Missing("v")));
        Assert.Throws<BadInputException>(() => data.Explain(Question.From("t").Has("v", "t", Condition.Missing("v")).Rate("v"), account.Spend(1)));
        await Assert.ThrowsAsync<BadInputException>(() => data.QueryAsync(Question.BoundingOf("t").Count(), account.Spend(1)));
        Assert.Equal(0, (await account.StatusAsync()).Entries);
    }

    private static async Task<Table> AskAsync(Dataset data, Question question)
    {
        await using var ledger = new SimulatedLedger(noise: false);
        return (await data.QueryAsync(question, (await ledger.AccountAsync(data)).Spend(1000, 1e-6))).Value;
    }
}
