using Tacit.Data;
using static Tacit.Query.Condition;

namespace Tacit.Query.Tests;

/// <summary>Names and values are data, never SQL; nothing that one person may hold makes a question fail.</summary>
public sealed class OddNamesTests : IDisposable
{
    private static readonly string[] Odd =
    [
        "it's", "\"quoted\"", "a;b", "a,b", "x'); DROP TABLE t0; --", "' OR '1'='1", "naïve", "数据", "$1", "?", "--", "/*", "a\tb", "NULL", "nan", "a.b", ".", "t.t", "\u001f", "x\u001fy", "1:a", "{}", "🩺",
    ];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Categories_and_texts()
    {
        await using var data = await _scratch.OpenAsync(Odd.Select((v, i) => $"{i},{Csv(v)},{Csv(v)}").Prepend("id,c,x"), t => t.Category("c", Odd).Text("x").OnePerUnit());
        var byCategory = await data.ExactAsync(Question.From("t").GroupBy("c").Count());
        Assert.Equal(Odd, byCategory.Rows.Select(r => r.Keys[0]));
        Assert.All(byCategory.Rows, r => Assert.Equal(1, r.Values[0]!.Value.Value));
        var byText = await data.ExactAsync(Question.From("t").GroupBy("x").Count(), 1e-6);
        Assert.Equal(Odd.Order(StringComparer.Ordinal), byText.Rows.Select(r => r.Keys[0]));
        foreach (var value in Odd)
        {
            Assert.Equal(1, await data.ExactValueAsync(Question.From("t").Where(Is("c", value)).Count()));
            Assert.Equal(1, await data.ExactValueAsync(Question.From("t").Where(Is("x", value)).Count()));
            Assert.Equal(Odd.Length - 1, await data.ExactValueAsync(Question.From("t").Where(Is("x", value).Not()).Count()));
        }

        Assert.Equal(Odd.Length, await data.ExactValueAsync(Question.From("t").Where(Is("x", Odd)).Count()));
        Assert.Equal(0, await data.ExactValueAsync(Question.From("t").Where(Is("x", "' OR 1=1 --")).Count()));
    }

    [Fact]
    public async Task Columns_tables_and_flags()
    {
        await using var data = await _scratch.OpenAsync(d =>
        {
            foreach (var (name, i) in Odd.Select((n, i) => (n, i)))
            {
                _scratch.Write($"f{i}.csv", $"id,{Csv(name)}", "1,3", "2,4");
                d.Table(name, $"f{i}.csv", t => t.Number(name, 0, 9).OnePerUnit());
            }
        });
        foreach (var name in Odd)
        {
            Assert.Equal(7, await data.ExactValueAsync(Question.From(name).Sum(name)));
            Assert.Equal(7, await data.ExactValueAsync(Question.From(Odd[0]).Join(name).Sum($"{name}.{name}")));
            Assert.Equal(1, await data.ExactValueAsync(Question.From(name).Has("f", name, AtLeast(name, 4)).Where(Holds("f")).Count()));
            Assert.Equal(1, await data.ExactValueAsync(Question.From(Odd[0]).Has("a-flag_1", name, AtLeast(name, 4)).Sum("a-flag_1")));
        }
    }

    [Fact]
    public async Task Two_keys_do_not_run_into_each_other()
    {
        // Joined by any separator these pairs would be one.
        string[][] pairs = [["a\u001fb", "c"], ["a", "b\u001fc"], ["a:1", "b"], ["a", "1:b"], ["1", "11"], ["11", "1"]];
        await using var data = await _scratch.OpenAsync(pairs.Select((p, i) => $"{i},{p[0]},{p[1]}").Prepend("id,x,y"), t => t.Text("x").Text("y").OnePerUnit());
        var table = await data.ExactAsync(Question.From("t").GroupBy("x", "y").Count(), 1e-6);
        Assert.Equal(pairs.Select(p => $"{p[0]}|{p[1]}").Order(StringComparer.Ordinal), table.Rows.Select(r => $"{r.Keys[0]}|{r.Keys[1]}").Order(StringComparer.Ordinal));
        Assert.All(table.Rows, r => Assert.Equal(1, r.Values[0]!.Value.Value));
    }

    [Fact]
    public async Task Odd_numbers_at_every_aggregate()
    {
        string[] cells = ["", "nan", "inf", "-inf", "1e308", "-1e308", "-0", "0", "10", "-10", "9.9999999", "4.9e-324"];
        await using var data = await _scratch.OpenAsync(cells.Select((c, i) => $"{i},{c}").Prepend("id,v"), t => t.Number("v", -10, 10).Bands("b", "v", -10, 0, double.PositiveInfinity).OnePerUnit());
        var table = await data.ExactAsync(Question.From("t").Count().Sum("v").Mean("v").Quantiles("v", 0, 0.5, 1));
        var sum = 10 - 10 + 10 - 10 + 10 - 10 + 9.9999999;
        var row = table.Rows.Single();
        Assert.Equal(12, row.Values[0]!.Value.Value);
        Assert.Equal(sum, row.Values[1]!.Value.Value, 1e-5);
        Assert.Equal(sum / 10, row.Values[2]!.Value.Value, 1e-6);
        Assert.Equal(0, row.Values[4]!.Value.Value, 20.0 / 4096);
        Assert.Equal(10, row.Values[5]!.Value.Value, 20.0 / 4096);
        Assert.All(row.Values, v => Assert.True(double.IsFinite(v!.Value.Value) && v.Value.Low <= v.Value.Value && v.Value.Value <= v.Value.High));
        var histogram = await data.ExactAsync(Question.From("t").Histogram("v", -10, 0, 10));
        Assert.Equal([3, 7], histogram.Rows.Select(r => r.Values[0]!.Value.Value));
        var bands = await data.ExactAsync(Question.From("t").GroupBy("b").Count());
        Assert.Equal([1, 7], bands.Rows.Select(r => r.Values[0]!.Value.Value));
    }

    private static string Csv(string value) => "\"" + value.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
