namespace Tacit.PostgreSql.Tests;

/// <summary>One person is one unit whatever the types of key columns are, in one database and over several.</summary>
public sealed class KeyKindTests
{
    [Theory]
    [InlineData("smallint")]
    [InlineData("bigint")]
    [InlineData("numeric(10,0)")]
    [InlineData("whole")]
    public async Task Whole_numbers_of_any_width_are_the_same_persons(string type)
    {
        var connection = await NewAsync($"CREATE DOMAIN whole AS numeric(12,0); CREATE TABLE a (id integer, n integer); CREATE TABLE b (id {type}, n integer); INSERT INTO a VALUES (10, 1), (15, 1); INSERT INTO b VALUES (10, 1), (15, 1)");
        await using var data = await OpenAsync(connection);
        Assert.Equal(["2"], await data.RowsAsync("SELECT count(*) FROM units", 1));
    }

    [Theory]
    [InlineData("numeric(10,2)", "10")]
    [InlineData("numeric", "10.0")]
    [InlineData("scaled", "10")]
    [InlineData("double precision", "10")]
    [InlineData("timestamp without time zone", "'2026-01-01'")]
    [InlineData("boolean", "true")]
    public async Task A_type_whose_values_have_no_one_spelling_is_no_key(string type, string value)
    {
        var connection = await NewAsync($"CREATE DOMAIN scaled AS numeric(12,2); CREATE TABLE a (id {type}, n integer); CREATE TABLE b (id {type}, n integer); INSERT INTO a VALUES ({value}, 1)");
        var error = await Assert.ThrowsAsync<BadInputException>(() => OpenAsync(connection));
        Assert.Contains("a, column 'id': values of the type", error.Message, StringComparison.Ordinal);
        Assert.Contains("view", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("integer", "text", "whole numbers (integer)", "text (text)")]
    [InlineData("character varying(40)", "uuid", "text (character varying(40))", "UUIDs (uuid)")]
    public async Task Keys_of_two_kinds_are_refused(string first, string second, string one, string other)
    {
        var connection = await NewAsync($"CREATE TABLE a (id {first}, n integer); CREATE TABLE b (id {second}, n integer)");
        var error = await Assert.ThrowsAsync<BadInputException>(() => OpenAsync(connection));
        Assert.Contains($"a, column 'id', holds {one}, but b, column 'id', holds {other}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_name_in_two_forms_of_Unicode_is_one_person()
    {
        var connection = await NewAsync("CREATE TABLE a (id text, n integer); CREATE TABLE b (id character(10), n integer); INSERT INTO a VALUES (U&'Zo\\00EB', 1), (U&'\\00A0Max', 1); INSERT INTO b VALUES (U&'Zoe\\0308', 1), ('Max', 1)");
        await using var data = await OpenAsync(connection);
        Assert.Equal(["3"], await data.RowsAsync("SELECT count(*) FROM units", 1));
    }

    [Theory]
    [InlineData("numeric(10,2)", "no one spelling")]
    [InlineData("text", "are whole numbers in one of the 2 databases and text in another")]
    public async Task Databases_of_one_population_agree_on_keys(string type, string part)
    {
        var first = await NewAsync("CREATE TABLE a (id integer, n integer); INSERT INTO a VALUES (10, 1)");
        var second = await NewAsync($"CREATE TABLE a (id {type}, n integer); INSERT INTO a VALUES ('10', 1)");
        var error = await Assert.ThrowsAsync<BadInputException>(() => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d
            .From([new PostgreSqlDatabase(first), new PostgreSqlDatabase(second)]).Table("a", "a", t => t.Number("n", 0, 5).AtMost(2))));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    // A column of days and texts that hold a day alone mean the same days, whatever zone moments are in.
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    public async Task A_day_is_the_same_day_in_every_zone(string zone)
    {
        await using var both = await Both.NewAsync();
        await both.TableAsync("stays", "id integer, day date, said text", ["id,day,said", "1,2020-01-01,2020-01-01", "2,2020-01-02, 2020-01-02 ", "3,2020-12-31,2020-12-31"],
            t => t.Time("day", new(2020, 1, 1), new(2021, 1, 1), zone).Time("said", new(2020, 1, 1), new(2021, 1, 1), zone).OnePerUnit());
        await both.OpenAsync();
        foreach (var (data, epoch) in new[] { (both.Embedded, "epoch_us({0})"), (both.Server, "(extract(epoch FROM {0}) * 1000000)::bigint") })
        {
            string Of(string column) => string.Format(System.Globalization.CultureInfo.InvariantCulture, epoch, column);
            Assert.Equal(
                ["1577836800000000 1577836800000000", "1577923200000000 1577923200000000", "1609372800000000 1609372800000000"],
                await data.RowsAsync($"SELECT {Of("c0")}, {Of("c1")} FROM t0 ORDER BY 1", 2));
        }

        foreach (var column in new[] { "day", "said" })
        {
            await both.AlikeAsync($"select date_trunc('day', {column}) as d, count(*) from stays group by d");
            Assert.Equal(1, (await both.Server.ExactAsync($"select count(*) from stays where {column} = date '2020-01-02'")).Rows[0].Values[0]!.Value.Value);
        }
    }

    private static async Task<string> NewAsync(string sql)
    {
        var connection = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, sql);
        return connection;
    }

    private static Task<Dataset> OpenAsync(string connection) => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d
        .From(new PostgreSqlDatabase(connection)).Table("a", "a", t => t.Number("n", 0, 5).AtMost(2)).Table("b", "b", t => t.Number("n", 0, 5).AtMost(2)));
}
