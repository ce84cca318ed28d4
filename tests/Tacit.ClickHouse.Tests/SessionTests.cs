namespace Tacit.ClickHouse.Tests;

/// <summary>What a session may do, what settings may do to it, and what is told when the server fails.</summary>
[Collection(nameof(SessionTests))]
public sealed class SessionTests
{
    [Fact]
    public async Task Nothing_but_temporary_tables_is_written_and_they_go()
    {
        var connection = await DatabaseAsync();
        var before = await TablesAsync(connection);
        await using (var data = await OpenAsync(connection))
        {
            Assert.Equal(4, (await data.ExactAsync("select count(*) from rows")).Rows[0].Values[0]!.Value.Value);
            Assert.Equal(before, await TablesAsync(connection));

            // Behind the wall, too, nothing but what was prepared can be changed.
            await Assert.ThrowsAsync<MechanismFailedException>(() => data.PushAsync($"INSERT INTO {ClickHouseServer.DatabaseOf(connection)}.rows VALUES (9, 9, 'x')", 0, 1));
            Assert.Equal("4", (await ClickHouseServer.ExecuteAsync($"SELECT count() FROM {ClickHouseServer.DatabaseOf(connection)}.rows")).Trim());
        }

        Assert.Equal(before, await TablesAsync(connection));
    }

