using System.Data;
using Dapper;

namespace Tacit.AdoNet.Tests;

/// <summary>What clients ask of the catalogue is answered from declarations: no row is read and nothing is paid.</summary>
public sealed class CatalogueTests : IAsyncLifetime
{
    private readonly ClinicPolicy _policy = new();
    private TacitConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        _connection = new(_policy.Text());
        await _connection.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(0, (await _connection.Session.Account.StatusAsync()).Entries);
        await _connection.DisposeAsync();
        _policy.Dispose();
    }

    [Theory]
    [InlineData("select 1", "1")]
    [InlineData("SELECT 1 AS one, 'x' || 'y' AS two;", "1|xy")]
    [InlineData("select @a + 1", "3")]
    [InlineData("select current_schema()", "main")]
    [InlineData("select current_database()", "tacit")]
    [InlineData("select table_name, table_type from information_schema.tables", "persons|BASE TABLE")]
    [InlineData("select column_name, data_type from information_schema.columns where table_name = 'persons' order by ordinal_position", "id|VARCHAR,sex|VARCHAR,age|DOUBLE,note|VARCHAR,seen|TIMESTAMP")]
    [InlineData("select c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')", "persons")]
    [InlineData("with t as (select table_name as n from information_schema.tables) select count(*) from t", "1")]
    [InlineData("show tables", "persons")]
    [InlineData("select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relname = 'persons'", "5")]
    public async Task Clients_find_what_is_declared(string sql, string expected)
    {
        var rows = await _connection.QueryAsync(sql, sql.Contains('@', StringComparison.Ordinal) ? new { a = 2 } : null);
        Assert.Equal(expected, string.Join(",", rows.Select(r => string.Join("|", ((IDictionary<string, object?>)r).Values))));
    }

    [Fact]
    public async Task Versions_and_descriptions_are_there()
    {
        Assert.NotEmpty(await _connection.ExecuteScalarAsync<string>("select version()") ?? string.Empty);
        Assert.Equal(5, (await _connection.QueryAsync("describe persons")).Count());
        Assert.Equal(["persons"], _connection.GetSchema("Tables").Rows.Cast<DataRow>().Select(r => (string)r["table_name"]));
        Assert.Equal(5, _connection.GetSchema("Columns", [null, null, "persons"]).Rows.Count);
        Assert.Equal(1, _connection.GetSchema("Columns", [null, null, "persons", "AGE"]).Rows.Count);
        Assert.Equal(3, _connection.GetSchema().Rows.Count);
        Assert.Throws<TacitDbException>(() => _connection.GetSchema("Users"));
    }

    [Theory]
    [InlineData("select count(*) from information_schema.tables, persons")]
    [InlineData("select (select max(note) from persons)")]
    [InlineData("select * from information_schema.tables where table_name in (select note from persons)")]
    [InlineData("with x as (select note from persons) select * from x")]
    [InlineData("select * from main.persons")]
    [InlineData("select * from read_csv('/etc/passwd')")]
    [InlineData("select * from '/etc/passwd'")]
    [InlineData("select getenv('HOME')")]
    [InlineData("select current_setting('temp_directory')")]
    [InlineData("select read_text('/etc/hostname')")]
    [InlineData("select * from duckdb_settings()")]
    [InlineData("select nothing from information_schema.tables")]
    [InlineData("select cast('canary-word' as integer)")]
    [InlineData("select * from pg_catalog.pg_settings")]
    [InlineData("select sqlx(1)")]
    [InlineData("describe select getenv('HOME')")]
    public async Task Data_files_settings_and_engine_messages_stay_behind(string sql)
    {
        var error = await Assert.ThrowsAsync<TacitDbException>(() => _connection.QueryAsync(sql));
        Assert.StartsWith("SQL0", error.Code, StringComparison.Ordinal);
        Assert.DoesNotContain("Error:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(ClinicPolicy.Secret, error.Message, StringComparison.Ordinal);
        Assert.Null(error.InnerException);
    }

    [Fact]
    public async Task A_question_that_never_ends_is_stopped()
    {
        const string Sql = "select count(*) from pg_type a, pg_type b, pg_type c, pg_type d, pg_type e, pg_type f where a.typname < b.typname and c.typname < d.typname and e.typname < f.typname";
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _connection.ExecuteScalarAsync(new CommandDefinition(Sql, cancellationToken: stop.Token)));
    }
}
