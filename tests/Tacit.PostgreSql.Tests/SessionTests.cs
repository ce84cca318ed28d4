using Npgsql;

namespace Tacit.PostgreSql.Tests;

/// <summary>What the role may, what its settings may do, and what is told when the server fails.</summary>
public sealed class SessionTests
{
    private const string Rows = "id integer, v double precision, t text";

    [Fact]
    public async Task A_role_that_may_only_read_is_enough_and_nothing_is_written()
    {
        var connection = await DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE only_reads LOGIN; GRANT SELECT ON rows TO only_reads; CREATE SCHEMA \"My.Schema\"; CREATE TABLE \"My.Schema\".\"Labs\" (\"Id\" integer, \"Value \" integer); INSERT INTO \"My.Schema\".\"Labs\" VALUES (1, 5); GRANT USAGE ON SCHEMA \"My.Schema\" TO only_reads; GRANT SELECT ON \"My.Schema\".\"Labs\" TO only_reads; ALTER ROLE only_reads SET default_transaction_read_only = on");
        var before = await ObjectsAsync(connection);
        var reader = As(connection, "only_reads");
        await using (var data = await OpenAsync(reader))
        {
            Assert.Equal(3, (await data.ExactAsync("select count(*) from rows")).Rows[0].Values[0]!.Value.Value);
            Assert.Equal(before, await ObjectsAsync(connection));
            // Behind the wall, too, nothing but what was prepared can be changed.
            await Assert.ThrowsAsync<MechanismFailedException>(() => data.PushAsync("WITH x AS (INSERT INTO public.rows VALUES (9, 9, 'x') RETURNING 1) SELECT count(*) FROM x", 0, 1));
            await Assert.ThrowsAsync<MechanismFailedException>(() => data.PushAsync("SELECT 1; SELECT 2", 0, 1));
        }