    [Fact]
    public async Task Rows_that_were_replaced_are_gone()
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        var table = $"{ClickHouseServer.DatabaseOf(connection)}.rows";
        await ClickHouseServer.ExecuteAsync($"CREATE TABLE {table} (id Int32, v Float64, version Int32) ENGINE = ReplacingMergeTree(version) ORDER BY id");
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {table} VALUES (1, 5, 1)");
        await ClickHouseServer.ExecuteAsync($"INSERT INTO {table} VALUES (1, 7, 2)");
        await using var data = await Dataset.OpenAsync("rows", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection)).Table("rows", "rows", t => t.Number("v", 0, 10).OnePerUnit()));
        Assert.Equal(7, (await data.ExactAsync("select sum(v) from rows")).Rows[0].Values[0]!.Value.Value);
    }

    [Fact]
    public async Task A_unit_may_be_a_row()
    {
        var connection = await DatabaseAsync();
        await using var data = await Dataset.OpenAsync("rows", PrivacyUnit.Row(), d => d.From(new ClickHouseDatabase(connection)).Table("rows", "rows", t => t.Number("v", 0, 10).Text("t")));
        Assert.Equal([4, 9], (await data.ExactAsync("select count(*), sum(v) from rows")).Rows[0].Values.Select(v => Math.Round(v!.Value.Value, 3)));
    }

    [Fact]
    public async Task What_is_missing_is_told_by_name()
    {
        var connection = await DatabaseAsync();
        await RefusedAsync("cannot be reached", () => OpenAsync("Host=127.0.0.1;Port=1;Username=tacit;Password=secret-7"));
        await RefusedAsync("cannot be read", () => OpenAsync("secret-7"));
        await RefusedAsync("no table ROWS", () => OpenAsync(connection, "ROWS"));
        await RefusedAsync("not the name of a table", () => OpenAsync(connection, "a.b.c"));
        await RefusedAsync("not the name of a table", () => OpenAsync(connection, "\"public.rows"));
        await RefusedAsync("has no column 'V'", () => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection)).Table("rows", "rows", t => t.Number("V", 0, 1).AtMost(3))));
        await RefusedAsync("no time zone 'Mars/Olympus'", () => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection)).Table("rows", "rows", t => t.Time("t", new(2000, 1, 1), new(2001, 1, 1), "Mars/Olympus").AtMost(3))));
        await RefusedAsync("knows clocks from 1900-01-03", () => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection)).Table("rows", "rows", t => t.Time("t", new(1800, 1, 1), new(2001, 1, 1), "Europe/Berlin").AtMost(3))));
        Assert.Throws<BadInputException>(() => new ClickHouseDatabase(connection) { StatementTimeout = TimeSpan.FromMilliseconds(500) });
        Assert.Throws<ArgumentException>(() => new ClickHouseDatabase(" "));

        static async Task RefusedAsync(string why, Func<Task<Dataset>> open)
        {
            var error = await Assert.ThrowsAsync<BadInputException>(open);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-7", error.Everything(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Odd_names_are_names()
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        await ClickHouseServer.ExecuteAsync("CREATE DATABASE `My.Base`");
        await ClickHouseServer.ExecuteAsync("CREATE TABLE `My.Base`.`La``bs\\\\\"` (`Id` Int32, `Va``lue '\\\\` Int32, c0 Int32, k Int32) ENGINE = MergeTree ORDER BY Id");
        await ClickHouseServer.ExecuteAsync("INSERT INTO `My.Base`.`La``bs\\\\\"` VALUES (1, 5, 6, 7)");
        var table = (await new ClickHouseDatabase(connection).TablesAsync()).Single(t => t.Name.Contains("My.Base", StringComparison.Ordinal));
        Assert.Equal(["Id", "Va`lue '\\", "c0", "k"], table.Columns.Select(c => c.Key));
        await using var odd = await Dataset.OpenAsync("odd", PrivacyUnit.Person("Id"), d => d.From(new ClickHouseDatabase(connection)).Table("labs", table.Name, t => t.Number("k", 0, 10).Number("c0", 0, 10).Number("Va`lue '\\", 0, 10).OnePerUnit()));
        Assert.Equal([5, 6, 7], (await odd.ExactAsync("select sum(\"Va`lue '\\\"), sum(c0), sum(k) from labs")).Rows[0].Values.Select(v => Math.Round(v!.Value.Value, 3)));
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_fails_without_words_and_the_next_one_is_answered()
    {
        var connection = await DatabaseAsync();
        await using var data = await Dataset.OpenAsync("rows", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection) { StatementTimeout = TimeSpan.FromSeconds(1) }).Table("rows", "rows", t => t.Number("v", 0, 10).AtMost(3)));
        var error = await Assert.ThrowsAsync<MechanismFailedException>(() => data.PushAsync("SELECT sum(sleepEachRow(1)) FROM numbers(3) SETTINGS function_sleep_max_microseconds_per_block = 9000000, max_block_size = 1", 0, 1));
        Assert.DoesNotContain("sleep", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, (await data.ExactAsync("select count(*) from rows")).Rows[0].Values[0]!.Value.Value);
    }

    [Fact]
    public async Task What_the_server_says_reaches_nobody()
    {
        var connection = await DatabaseAsync();
        await using var data = await OpenAsync(connection);
        var error = await Assert.ThrowsAsync<MechanismFailedException>(() => data.PushAsync("SELECT sum(toInt64(assumeNotNull(c1))) FROM t0", 0, 1));
        Assert.DoesNotContain("secret-1", error.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_is_lost_is_not_made_anew()
    {
        var connection = await DatabaseAsync();
        await using var data = await OpenAsync(connection);
        await ClickHouseServer.ForgetAsync(connection);
        await Assert.ThrowsAsync<MechanismFailedException>(() => data.ExactAsync("select count(*) from rows"));
        Assert.Contains("Nothing was spent", (await Assert.ThrowsAsync<BadInputException>(() => data.ExactAsync("select count(*) from rows"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_a_profile_do_not_matter()
    {
        var connection = await DatabaseAsync();
        string[] hostile =
        [
            "join_use_nulls = 0", "cast_keep_nullable = 0", "transform_null_in = 1", "limit = 1", "offset = 1", "count_distinct_implementation = 'uniq'", "join_default_strictness = 'ANY'", "aggregate_functions_null_for_empty = 1", "enable_positional_arguments = 1",
            "prefer_column_name_to_alias = 0", "additional_result_filter = '0'", "session_timezone = 'Asia/Tokyo'", "max_query_size = 100", "max_ast_elements = 50", "short_circuit_function_evaluation = 'disable'", "data_type_default_nullable = 1",
        ];
        var expected = await AnswerAsync(connection);
        await ClickHouseServer.ProfileAsync(connection, string.Join(", ", hostile));
        Assert.Empty((await ClickHouseServer.ExecuteAsync("SELECT 1", $"database={ClickHouseServer.DatabaseOf(connection)}")).Trim());
        Assert.Equal(expected, await AnswerAsync(connection));

        static async Task<string> AnswerAsync(string connection)
        {
            await using var data = await OpenAsync(connection);
            return Both.Bits(await data.ExactAsync("select floor(v) as k, count(*), count(distinct id), avg(v) from rows group by k"))
                + Both.Bits(await data.ExactAsync("select count(*), sum(m), count(m) from rows r left join (select id, max(v) as m from rows where v > 3 group by id) b on r.id = b.id where not (t in ('y')) or t is null"));
        }
    }

    private static async Task<string> DatabaseAsync()
    {
        var connection = await ClickHouseServer.DatabaseAsync();
        await ClickHouseServer.TableAsync(connection, "rows", "id integer, v double precision, t text", ["id,v,t", "1,2,secret-1", "1,3,x", "2,4,y", "3,,"]);
        return connection;
    }

    private static Task<Dataset> OpenAsync(string connection, string table = "rows") =>
        Dataset.OpenAsync("rows", PrivacyUnit.Person("id"), d => d.From(new ClickHouseDatabase(connection)).Table("rows", table, t => t.Number("v", 0, 10).Text("t").AtMost(3)));

    private static async Task<string> TablesAsync(string connection) => await ClickHouseServer.ExecuteAsync($"SELECT name, total_rows, is_temporary FROM system.tables WHERE database = '{ClickHouseServer.DatabaseOf(connection)}' ORDER BY name");
}
