using Tacit.Randomness;

namespace Tacit.Data.Tests;

/// <summary>
/// What is kept of a unit is a function of its own rows. The secret is new with each opening, so neighbouring tables are opened together, as tables of
/// one data set: they share the secret, and what is kept of everybody else must be the same rows.
/// </summary>
public sealed class BoundingTests : IDisposable
{
    private static readonly string[] Values = ["1", "5", "99"];
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>All multisets of at most three of three values: every person that the tiny domain can hold.</summary>
    private static (string Id, string[] Rows)[] Everybody { get; } =
        [.. Multisets(3).Select((rows, i) => ($"p{i}", rows))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Removing_any_person_leaves_the_kept_rows_of_all_others(int limit)
    {
        var ids = Everybody.Where(p => p.Rows.Length > 0).Select(p => p.Id).ToArray();
        void Declare(TableBuilder t) => t.Category("id", ids).Number("v", 0, 10).AtMost(limit);
        Write("all", Everybody);
        foreach (var id in ids)
        {
            Write(id, Everybody.Where(p => p.Id != id));
        }

        await using var data = await _scratch.OpenAsync(d =>
        {
            d.Table("all", "all.csv", Declare);
            foreach (var id in ids)
            {
                d.Table(id, $"{id}.csv", Declare);
            }
        });
        var all = await data.RowsAsync("SELECT c0, c1, r FROM t0", 3);
        Assert.Equal(Everybody.Sum(p => Math.Min(p.Rows.Length, limit)), all.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            var without = await data.RowsAsync($"SELECT c0, c1, r FROM t{i + 1}", 3);
            Assert.Equal(all.Where(row => !row.StartsWith($"{i} ", StringComparison.Ordinal)), without);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("test")]
    public async Task At_most_the_declared_number_of_own_rows_is_kept(string? per)
    {
        var random = RandomSource.Seeded(31);
        var rows = Enumerable.Range(0, 800).Select(_ => (
            Id: (int)random.NextBelow(60) * (int)random.NextBelow(2), Test: "abx"[(int)random.NextBelow(3)], Value: (int)random.NextBelow(8) - 1)).ToArray();
        await using var data = await _scratch.OpenAsync(
            rows.Select(r => $"{r.Id},{r.Test},{(r.Value < 0 ? string.Empty : r.Value)}").Prepend("id,test,v"),
            t => t.Category("id", [.. Enumerable.Range(0, 60).Select(i => $"{i}")]).Category("test", "a", "b").Number("v", 0, 6).AtMost(4, per));
        var kept = await data.PushAsync("SELECT c0, coalesce(c1, 9), coalesce(c2, -1), r, u FROM t0", 0, 5);
        Assert.Equal(kept.Select(k => k.Integers[0]).Distinct().Count(), kept.Select(k => k.Integers[4]).Distinct().Count());
        foreach (var person in rows.GroupBy(r => r.Id))
        {
            var own = kept.Where(k => k.Integers[0] == person.Key).ToArray();
            var given = person.Select(r => (Test: r.Test switch { 'a' => 0, 'b' => 1, _ => 9 }, Value: r.Value < 0 ? -1 : Math.Min(r.Value, 6) << 20)).ToArray();
            var parts = per is null ? given.GroupBy(_ => 0) : given.Where(g => g.Test < 9).GroupBy(g => g.Test);
            foreach (var part in parts)
            {
                var mine = per is null ? own : [.. own.Where(k => k.Integers[1] == part.Key)];
                Assert.Equal(Math.Min(4, part.Count()), mine.Length);
                Assert.Equal(Enumerable.Range(1, mine.Length), mine.Select(k => (int)k.Integers[3]).Order());
                var left = part.ToList();
                Assert.All(mine, k => Assert.True(left.Remove(((int)k.Integers[1], (int)k.Integers[2])), "A kept row is none of the person's own."));
            }

            Assert.Equal(parts.Sum(p => Math.Min(4, p.Count())), own.Length);
            Assert.True(own.Select(k => k.Integers[4]).Distinct().Count() <= 1, "One person is one unit.");
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(9, false)]
    public async Task Rows_of_at_most_the_declared_number_of_values_are_kept(int values, bool isMissingKey)
    {
        var random = RandomSource.Seeded(33);
        var rows = Enumerable.Range(0, 900).Select(_ => (Id: (int)random.NextBelow(90), Test: "abcx"[(int)random.NextBelow(4)], Value: random.NextBelow(9))).ToArray();
        void Declare(TableBuilder t)
        {
            t.Category("id", [.. Enumerable.Range(0, 90).Select(i => $"{i}")]).Category("test", "a", "b", "c").Number("v", 0, 8).AtMost(3, per: "test", valuesPerUnit: values);
            _ = isMissingKey ? t.Nullable("test") : t;
        }

        _scratch.Write("all.csv", rows.Select(r => $"{r.Id},{r.Test},{r.Value}").Prepend("id,test,v"));
        _scratch.Write("odd.csv", rows.Where(r => r.Id % 2 == 1).Reverse().Select(r => $"{r.Id},{r.Test},{r.Value}").Prepend("id,test,v"));
        await using var data = await _scratch.OpenAsync(d => d.Table("all", "all.csv", Declare).Table("odd", "odd.csv", Declare));
        var kept = await data.PushAsync("SELECT c0, coalesce(c1, 3), c2 FROM t0", 0, 3);
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        var bounded = 0;
        foreach (var person in rows.GroupBy(r => r.Id))
        {
            var own = kept.Where(k => k.Integers[0] == person.Key).GroupBy(k => (int)k.Integers[1]).ToDictionary(k => k.Key, k => k.Count());
            var given = person.GroupBy(r => "abcx".IndexOf(r.Test, StringComparison.Ordinal)).Where(g => g.Key < 3 || isMissingKey).ToDictionary(g => g.Key, g => g.Count());
            Assert.Equal(Math.Min(values, given.Count), own.Count);
            Assert.All(own, o => Assert.Equal(Math.Min(3, given[o.Key]), o.Value));
            chosen.Add(string.Join(' ', own.Keys.Order()));
            bounded += given.Count > values || given.Values.Any(n => n > 3) ? 1 : 0;
        }

        // Nobody's choice depends on who else there is, and persons choose differently.
        Assert.Equal((await data.RowsAsync("SELECT c0, coalesce(c1, 3), c2, r FROM t0 WHERE c0 % 2 = 1", 4)).Order(), (await data.RowsAsync("SELECT c0, coalesce(c1, 3), c2, r FROM t1", 4)).Order());
        Assert.True(values > 3 || chosen.Count >= 3, string.Join(", ", chosen));
        Assert.Equal(bounded, await data.IntegerAsync("SELECT count(*) FROM e0 WHERE bounded"));
    }

    [Fact]
    public async Task Limits_of_values_that_mean_nothing_are_refused()
    {
        async Task<string> Refused(Action<TableBuilder> limit) => (await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(["id,test", "1,a"], t => limit(t.Category("test", "a", "b"))))).Message;
        Assert.Contains("name it with per", await Refused(t => t.AtMost(3, valuesPerUnit: 2)), StringComparison.Ordinal);
        Assert.Contains("declare one of the two", await Refused(t => t.AtMost(3, per: "test").OnePerUnit()), StringComparison.Ordinal);
        Assert.Contains("1 value of 'test' or more", await Refused(t => t.AtMost(3, per: "test", valuesPerUnit: 0)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_rows_does_not_matter()
    {
        var random = RandomSource.Seeded(32);
        var rows = Enumerable.Range(0, 3000).Select(_ => $"{random.NextBelow(300)},{random.NextBelow(40)}").ToArray();
        var files = new[] { rows, [.. rows.Reverse()], [.. rows.OrderBy(_ => random.NextUInt64())], [.. rows.Order(StringComparer.Ordinal)] };
        foreach (var (file, i) in files.Select((f, i) => (f, i)))
        {
            _scratch.Write($"f{i}.csv", file.Prepend("id,v"));
        }

        _scratch.Parquet("f4.parquet", $"SELECT * FROM read_csv('{_scratch.PathOf("f2.csv")}', all_varchar=true)");
        await using var data = await _scratch.OpenAsync(d =>
        {
            for (var i = 0; i < 5; i++)
            {
                d.Table($"f{i}", i == 4 ? "f4.parquet" : $"f{i}.csv", t => t.Number("v", 0, 64).AtMost(3));
            }
        });
        var first = await data.RowsAsync("SELECT u, c0, r FROM t0", 3);
        for (var i = 1; i < 5; i++)
        {
            Assert.Equal(first, await data.RowsAsync($"SELECT u, c0, r FROM t{i}", 3));
        }
    }

    [Fact]
    public async Task Everybody_draws_their_own_lot()
    {
        // Each of 400 persons has a 0 and a 1 and keeps one row. Were the choice shared, all would keep the same.
        await using var data = await _scratch.OpenAsync(Enumerable.Range(0, 400).SelectMany(i => new[] { $"{i},0", $"{i},1" }).Prepend("id,v"), t => t.Flag("v").AtMost(1));
        Assert.Equal(400, await data.IntegerAsync("SELECT count(*) FROM t0"));
        Assert.InRange(await data.IntegerAsync("SELECT count(*) FROM t0 WHERE c0 > 0"), 130, 270);
    }

    [Fact]
    public async Task The_lot_is_drawn_anew_with_each_opening()
    {
        var lines = Enumerable.Range(0, 40).SelectMany(i => new[] { $"{i},{i},0", $"{i},{i},1" }).Prepend("id,who,v").ToArray();
        void Declare(TableBuilder t) => t.Number("who", 0, 64).Flag("v").AtMost(1);
        await using var one = await _scratch.OpenAsync(lines, Declare);
        await using var two = await _scratch.OpenAsync(lines, Declare);
        Assert.NotEqual(await one.RowsAsync("SELECT c0, c1 FROM t0", 2), await two.RowsAsync("SELECT c0, c1 FROM t0", 2));
    }

    [Fact]
    public async Task One_person_is_one_unit_in_every_table_and_kind_of_file()
    {
        _scratch.Write("a.csv", "id,v", "7,1", "8,1", "7,2");
        _scratch.Parquet("b.parquet", "SELECT 7 AS id, 1 AS v UNION ALL SELECT 9, 1");
        Scratch.Run("CREATE TABLE c AS SELECT 7::BIGINT AS id, 1 AS v", _scratch.PathOf("c.duckdb"));
        await using var data = await _scratch.OpenAsync(d => d
            .Table("a", "a.csv", t => t.Number("v", 0, 9).AtMost(5))
            .Table("b", "b.parquet", t => t.Number("v", 0, 9).AtMost(5))
            .Table("c", "c.duckdb#c", t => t.Number("v", 0, 9).AtMost(5)));
        Assert.Equal(3, await data.IntegerAsync("SELECT count(DISTINCT u) FROM (SELECT u FROM t0 UNION ALL SELECT u FROM t1 UNION ALL SELECT u FROM t2)"));
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM t0 JOIN t1 USING (u)"));
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM t0 JOIN t2 USING (u)"));
    }

    [Fact]
    public async Task Where_the_unit_is_the_row_every_row_counts()
    {
        await using var data = await _scratch.OpenAsync(["v,w", "1,2", "1,2", ",3"], t => t.Number("v", 0, 9), PrivacyUnit.Row());
        Assert.Equal(3, await data.IntegerAsync("SELECT count(*) FROM t0"));
        Assert.Equal(2 << 20, await data.IntegerAsync("SELECT sum(c0) FROM t0"));
        Assert.True(data.Table("t").IsOnePerUnit);
    }

    private static IEnumerable<string[]> Multisets(int most) =>
        from a in Enumerable.Range(0, most + 1)
        from b in Enumerable.Range(0, most + 1 - a)
        from c in Enumerable.Range(0, most + 1 - a - b)
        select Enumerable.Repeat(Values[0], a).Concat(Enumerable.Repeat(Values[1], b)).Concat(Enumerable.Repeat(Values[2], c)).ToArray();

    private void Write(string name, IEnumerable<(string Id, string[] Rows)> persons) =>
        _scratch.Write($"{name}.csv", persons.SelectMany(p => p.Rows.Select(r => $"{p.Id},{r}")).Prepend("id,v"));
}
