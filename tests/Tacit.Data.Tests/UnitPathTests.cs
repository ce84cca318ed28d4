using Tacit.Randomness;

namespace Tacit.Data.Tests;

/// <summary>Rows that find their unit through other tables.</summary>
public sealed class UnitPathTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Removing_any_person_leaves_the_kept_rows_of_all_others_at_any_depth(int limit)
    {
        // Persons have visits, visits have labs, labs have remarks; the last table says whose a row is, so that the test knows.
        var random = RandomSource.Seeded(61);
        string[] ids = [.. Enumerable.Range(0, 8).Select(i => $"p{i}")];
        var visits = ids.SelectMany(p => Enumerable.Range(0, (int)random.NextBelow(4)).Select(v => (Key: $"{p}v{v}", Owner: p))).ToArray();
        var labs = visits.SelectMany(v => Enumerable.Range(0, (int)random.NextBelow(4)).Select(l => (Key: $"{v.Key}l{l}", Parent: v.Key, v.Owner))).ToArray();
        var remarks = labs.SelectMany(l => Enumerable.Range(0, (int)random.NextBelow(5)).Select(_ => (Parent: l.Key, l.Owner, Value: random.NextBelow(5)))).ToArray();
        Assert.True(remarks.GroupBy(r => r.Owner).Count(g => g.Count() > limit) > 3);

        void Write(string name, string? without, bool danglingStay)
        {
            bool Stays(string owner) => owner != without;
            _scratch.Write($"{name}-visits.csv", visits.Where(v => Stays(v.Owner)).Select(v => $"{v.Key},{v.Owner}").Prepend("visit,id"));
            _scratch.Write($"{name}-labs.csv", labs.Where(l => danglingStay || Stays(l.Owner)).Select(l => $"{l.Key},{l.Parent}").Prepend("lab,visit"));
            _scratch.Write($"{name}-remarks.csv", remarks.Where(r => danglingStay || Stays(r.Owner)).Select(r => $"{r.Parent},{r.Owner},{r.Value}").Prepend("lab,owner,v"));
        }

        void Declare(DatasetBuilder data, string name) => data
            .Table($"{name}-remarks", $"{name}-remarks.csv", t => t.Category("owner", ids).Number("v", 0, 4).Through("lab", $"{name}-labs", "lab").AtMost(limit))
            .Table($"{name}-labs", $"{name}-labs.csv", t => t.Through("visit", $"{name}-visits", "visit").AtMost(limit))
            .Table($"{name}-visits", $"{name}-visits.csv", t => t.Category("id", ids).AtMost(limit));

        Write("all", null, false);
        foreach (var id in ids)
        {
            Write(id, id, danglingStay: id is "p0" or "p3" or "p5");
        }

        await using var data = await _scratch.OpenAsync(d =>
        {
            Declare(d, "all");
            foreach (var id in ids)
            {
                Declare(d, id);
            }
        });
        var unit = (await data.PushAsync("SELECT c0, u FROM t2 GROUP BY ALL", 0, 2)).ToDictionary(r => ids[(int)r.Integers[0]], r => r.Integers[1]);
        Assert.Equal(unit.Count, unit.Values.Distinct().Count());
        foreach (var (id, i) in ids.Select((id, i) => (id, 3 * (i + 1))))
        {
            for (var table = 0; table < 3; table++)
            {
                // Numbers of rows, and of the rows that they belong to, are each person's own affair, too.
                var columns = table switch { 0 => "u, c0, c1, r, f", 1 => "u, n, f, r, 0", _ => "u, c0, n, r, 0" };
                var others = (await data.PushAsync($"SELECT {columns} FROM t{table}", 0, 5)).Where(r => !unit.TryGetValue(id, out var u) || r.Integers[0] != u);
                Assert.Equal(others.Select(r => string.Join(" ", r.Integers)).Order(StringComparer.Ordinal), await data.RowsAsync($"SELECT {columns} FROM t{i + table}", 5));
            }
        }

        foreach (var (owner, rows) in remarks.GroupBy(r => r.Owner).Select(g => (g.Key, g.Count())))
        {
            Assert.Equal(Math.Min(rows, limit), await data.IntegerAsync($"SELECT count(*) FROM t0 WHERE u = {unit[owner]} AND c0 = {Array.IndexOf(ids, owner)}"));
        }
    }

    [Fact]
    public async Task One_person_is_one_unit_whether_found_here_or_through_others()
    {
        _scratch.Write("persons.csv", "id,sex", "a,f", "b,m");
        _scratch.Write("visits.csv", "visit,id,v", "1,a,5", "2,b,6", "3,a,7");
        _scratch.Parquet("labs.parquet", "SELECT * FROM (VALUES (1, 10), (1, 11), (2, 20), (3, 30)) t(visit, v)");
        await using var data = await _scratch.OpenAsync(d => d
            .Table("labs", "labs.parquet", t => t.Number("v", 0, 100).Through("visit", "visits", "visit").AtMost(5))
            .Table("persons", "persons.csv", t => t.Category("sex", "f", "m").OnePerUnit())
            .Table("visits", "visits.csv", t => t.Number("v", 0, 100).AtMost(5)));
        Assert.Equal(["0 10", "0 11", "0 30", "1 20"], await data.RowsAsync("SELECT p.c0, l.c0 // 1048576 FROM t0 l JOIN t1 p USING (u)", 2));
        Assert.Equal([new UnitPathStep("visit", "visits", "visit")], data.Table("labs").UnitPath);
        Assert.Empty(data.Table("visits").UnitPath);
        Assert.Contains("labs: the unit of a row is found by labs.visit = visits.visit; rows that lead to nobody are dropped", data.Table("labs").Describe());
        Assert.Contains("""["visit","visits","visit"]""", data.Declared, StringComparison.Ordinal);
        Assert.Equal(["c0", "f", "jf", "r", "u"], (await data.PushAsync("SELECT column_name, 1 FROM information_schema.columns WHERE table_name = 't0'", 1, 1)).Select(r => r.Keys[0]).Order(StringComparer.Ordinal));
        Assert.Equal(["c0", "jn", "n", "r", "u"], (await data.PushAsync("SELECT column_name, 1 FROM information_schema.columns WHERE table_name = 't2'", 1, 1)).Select(r => r.Keys[0]).Order(StringComparer.Ordinal));
        Assert.Throws<BadInputException>(() => data.Table("labs").Column("visit"));
        Assert.Equal([new RowKeyFacts("visit", "visits", false)], data.Table("labs").RowKeys);
        Assert.Equal([new RowKeyFacts("visit", "visits", true)], data.Table("visits").RowKeys);
        Assert.Empty(data.Table("persons").RowKeys);
        Assert.Equal(["10 5", "11 5", "20 6", "30 7"], await data.RowsAsync("SELECT l.c0 // 1048576, v.c0 // 1048576 FROM t0 l JOIN t2 v ON v.u = l.u AND v.n = l.f", 2));
    }

    [Fact]
    public async Task Rows_of_nobody_are_dropped()
    {
        _scratch.Write("visits.csv", "visit,id", "1,a", "2,b", ",a", "\"\",b");
        _scratch.Write("labs.csv", "visit,v", "1,10", "9,20", ",30", "\"\",40", "  ,50", " 2 ,60");
        await using var data = await _scratch.OpenAsync(d => d
            .Table("labs", "labs.csv", t => t.Number("v", 0, 100).Through("visit", "visits", "visit").AtMost(5))
            .Table("visits", "visits.csv", t => t.AtMost(5)));
        Assert.Equal(["10", "60"], await data.RowsAsync("SELECT c0 // 1048576 FROM t0", 1));
        Assert.Equal(4, await data.IntegerAsync("SELECT count(*) FROM t1"));
        Assert.Equal(2, await data.IntegerAsync("SELECT count(*) FROM e0"));
    }

    [Fact]
    public async Task What_is_left_out_of_the_parent_still_says_whose_a_row_is()
    {
        _scratch.Write("visits.csv", Enumerable.Range(0, 50).Select(i => $"{i},a").Prepend("visit,id"));
        _scratch.Write("labs.csv", Enumerable.Range(0, 50).Select(i => $"{i},1").Prepend("visit,v"));
        await using var data = await _scratch.OpenAsync(d => d
            .Table("visits", "visits.csv", t => t.AtMost(1))
            .Table("labs", "labs.csv", t => t.Number("v", 0, 100).Through("visit", "visits", "visit").AtMost(100)));
        Assert.Equal(50, await data.IntegerAsync("SELECT count(*) FROM t1"));
    }

    [Fact]
    public async Task A_key_with_two_rows_is_refused_by_file_row_and_column()
    {
        // The second row of the key belongs to the same person: it is refused all the same, and so is a key that nobody names.
        _scratch.Write("visits.csv", "visit,id", "SECRET1,a", "SECRET2,b", ",b", "SECRET3,c", " SECRET3 ,c");
        _scratch.Write("labs.csv", "visit,v", "SECRET1,10");
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(d => d
            .Table("labs", "labs.csv", t => t.Number("v", 0, 100).Through("visit", "visits", "visit").AtMost(5))
            .Table("visits", "visits.csv", t => t.AtMost(5))));
        Assert.Contains("visits.csv, row 5 ", error.Message, StringComparison.Ordinal);
        Assert.Contains("'visit'", error.Message, StringComparison.Ordinal);
        Assert.Contains("1 such rows", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_row_each_is_checked_after_the_path()
    {
        _scratch.Write("visits.csv", "visit,id", "1,a", "2,a");
        _scratch.Write("labs.csv", "visit,v", "1,10", "2,20");
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(d => d
            .Table("labs", "labs.csv", t => t.Number("v", 0, 100).Through("visit", "visits", "visit").OnePerUnit())
            .Table("visits", "visits.csv", t => t.AtMost(5))));
        Assert.Contains("labs.csv was declared to have one row a ", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<DatasetBuilder>> Declarations => new()
    {
        { "circle", d => d.Table("a", "t.csv", t => t.Flag("v").Through("v", "b", "v").AtMost(1)).Table("b", "t.csv", t => t.Flag("v").Through("v", "a", "v").AtMost(1)) },
        { "circle", d => d.Table("a", "t.csv", t => t.Flag("v").Through("v", "a", "v").AtMost(1)) },
        { "circle", d => d.Table("c", "t.csv", t => t.Flag("v").Through("v", "a", "v").AtMost(1)).Table("a", "t.csv", t => t.Flag("v").Through("v", "b", "v").AtMost(1)).Table("b", "t.csv", t => t.Flag("v").Through("v", "a", "v").AtMost(1)) },
        { "not declared", d => d.Table("a", "t.csv", t => t.Flag("v").Through("v", "absent", "v").AtMost(1)) },
        { "two paths", d => d.Table("a", "t.csv", t => t.Flag("v").Through("v", "b", "v").Through("v", "c", "v").AtMost(1)) },
        { "declares no column", d => d.Table("a", "t.csv", t => t.Through("v", "b", "v").AtMost(1)).Table("b", "t.csv", t => t.AtMost(1)) },
        { "no text does", d => d.Table("a", "t.csv", t => t.Flag("v").Through("v\0", "b", "v").AtMost(1)) },
        { "no column 'parent'", d => d.Table("a", "t.csv", t => t.Flag("v").Through("parent", "b", "v").AtMost(1)).Table("b", "t.csv", t => t.AtMost(1)) },
        { "no column 'key'", d => d.Table("a", "t.csv", t => t.Flag("v").Through("v", "b", "key").AtMost(1)).Table("b", "t.csv", t => t.AtMost(1)) },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task Paths_that_lead_nowhere(string why, Action<DatasetBuilder> declare)
    {
        _scratch.Write("t.csv", "id,v", "1,1");
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(declare));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_is_its_own_unit_has_no_path()
    {
        _scratch.Write("t.csv", "v", "1");
        await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(
            d => d.Table("a", "t.csv", t => t.Flag("v").Through("v", "b", "v")).Table("b", "t.csv", t => t.Flag("v")), PrivacyUnit.Row()));
    }
}
