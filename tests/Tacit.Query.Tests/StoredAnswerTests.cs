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
        _scratch.Write("t.csv", Enumerable.Range(0, 50).Select(i => $"{i},{"fm"[i % 2]},{i},{i % 9},a,0,f,f,0").Prepend("id,sex,age,x,town,\"age, sum of x\",\"sex, s\",s,\"a\"\"b\""));
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
        _scratch.Write("t.csv", "id,sex,age,x,town,\"age, sum of x\",\"sex, s\",s,\"a\"\"b\"", "1,f,3,4,a,5,f,f,6");
        await using var data = await OpenAsync("1");
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Approximate(10, 1e-3));
        await data.QueryAsync(one, account.Spend(1, 1e-6));
        Assert.True((await data.QueryAsync(one, account.Spend(1, 1e-6))).Receipt.IsRepeated);
        Assert.False((await data.QueryAsync(two, account.Spend(1, 1e-6))).Receipt.IsRepeated);
    }

    public static TheoryData<Question, Question> Pairs => new()
    {
        { Question.From("t").Quantiles("age", 0.0000001), Question.From("t").Quantiles("age", 0.0000002) },
        { Question.From("t").Quantiles("age", 0.123456), Question.From("t").Quantiles("age", 0.123457) },
        { Question.From("t").Quantiles("age", 0.25, 0.5), Question.From("t").Quantiles("age", 0.5, 0.25) },
        { Question.From("t").Histogram("age", 0, 5), Question.From("t").Histogram("age", 0, Math.BitIncrement(5)) },
        { Question.From("t").Mean("age"), Question.From("t").Rate("age") },
        { Question.From("t").Where(Condition.Is("town", "a' or 'b")).Count(), Question.From("t").Where(Condition.Is("town", "a", "b")).Count() },
        { Question.From("t").Where(Condition.Is("town", "a\",\"b")).Count(), Question.From("t").Where(Condition.Is("town", "a", "b")).Count() },
        { Question.From("t").Where(Condition.Is("town", "a\\")).Count(), Question.From("t").Where(Condition.Is("town", "a\\\\")).Count() },
        { Question.From("t").Where(Condition.Is("town", "]}")).Count(), Question.From("t").Where(Condition.Is("town", "]", "}")).Count() },
        { Question.From("t").Where(Condition.AtLeast("age", 1)).Count(), Question.From("t").Where(Condition.AtLeast("age", 1.0000001)).Count() },
        { Question.From("t").Where(Condition.AtLeast("age", 1)).Count(), Question.From("t").Where(Condition.AtMost("age", 1)).Count() },
        { Question.From("t").Where(Condition.AtLeast("age", 1).Not().And(Condition.Missing("x"))).Count(), Question.From("t").Where(Condition.AtLeast("age", 1).And(Condition.Missing("x")).Not()).Count() },
        { Question.From("t").Where(Condition.Missing("age").And(Condition.Missing("x"))).Count(), Question.From("t").Where(Condition.Missing("age").Or(Condition.Missing("x"))).Count() },
        { Question.From("t").Count(), Question.From("t").CountUnits() },
        { Question.From("t").Count(), Question.From("same").Count() },
        { Question.From("t").Count(), Question.From("t").Join("same").Count() },
        { Question.From("t").Sum("age").Sum("x"), Question.From("t").Sum("age, sum of x") },
        { Question.From("t").Sum("age"), Question.From("t").Sum("a\"b") },
        { Question.From("t").GroupBy("sex", "s").Count(), Question.From("t").GroupBy("sex, s").Count() },
        { Question.From("t").Has("f", "t", Condition.Missing("age")).Rate("f"), Question.From("t").Has("f", "t", Condition.Missing("x")).Rate("f") },
        { Question.From("t").Has("f", "t", Condition.Missing("age")).Rate("f"), Question.From("t").Has("f", "same", Condition.Missing("age")).Rate("f") },
        { Question.From("many").AtMost(1).Where(Condition.AtLeast("age", 1)).CountUnits(), Question.From("many").AtMost(2).Where(Condition.AtLeast("age", 1)).CountUnits() },
        { Question.BoundingOf("t"), Question.BoundingOf("same") },
    };

    [Fact]
    public async Task Questions_in_sql_that_differ_are_not_taken_for_each_other()
    {
        _scratch.Write("t.csv", "id,sex,age,x,town,\"age, sum of x\",\"sex, s\",s,\"a\"\"b\"", "1,f,3,4,a,5,f,f,6");
        await using var data = await OpenAsync("1");
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Approximate(100, 1e-3));
        foreach (var sql in Sql)
        {
            Assert.False((await data.QueryAsync(sql, account.Spend(0.1, 1e-6))).Receipt.IsRepeated, sql);
            Assert.True((await data.QueryAsync(sql, account.Spend(0.1, 1e-6))).Receipt.IsRepeated, sql);
        }
    }

    // Each differs from one before it in a single thing.
    private static readonly string[] Sql =
    [
        "select count(*) from t", "select count(*) from t with privacy (confidence = 0.9)", "select count(*) from many", "select count(age) from t", "select count(*) from t where age > 3", "select count(*) from t where age >= 3", "select count(*) from t where 3 > age",
        "select count(*) from t group by sex", "select count(*) from t group by s", "select count(*) from t group by rollup(sex)", "select count(*) from t group by sex having count(*) > 3",
        "select count(*) from t group by sex order by 1 limit 1", "select count(*) from t group by sex order by 1 limit 2", "select count(*) from t group by sex order by 1 desc limit 2",
        "select count(*) from many group by sex", "select count(*) from many group by sex with privacy (max_groups = 1)", "select count(*) from many group by sex with privacy (max_groups = 2)",
        "select count(*) from many group by sex with privacy (max_rows_per_group = 1)", "select count(*) from many group by sex with privacy (max_rows_per_group = 2)", "select count(*) from many group by sex with privacy (keys = private)",
        "select count(*) from t join many using (id)", "select count(*) from t left join many using (id)", "select count(*) from t left join many on t.id = many.id and many.age > 3",
        "select sum(n) from (select id, count(*) as n from many group by id) q", "select sum(n) from (select id, count(age) as n from many group by id) q", "select sum(n) from (select id, count(distinct age) as n from many group by id) q",
        "select sum(n) from (select id, count(*) as n from many group by id, sex) q",
        "select sum(k) from (select id, row_number() over (partition by id order by age) as k from many) q", "select sum(k) from (select id, row_number() over (partition by id order by age desc) as k from many) q",
        "select sum(k) from (select id, row_number() over (partition by id, sex order by age) as k from many) q", "select sum(k) from (select id, lag(age) over (partition by id order by x) as k from many) q",
        "select sum(k) from (select id, lead(age) over (partition by id order by x) as k from many) q", "select count(*) from (select id from t union all select id from many) q", "select count(*) from (select id from many union all select id from t) q",
        "select count(*) from t where id in (select id from many)", "select count(*) from t where id in (select id from many where x > 1)", "select median(age) from t", "select quantile_cont(age, 0.25) as q from t", "select quantile_cont(age, 0.5) as q from t",
        "select count(distinct id) filter (where age > 3) from many with privacy (max_rows_per_group = 1)", "select count(distinct id) filter (where age > 3) from many with privacy (max_rows_per_group = 2)",
        "select age = null as k, count(*) from t group by 1", "select cast(null as int) as k, count(*) from t group by 1",
    ];

    // A square is one plan however it is written, and so one answer that its derivation tells the truth about.
    [Theory]
    [InlineData("avg(power(age - 40, 2))", "avg((age - 40) * (age - 40))")]
    [InlineData("sum(cast(x as integer) ** 2)", "sum(cast(x as integer) * cast(x as integer))")]
    public async Task Two_spellings_of_one_plan_have_one_derivation(string one, string other)
    {
        _scratch.Write("t.csv", "id,sex,age,x,town,\"age, sum of x\",\"sex, s\",s,\"a\"\"b\"", "1,f,3,4,a,5,f,f,6");
        await using var data = await OpenAsync("1");
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        var account = await ledger.AccountAsync(data.Population, PrivacyBudget.Pure(10));
        var first = await data.QueryAsync($"select {one} as v from t", account.Spend(1));
        var second = await data.QueryAsync($"select {other} as v from t", account.Spend(1));
        Assert.True(second.Receipt.IsRepeated);
        Assert.Equal(Unworded(first.Receipt.Derivation!), Unworded(second.Receipt.Derivation!));
        Assert.Contains("\"low\":0,", first.Receipt.Derivation!, StringComparison.Ordinal);

        static string Unworded(string text)
        {
            var derivation = System.Text.Json.Nodes.JsonNode.Parse(text)!.AsObject();
            derivation.Remove("question");
            return derivation.ToJsonString();
        }
    }

    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task Declarations_that_differ_are_not_taken_for_each_other(Action<TableBuilder> one, Action<TableBuilder> two)
    {
        _scratch.Write("t.csv", "id,k,age,weight,band,kind", "1,1,30,60,0 to 9,a", "2,0,40,70,0 to 9,b");
        await using var ledger = await Ledger.OpenAsync(_scratch.PathOf("clinic.ledger"));
        await using var before = await _scratch.OpenAsync(d => d.Table("t", "t.csv", one));
        await using var after = await _scratch.OpenAsync(d => d.Table("t", "t.csv", two));
        var account = await ledger.AccountAsync(before.Population, PrivacyBudget.Pure(10));
        await before.QueryAsync(Question.From("t").Count(), account.Spend(1));
        Assert.True((await before.QueryAsync(Question.From("t").Count(), account.Spend(1))).Receipt.IsRepeated);
        Assert.False((await after.QueryAsync(Question.From("t").Count(), account.Spend(1))).Receipt.IsRepeated);
    }

    public static TheoryData<Action<TableBuilder>, Action<TableBuilder>> Declarations => new()
    {
        // The labels of both are "0 to 9": only the edges, or the source, tell.
        { t => t.Category("band", "0 to 9").OnePerUnit(), t => t.Bands("band", "age", 0, 10).OnePerUnit() },
        { t => t.Bands("band", "age", 0, 10).OnePerUnit(), t => t.Bands("band", "weight", 0, 10).OnePerUnit() },
        { t => t.Bands("band", "age", 0, 9007199254740996).OnePerUnit(), t => t.Bands("band", "age", 0, 9007199254740998).OnePerUnit() },
        { t => t.Bands("band", "age", 0, 10, 50).OnePerUnit(), t => t.Bands("band", "age", 0, 10, double.PositiveInfinity).OnePerUnit() },
        { t => t.Flag("k").OnePerUnit(), t => t.Number("k", 0, 1).OnePerUnit() },
        { t => t.Number("k", 0, 1).OnePerUnit(), t => t.Number("k", 0, 1.5).OnePerUnit() },
        { t => t.Category("k", "0", "1").OnePerUnit(), t => t.Category("k", "0, 1").OnePerUnit() },
        { t => t.Category("k", "0", "1").OnePerUnit(), t => t.Category("k", "0\",\"1").OnePerUnit() },
        { t => t.Category("k", "0", "1").OnePerUnit(), t => t.Category("k", "1", "0").OnePerUnit() },
        { t => t.Category("k", "0", "1").Number("age", 0, 9).OnePerUnit(), t => t.Category("k", "0", "1\nt.age: clipped to [0, 9]").OnePerUnit() },
        { t => t.Text("k").OnePerUnit(), t => t.Category("k", "text, values not public").OnePerUnit() },
        { t => t.Text("k").OnePerUnit(), t => t.Text("kind").OnePerUnit() },
        { t => t.Text("k").AtMost(1), t => t.Text("k").OnePerUnit() },
        { t => t.Text("k").AtMost(1), t => t.Text("k").AtMost(2) },
        { t => t.Number("k", 0, 1).OnePerUnit(), t => t.Number("k", -1, 1).OnePerUnit() },
        { t => t.Category("k", "0", "1").Category("kind", "a", "b").AtMost(1, per: "k"), t => t.Category("k", "0", "1").Category("kind", "a", "b").AtMost(1, per: "kind") },
        { t => PerKind(t, 10), t => PerKind(t, 11) },
    };

    private static void PerKind(TableBuilder t, double high) => t.Category("kind", "a", "b").Number("age", per: "kind", ("a", 0, 50), ("b", 5, high)).OnePerUnit();

    [Fact]
    public async Task Other_units_are_other_questions_also_where_their_words_are_the_same()
    {
        _scratch.Write("t.csv", "id,other,v", "1,2,3");
        await using var person = await _scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Number("v", 0, 9).OnePerUnit()));
        var texts = new[] { PrivacyUnit.Person("other"), PrivacyUnit.Client("id"), PrivacyUnit.Person("id").ForGroupsOf(2), PrivacyUnit.Person("id").Under(Neighbours.Replace), PrivacyUnit.Row() }
            .Select(async unit =>
            {
                await using var other = await _scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Number("v", 0, 9).OnePerUnit()), unit);
                return other.Declared;
            });
        Assert.Equal(6, (await Task.WhenAll(texts)).Append(person.Declared).Distinct().Count());
    }

    private static async Task SpentAsync(Account account, string epsilon) => Assert.Equal($"ε = {epsilon}", (await account.StatusAsync()).Spent.ToString());

    private Task<Dataset> OpenAsync(string version, double highest = 90)
    {
        return _scratch.OpenAsync(d => d.Version(version).Table("t", "t.csv", Columns).Table("same", "t.csv", Columns).Table("many", "t.csv", t => t.Category("sex", "f", "m").Number("age", 0, highest).Number("x", 0, 9).AtMost(5)));

        void Columns(TableBuilder t) => t.Category("sex", "f", "m").Number("age", 0, highest).Number("x", 0, 9).Text("town")
            .Number("age, sum of x", 0, 9).Category("sex, s", "f", "m").Category("s", "f", "m").Number("a\"b", 0, 9).OnePerUnit();
    }
}