        await using var odd = await Dataset.OpenAsync("odd", PrivacyUnit.Person("Id"), d => d.From(new PostgreSqlDatabase(reader)).Table("labs", "\"My.Schema\".Labs", t => t.Number("Value ", 0, 10).OnePerUnit()));
        Assert.Equal(5, (await odd.ExactAsync("select sum(\"Value \") from labs")).Rows[0].Values[0]!.Value.Value, 1e-6);
    }

    [Fact]
    public async Task Not_even_a_role_that_may_write_can_after_opening()
    {
        var connection = await DatabaseAsync();
        await using var data = await OpenAsync(connection);
        await Assert.ThrowsAsync<MechanismFailedException>(() => data.PushAsync("WITH x AS (INSERT INTO public.rows VALUES (9, 9, 'x') RETURNING 1) SELECT count(*) FROM x", 0, 1));
        Assert.Equal(3, (await PostgreSqlServer.RowsAsync(connection, "SELECT count(*) FROM rows", r => r.GetInt64(0)))[0]);
    }

    [Fact]
    public async Task What_is_missing_is_told_by_name()
    {
        var connection = await DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "CREATE ROLE nobody_yet LOGIN; CREATE ROLE no_temporary LOGIN; GRANT SELECT ON rows TO no_temporary");
        await RefusedAsync("has no table rows that the role may read", () => OpenAsync(As(connection, "nobody_yet")));
        await PostgreSqlServer.ExecuteAsync(connection, $"REVOKE TEMPORARY ON DATABASE {new NpgsqlConnectionStringBuilder(connection).Database} FROM PUBLIC");
        await RefusedAsync("TEMPORARY", () => OpenAsync(As(connection, "no_temporary")));
        await RefusedAsync("cannot be reached", () => OpenAsync("Host=127.0.0.1;Port=1;Username=tacit;Password=secret-7;Database=x;Timeout=2"));
        await RefusedAsync("cannot be read", () => OpenAsync("Host=127.0.0.1;Nonsense=secret-7"));
        await RefusedAsync("(code ", () => OpenAsync(As(connection, "secret-7")));
        await RefusedAsync("no table ROWS", () => OpenAsync(connection, "ROWS"));
        await RefusedAsync("not the name of a table", () => OpenAsync(connection, "a.b.c"));
        await RefusedAsync("not the name of a table", () => OpenAsync(connection, "\"public.rows"));
        await RefusedAsync("has no column 'V'", () => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection)).Table("rows", "rows", t => t.Number("V", 0, 1).OnePerUnit())));
        await RefusedAsync($"has no column '{new string('v', 70)}'", () => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection)).Table("rows", "rows", t => t.Number(new string('v', 70), 0, 1).OnePerUnit())));
        await RefusedAsync("no time zone 'Mars/Olympus'", () => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection)).Table("rows", "rows", t => t.Time("t", new(2000, 1, 1), new(2001, 1, 1), "Mars/Olympus").OnePerUnit())));
        await RefusedAsync("embedded engine", () => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => d.Memory(1 << 30).From(new PostgreSqlDatabase(connection)).Table("rows", "rows", t => t.Number("v", 0, 1).OnePerUnit())));
        var latin = new NpgsqlConnectionStringBuilder(connection) { Database = "latin" }.ConnectionString;
        await PostgreSqlServer.ExecuteAsync(connection, "CREATE DATABASE latin ENCODING LATIN1 LOCALE 'C' TEMPLATE template0");
        await RefusedAsync("UTF8", () => OpenAsync(latin));
        Assert.Throws<BadInputException>(() => new PostgreSqlDatabase(connection) { StatementTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentException>(() => new PostgreSqlDatabase(" "));

        static async Task RefusedAsync(string why, Func<Task<Dataset>> open)
        {
            var error = await Assert.ThrowsAsync<BadInputException>(open);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-7", error.Everything(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rows_that_break_a_declaration_are_counted_not_shown()
    {
        var connection = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.TableAsync(connection, "visits", "visit text, id text", ["visit,id", "a,secret-1", "a,secret-2", ",secret-1"]);
        await PostgreSqlServer.TableAsync(connection, "labs", "visit text, id text, day text", ["visit,id,day", "a,secret-1,2026-02-30", "b,,2026-02-28"]);
        await TellsAsync("visits, column 'visit': 1 rows hold a key", d => d.Table("visits", "visits", t => t.Text("visit").AtMost(3)).Table("labs", "labs", t => t.Text("day").Through("visit", "visits", "visit").AtMost(3)));
        await TellsAsync("OnePerUnit() in code), but some values of 'id' stand more than once (1 rows too many)", d => d.Table("visits", "visits", t => t.Text("visit").OnePerUnit()));
        await TellsAsync("labs, column 'id': in 1 rows the cell is empty", d => d.Table("labs", "labs", t => t.Text("day").OnePerUnit()));
        await PostgreSqlServer.ExecuteAsync(connection, "UPDATE labs SET id = 'x' WHERE id IS NULL");
        await TellsAsync("labs, column 'day': in 1 rows the cell is not a date or time", d => d.Table("labs", "labs", t => t.Time("day", new(2000, 1, 1), new(2030, 1, 1)).OnePerUnit()));

        async Task TellsAsync(string what, Action<DatasetBuilder> declare)
        {
            var error = await Assert.ThrowsAsync<BadInputException>(() => Dataset.OpenAsync("p", PrivacyUnit.Person("id"), d => declare(d.From(new PostgreSqlDatabase(connection)))));
            Assert.Contains(what, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", error.Everything(), StringComparison.Ordinal);
        }
    }

    // A view computes when it is read, and what it raises quotes the cell.
    [Fact]
    public async Task What_the_server_says_of_a_cell_reaches_nobody()
    {
        var connection = await DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "INSERT INTO rows VALUES (4, 1, 'secret-4'); CREATE VIEW numbers AS SELECT id, t::integer AS v, t FROM rows WHERE id = 4");
        var error = await Assert.ThrowsAsync<BadInputException>(() => OpenAsync(connection, "numbers"));
        Assert.Contains("22P02", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Everything(), StringComparison.Ordinal);
    }

    // One snapshot: a person who is enrolled while tables are read is in all of them or in none.
    [Fact]
    public async Task All_tables_are_read_as_of_one_moment()
    {
        var connection = await DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "CREATE TABLE more AS SELECT * FROM rows");
        var enrolled = false;
        await using var data = await Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection))
            .Table("rows", "rows", t => t.Number("v", 0, 10).OnePerUnit()).Table("more", "more", t => t.Number("v", 0, 10).OnePerUnit()), new Immediate(name =>
            {
                if (name == "more" && !enrolled)
                {
                    enrolled = true;
                    PostgreSqlServer.ExecuteAsync(connection, "INSERT INTO rows VALUES (7, 1, 'x'); INSERT INTO more VALUES (7, 1, 'x')").GetAwaiter().GetResult();
                }
            }));
        Assert.True(enrolled);
        foreach (var table in new[] { "rows", "more" })
        {
            Assert.Equal(3, (await data.ExactAsync($"select count(*) from {table}")).Rows[0].Values[0]!.Value.Value);
        }
    }

    // The same order of texts in a database whose language sorts a before B.
    [Fact]
    public async Task The_language_of_the_database_orders_nothing()
    {
        var connection = await DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "CREATE DATABASE english TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C.UTF-8' ENCODING 'UTF8'");
        var english = new NpgsqlConnectionStringBuilder(connection) { Database = "english" }.ConnectionString;
        await PostgreSqlServer.TableAsync(english, "rows", Rows, ["id,v,t", "1,1,a", "2,2,B", "3,3,ä", "4,4,Z"]);
        Assert.True((await PostgreSqlServer.RowsAsync(english, "SELECT 'a' < 'B'", r => r.GetBoolean(0)))[0]);
        await using var data = await OpenAsync(english);
        foreach (var (sql, count) in new[]
        {
            ("select count(*) from rows where t < 'a'", 2), ("select count(*) from rows where case when v < 2.5 then 'a' else 'B' end < 'Z'", 2), ("select count(*) from rows where upper(t) || 'x' < 'Y'", 2),
        })
        {
            Assert.Equal(count, (await data.ExactAsync(sql)).Rows[0].Values[0]!.Value.Value);
        }
    }

    [Fact]
    public async Task Settings_of_the_role_and_names_in_its_path_change_nothing()
    {
        var connection = await DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, """
            CREATE ROLE odd_settings LOGIN; GRANT SELECT ON rows TO odd_settings;
            ALTER ROLE odd_settings SET search_path = public, pg_catalog; ALTER ROLE odd_settings SET extra_float_digits = -15; ALTER ROLE odd_settings SET timezone = 'Asia/Tokyo'; ALTER ROLE odd_settings SET datestyle = 'German';
            ALTER ROLE odd_settings SET transform_null_equals = on; ALTER ROLE odd_settings SET standard_conforming_strings = off; ALTER ROLE odd_settings SET default_transaction_isolation = 'serializable';
            CREATE FUNCTION public.abs(double precision) RETURNS double precision LANGUAGE sql AS 'SELECT 1/0.0::double precision';
            CREATE FUNCTION public.floor(double precision) RETURNS double precision LANGUAGE sql AS 'SELECT 7::double precision';
            CREATE FUNCTION public.hashtextextended(text, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 7::bigint';
            CREATE OPERATOR public.+ (LEFTARG = double precision, RIGHTARG = double precision, FUNCTION = float8mi);
            CREATE TABLE public.t0 (u integer, c0 integer, r integer);
            CREATE VIEW texts AS SELECT id, v::real AS short, v::text AS exact FROM rows; GRANT SELECT ON texts TO odd_settings
            """);
        await using var data = await WithTextsAsync(As(connection, "odd_settings"));
        await using var plain = await WithTextsAsync(connection);
        foreach (var sql in new[] { "select sum(short), sum(exact) from texts", "select count(*), sum(abs(v + 0.5)), sum(floor(v)), avg(v / 3) from rows", "select t, count(*) from rows group by t", "select count(*) from rows where t like 'a\b%' or t = 'it''s'" })
        {
            Assert.Equal(Both.Bits(await plain.ExactAsync(sql)), Both.Bits(await data.ExactAsync(sql)));
        }
    }

    [Fact]
    public async Task What_takes_too_long_fails_without_words_and_stays_spent()
    {
        var connection = await DatabaseAsync();
        await PostgreSqlServer.ExecuteAsync(connection, "INSERT INTO rows SELECT i, i % 5, 'secret-' || i FROM generate_series(10, 40000) i");
        await using var data = await Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection) { StatementTimeout = TimeSpan.FromMilliseconds(1) }).Table("rows", "rows", t => t.Number("v", 0, 10).Text("t").OnePerUnit()));
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(data.Population);
        var error = await Assert.ThrowsAsync<MechanismFailedException>(() => data.QueryAsync("select t, count(*), sum(length(t || t)) from (select id, t, row_number() over (partition by id order by t || t) as k from rows) x group by t", account.Spend(1, 1e-6)));
        Assert.DoesNotMatch("57014|timeout|secret|statement|Npgsql", error.Everything());
        Assert.Equal(1, (await account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task A_lost_connection_is_told_once_and_costs_once()
    {
        var connection = await DatabaseAsync();
        await using var data = await OpenAsync(connection);
        await PostgreSqlServer.ExecuteAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tacit' AND datname = current_database()");
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(data.Population);
        var error = await Assert.ThrowsAsync<MechanismFailedException>(() => data.QueryAsync("select count(*) from rows", account.Spend(1)));
        Assert.DoesNotMatch("57P01|terminat|Npgsql", error.Everything());
        Assert.Contains("Nothing was spent", (await Assert.ThrowsAsync<BadInputException>(() => data.QueryAsync("select count(*) from rows", account.Spend(1)))).Message, StringComparison.Ordinal);
        Assert.Equal(1, (await account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task A_cancelled_question_leaves_the_session_usable()
    {
        var connection = await DatabaseAsync();
        await using var data = await OpenAsync(connection);
        using var cancel = new CancellationTokenSource();
        await using var ledger = new SimulatedLedger(noise: false);
        var account = await ledger.AccountAsync(data.Population);
        var asked = account.Spend(1).RunAsync("a sleeper", Mechanisms.IntegerNoise.Laplace(1, 1, "a test").Loss, async (permit, token) =>
        {
            cancel.CancelAfter(TimeSpan.FromMilliseconds(50));
            await permit.OpenAsync(data.Push(new PushedStatement("SELECT count(pg_sleep(60))", 0, 1)), token);
            return 0L;
        }, Codec.Integer, cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(3, (await data.ExactAsync("select count(*) from rows")).Rows[0].Values[0]!.Value.Value);
    }

    private static async Task<string> DatabaseAsync()
    {
        var connection = await PostgreSqlServer.DatabaseAsync();
        await PostgreSqlServer.TableAsync(connection, "rows", Rows, ["id,v,t", "1,0.3333333333333333,a", "2,5.25,it's", "3,,"]);
        return connection;
    }

    private static Task<Dataset> OpenAsync(string connection, string table = "rows") => Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection)).Table("rows", table, t => t.Number("v", 0, 10).Text("t").OnePerUnit()));

    private static Task<Dataset> WithTextsAsync(string connection) => Dataset.OpenAsync("clinic", PrivacyUnit.Person("id"), d => d.From(new PostgreSqlDatabase(connection))
        .Table("rows", "rows", t => t.Number("v", 0, 10).Text("t").OnePerUnit()).Table("texts", "texts", t => t.Number("short", 0, 10).Number("exact", 0, 10).OnePerUnit()));

    private static string As(string connection, string role) => new NpgsqlConnectionStringBuilder(connection) { Username = role }.ConnectionString;

    private static async Task<long> ObjectsAsync(string connection) =>
        (await PostgreSqlServer.RowsAsync(connection, "SELECT (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname !~ '^pg_(temp|toast)') + (SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname !~ '^pg_temp')", r => r.GetInt64(0)))[0];

    private sealed class Immediate(Action<string> heard) : IProgress<string>
    {
        public void Report(string value) => heard(value);
    }
}
