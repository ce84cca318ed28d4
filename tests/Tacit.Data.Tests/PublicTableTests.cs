namespace Tacit.Data.Tests;

/// <summary>Tables that are nobody's, and keys that may be missing.</summary>
public sealed class PublicTableTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Every_row_is_kept_with_every_kind_of_column()
    {
        _scratch.Write("codes.csv", "code,family,dose,at,fixed", "b2,B,1.5,2020-01-01,true", "a1,A,99,2031-01-01,false", "b1,B,,,", "b1,B,0,2020-01-01 12:00,1", ",C,0,2020-01-01,0");
        await using var data = await OpenAsync(c => c
            .Text("code").Category("family", "A", "B").Number("dose", 0, 10).Time("at", new(2020, 1, 1), new(2021, 1, 1)).Flag("fixed").Bands("band", "dose", 0, 1, double.PositiveInfinity).Nullable("family"));
        Assert.Equal(5, await data.IntegerAsync("SELECT count(*) FROM p0"));
        Assert.Equal(["c0", "c1", "c2", "c3", "c4", "c5"], (await data.PushAsync("SELECT column_name, 1 FROM information_schema.columns WHERE table_name = 'p0'", 1, 1)).Select(r => r.Keys[0]).Order(StringComparer.Ordinal));
        Assert.Equal(
            [[null, null, "0"], ["a1", "0", "10485760"], ["b1", "1", null], ["b1", "1", "0"], ["b2", "1", "1572864"]],
            data.PublicValues("codes", ["code", "family", "dose"]));
        Assert.Equal([[null], ["2020-01-01 00:00:00"], ["2020-01-01 12:00:00"]], data.PublicValues("codes", ["at"]));
        var facts = Assert.Single(data.PublicTables);
        Assert.Equal(("codes", 6, true), (facts.Name, facts.Columns.Count, facts.Column("family").IsNullable));
        Assert.Contains("codes: public, nobody's rows", facts.Describe());
        Assert.Contains("\"public\":[{\"name\":\"codes\"", data.Declared, StringComparison.Ordinal);
        Assert.Equal(["e0", "p0", "t0", "units"], (await data.PushAsync("SELECT table_name, 1 FROM information_schema.tables", 1, 1)).Select(r => r.Keys[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Fan_out_is_the_most_rows_that_share_a_key_and_missing_keys_never_do()
    {
        _scratch.Write("codes.csv", "code,family", "a,A", "a,A", "a,B", "b,B", ",A", ",A", ",A", ",A", "c,x");
        await using var data = await OpenAsync(c => c.Text("code").Category("family", "A", "B"));
        Assert.Equal(3, data.PublicFanOut("codes", [new("code")]));
        Assert.Equal(2, data.PublicFanOut("codes", [new("code"), new("family")]));
        Assert.Equal(6, data.PublicFanOut("codes", [new("family")]));
        Assert.Equal(6, data.PublicFanOut("codes", [new("family")]));
    }

    [Fact]
    public async Task Fan_out_counts_what_clipping_makes_equal()
    {
        _scratch.Write("codes.csv", "n", "1", "50", "60");
        await using var data = await OpenAsync(c => c.Number("n", 0, 10));
        Assert.Equal(2, data.PublicFanOut("codes", [new("n")]));
        Assert.Equal([["1048576"], ["10485760"]], data.PublicValues("codes", ["n"]));
    }

    [Fact]
    public async Task An_empty_table_has_no_values_and_no_fan_out()
    {
        _scratch.Write("codes.csv", "code");
        await using var data = await OpenAsync(c => c.Text("code"));
        Assert.Empty(data.PublicValues("codes", ["code"]));
        Assert.Equal(0, data.PublicFanOut("codes", [new("code")]));
    }

    [Fact]
    public async Task What_is_private_is_not_read_as_public()
    {
        _scratch.Write("codes.csv", "code", "a", "b", "c");
        await using var data = await OpenAsync(c => c.Text("code"));
        Assert.Contains("no public table 't'", Assert.Throws<BadInputException>(() => data.PublicValues("t", ["v"])).Message, StringComparison.Ordinal);
        Assert.Contains("no public table 't'", Assert.Throws<BadInputException>(() => data.PublicFanOut("t", [new("v")])).Message, StringComparison.Ordinal);
        Assert.Contains("public table", Assert.Throws<BadInputException>(() => data.Table("codes")).Message, StringComparison.Ordinal);
        Assert.Throws<BadInputException>(() => data.PublicValues("codes", ["other"]));
        Assert.Throws<BadInputException>(() => data.PublicValues("codes", []));
        Assert.Contains("more than 2", Assert.Throws<BadInputException>(() => data.PublicValues("codes", ["code"], atMost: 2)).Message, StringComparison.Ordinal);
        Assert.Equal(3, data.PublicValues("codes", ["code"], atMost: 3).Count);
    }

    public static TheoryData<string, Action<DatasetBuilder>> Declarations => new()
    {
        { "twice", d => d.PublicTable("t", "codes.csv", c => c.Text("code")) },
        { "twice", d => d.PublicTable("c", "codes.csv", c => c.Text("code")).PublicTable("c", "codes.csv", c => c.Text("code")) },
        { "declares no column", d => d.PublicTable("c", "codes.csv", c => { }) },
        { "does not exist", d => d.PublicTable("c", "absent.csv", c => c.Text("code")) },
        { "no column 'other'", d => d.PublicTable("c", "codes.csv", c => c.Text("other")) },
        { "cannot be nullable", d => d.PublicTable("c", "codes.csv", c => c.Nullable("code")) },
        { "cannot be nullable", d => d.PublicTable("c", "codes.csv", c => c.Number("code", 0, 1).Nullable("code")) },
        { "is not declared as a table", d => d.PublicTable("c", "codes.csv", c => c.Text("code")).Table("u", "t.csv", t => t.Flag("v").Through("v", "c", "code").AtMost(1)) },
    };

    [Theory]
    [MemberData(nameof(Declarations))]
    public async Task Declarations_that_contradict_themselves(string why, Action<DatasetBuilder> declare)
    {
        _scratch.Write("codes.csv", "code", "a");
        _scratch.Write("t.csv", "id,v", "1,1");
        var error = await Assert.ThrowsAsync<BadInputException>(() => _scratch.OpenAsync(d => declare(d.Table("t", "t.csv", t => t.Flag("v").OnePerUnit()))));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nullable_keys_are_a_declared_fact()
    {
        _scratch.Write("t.csv", "id,c,x", "1,a,");
        async Task<Dataset> Declared(Func<TableBuilder, TableBuilder> declare) => await _scratch.OpenAsync(d => d.Table("t", "t.csv", t => declare(t.Category("c", "a").Text("x").OnePerUnit())));
        await using var none = await Declared(t => t);
        await using var both = await Declared(t => t.Nullable("c").Nullable("x"));
        Assert.Equal([false, false], none.Table("t").Columns.Select(c => c.IsNullable));
        Assert.Equal([true, true], both.Table("t").Columns.Select(c => c.IsNullable));
        Assert.NotEqual(none.Declared, both.Declared);
        Assert.Equal("c: one of a, or missing", both.Table("t").Column("c").ToString());
    }

    private Task<Dataset> OpenAsync(Action<PublicTableBuilder> declare)
    {
        _scratch.Write("t.csv", "id,v", "1,1");
        return _scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Flag("v").OnePerUnit()).PublicTable("codes", "codes.csv", declare));
    }
}
