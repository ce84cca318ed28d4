using System.Globalization;

namespace Tacit.ClickHouse.Tests;

/// <summary>One person is one unit whatever the types of key columns are, in one database and over several.</summary>
public sealed class KeyKindTests
{
    [Theory]
    [InlineData("UInt8")]
    [InlineData("Int256")]
    [InlineData("Nullable(Decimal(10, 0))")]
    [InlineData("LowCardinality(UInt64)")]
    public async Task Whole_numbers_of_any_width_are_the_same_persons(string type)
    {
        var connection = await NewAsync($"a (id Int32, n Int32)", $"b (id {type}, n Int32)");
        await FillAsync(connection, "a VALUES (10, 1), (15, 1)", "b VALUES (10, 1), (15, 1)");
        await using var data = await OpenAsync(connection);
        Assert.Equal(["2"], await data.RowsAsync("SELECT count(*) FROM units", 1));
    }

    [Theory]
    [InlineData("Decimal(10, 2)")]
    [InlineData("Float64")]
    [InlineData("DateTime")]
    [InlineData("Bool")]
    public async Task A_type_whose_values_have_no_one_spelling_is_no_key(string type)
    {
        var connection = await NewAsync($"a (id {type}, n Int32)", $"b (id {type}, n Int32)");
        var error = await Assert.ThrowsAsync<BadInputException>(() => OpenAsync(connection));
        Assert.Contains($"a, column 'id': values of the type {type}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_two_kinds_are_refused()
    {
        var connection = await NewAsync("a (id Int32, n Int32)", "b (id String, n Int32)");
        var error = await Assert.ThrowsAsync<BadInputException>(() => OpenAsync(connection));
        Assert.Contains("a, column 'id', holds whole numbers (Int32), but b, column 'id', holds text (String)", error.Message, StringComparison.Ordinal);
    }

    // What fills a text of a fixed width is no part of a key.
    [Fact]
    public async Task One_name_in_two_forms_of_Unicode_and_two_widths_is_one_person()
    {
        var connection = await NewAsync("a (id String, n Int32)", "b (id FixedString(9), n Int32)");
        await FillAsync(connection, "a VALUES ('Zo\u00eb', 1), ('\u00a0Max', 1)", "b VALUES ('Zoe\u0308', 1), ('Max', 1)");
        await using var data = await OpenAsync(connection);
        Assert.Equal(["3"], await data.RowsAsync("SELECT count(*) FROM units", 1));
    }

    [Fact]
    public async Task Databases_of_one_population_agree_on_keys()
    {
        var first = await NewAsync("a (id Int32, n Int32)", "b (id Int32, n Int32)");
        var second = await NewAsync("a (id String, n Int32)", "b (id String, n Int32)");
        var error = await Assert.ThrowsAsync<BadInputException>(() => OpenAsync(first, second));
        Assert.Contains("are whole numbers in one of the 2 databases and text in another", error.Message, StringComparison.Ordinal);
    }

    // A column of days and texts that hold a day alone mean the same days, whatever zone moments are in.
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    public async Task A_day_is_the_same_day_in_every_zone(string zone)
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("stays", "id integer, day date, said text", ["id,day,said", "1,2020-01-01,2020-01-01", "2,2020-01-02, 2020-01-02 ", "3,2020-12-31,2020-12-31"],
            t => t.Time("day", new(1800, 1, 1), new(2021, 1, 1), zone).Time("said", new(2020, 1, 1), new(2021, 1, 1), zone).OnePerUnit());
        await both.OpenAsync();
        foreach (var (data, of) in new[] { (both.Embedded, "epoch_us(c0), epoch_us(c1)"), (both.Server, "c0, c1") })
        {
            Assert.Equal(
                ["1577836800000000 1577836800000000", "1577923200000000 1577923200000000", "1609372800000000 1609372800000000"],
                await data.RowsAsync($"SELECT {of} FROM t0 ORDER BY 1", 2));
        }

        foreach (var column in new[] { "day", "said" })
        {
            await both.AlikeAsync($"select date_trunc('day', {column}) as d, count(*) from stays group by d");
            Assert.Equal(1, (await both.Server.ExactAsync($"select count(*) from stays where {column} = date '2020-01-02'")).Rows[0].Values[0]!.Value.Value);
        }
    }

    private static async Task<string> NewAsync(params string[] tables)
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        foreach (var table in tables)
        {
            await ClickHouseServer.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"CREATE TABLE {ClickHouseServer.DatabaseOf(connection)}.{table} ENGINE = MergeTree ORDER BY n"), "allow_suspicious_low_cardinality_types=1");
        }

        return connection;
    }

    private static async Task FillAsync(string connection, params string[] tables)
    {
        foreach (var table in tables)
        {
            await ClickHouseServer.ExecuteAsync($"INSERT INTO {ClickHouseServer.DatabaseOf(connection)}.{table}");
        }
    }

    private static Task<Dataset> OpenAsync(params string[] connections) => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d
        .From([.. connections.Select(c => new ClickHouseDatabase(c))]).Table("a", "a", t => t.Number("n", 0, 5).AtMost(2)).Table("b", "b", t => t.Number("n", 0, 5).AtMost(2)));
}
