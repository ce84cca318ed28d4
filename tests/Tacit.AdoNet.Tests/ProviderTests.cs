using System.Data;
using System.Data.Common;
using Dapper;

namespace Tacit.AdoNet.Tests;

/// <summary>The provider as Dapper and other clients of System.Data use it.</summary>
public sealed class ProviderTests : IDisposable
{
    private readonly ClinicPolicy _policy = new();

    public void Dispose() => _policy.Dispose();

    [Fact]
    public async Task Dapper_reads_rows_and_a_parameter_is_the_constant_that_it_stands_for()
    {
        await using var connection = new TacitConnection(_policy.Text());
        var literal = (await connection.QueryAsync<(string Sex, double N, double Age)>("select sex, count(*) as n, avg(age) as age from persons where age >= 30 and note in ('it''s', 'x') and seen < timestamp '2026-03-01' group by sex")).ToArray();
        Assert.Equal(["f", "m"], literal.Select(r => r.Sex));
        Assert.InRange(literal[0].N, 4, 12);

        // Equal questions have one stored answer: equal to the last digit, and free.
        var values = new { low = 30, notes = new[] { "it's", "x" }, day = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc) };
        const string Sql = "select sex, count(*) as n, avg(age) as age from persons where age >= @low and note in @notes and seen < @day group by sex";
        Assert.Equal(literal, await connection.QueryAsync<(string, double, double)>(Sql, values));
        connection.Open();
        Assert.Equal(1, (await connection.Session.Account.StatusAsync()).Entries);
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) as n from persons where age >= ? and sex = ?";
        command.Parameters.Add(new TacitParameter { Value = 30m });
        command.Parameters.Add(new TacitParameter { Value = "f" });
        Assert.InRange(Convert.ToDouble(await command.ExecuteScalarAsync()), 13, 17);
        Assert.Equal(2, (await connection.Session.Account.StatusAsync()).Entries);
    }

    [Theory]
    [InlineData("f' or '1' = '1")]
    [InlineData("f'; select 1 --")]
    [InlineData("$sex")]
    [InlineData("\" \\ 😀 /*")]
    public async Task A_value_is_never_read_as_sql(string value)
    {
        // As a text it is no declared value of a category, and no note that somebody has.
        await using var connection = new TacitConnection(_policy.Text());
        Assert.InRange(await connection.ExecuteScalarAsync<double>("select count(*) as n from persons where note = $note", new { note = value }), -2, 2);
        var error = await Assert.ThrowsAsync<TacitDbException>(() => connection.ExecuteScalarAsync<double>("select count(*) as n from persons where sex = @sex", new { sex = value }));
        Assert.Equal("SQL05", error.Code);
    }

    // What the owner is told with rows and numbers, an analyst is told without: no noise protects them.
    [Fact]
    public async Task Bad_data_is_told_to_an_analyst_without_rows_and_numbers()
    {
        var file = Path.Combine(Path.GetDirectoryName(_policy.File)!, "persons.csv");
        await File.AppendAllLinesAsync(file, ["x1,f,old,,", "x2,f,old,,"]);
        var owner = await Assert.ThrowsAsync<BadInputException>(() => Tacit.Data.PrivacyPolicy.Load(_policy.File).OpenDataAsync());
        Assert.Contains("persons.csv, row 41 (not counting the header), column 'age': the cell is not a number. 2 such rows in all.", owner.Message, StringComparison.Ordinal);
        await using var connection = new TacitConnection(_policy.Text());
        var analyst = await Assert.ThrowsAsync<TacitDbException>(() => connection.OpenAsync());
        Assert.Equal("persons.csv, column 'age': a cell is not a number. The owner of the data is told more by `tacit policy check`.", analyst.Message);

        await File.WriteAllLinesAsync(file, (await File.ReadAllLinesAsync(file)).SkipLast(2).Append($"{ClinicPolicy.Secret}0,f,1,,"));
        analyst = await Assert.ThrowsAsync<TacitDbException>(() => connection.OpenAsync());
        Assert.Contains("persons.csv was declared to have one row a person", analyst.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(analyst.Message, char.IsDigit);
    }

    [Fact]
    public void An_unknown_name_in_a_connection_string_is_told_in_words()
    {
        var error = Assert.Throws<TacitDbException>(() => new TacitDataSource("Policy=p.json;Polizy=q"));
        Assert.Equal("A connection string has no 'polizy'. It has: Policy, Population, Analyst, Purpose, Epsilon, Rho, Delta, Confidence, ErrorBars.", error.Message);
    }

    [Fact]
    public async Task Error_bars_stand_beside_the_numbers_and_behind_them()
    {
        await using var connection = new TacitConnection(_policy.Text("Epsilon=2;ErrorBars=true"));
        await connection.OpenAsync();
        using var command = new TacitCommand("select avg(age) as mean, sex, count(*) as n from persons group by sex", connection);
        using var reader = (TacitDataReader)await command.ExecuteReaderAsync();
        Assert.Equal(["mean", "mean_low", "mean_high", "sex", "n", "n_low", "n_high"], Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
        Assert.True(reader.HasRows);
        Assert.True(reader.Read());
        var n = reader.GetEstimate(4)!.Value;
        Assert.Equal((n.Value, n.Low, n.High), (reader.GetDouble(4), reader.GetDouble(5), reader.GetDouble(6)));
        Assert.Equal(n, reader.GetEstimate(6));
        Assert.Null(reader.GetEstimate(3));
        Assert.Equal("ε = 2", reader.Receipt!.Price);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.GetOrdinal("none"));
        Assert.True(reader.Read());
        Assert.False(reader.Read());
        Assert.Throws<InvalidOperationException>(() => reader.GetValue(0));
    }

    [Fact]
    public async Task A_clause_of_the_question_comes_before_the_connection_string()
    {
        await using var connection = new TacitConnection(_policy.Text("Epsilon=2"));
        await connection.OpenAsync();
        Assert.Equal("ε = 0.25", await PriceAsync("select count(*) as n from persons with privacy (epsilon = 0.25)"));
        Assert.Equal("ε = 2", await PriceAsync("select count(*) as n from persons"));
        Assert.Contains("δ", await PriceAsync("select note, count(distinct id) as n from persons group by note"), StringComparison.Ordinal);

        async Task<string> PriceAsync(string sql)
        {
            using var command = new TacitCommand(sql, connection);
            using var reader = (TacitDataReader)await command.ExecuteReaderAsync();
            return reader.Receipt!.Price;
        }
    }

    [Fact]
    public async Task Tables_load_and_connections_of_a_source_share_what_is_open()
    {
        DbProviderFactories.RegisterFactory("Tacit", TacitProviderFactory.Instance);
        await using var source = DbProviderFactories.GetFactory("Tacit").CreateDataSource(_policy.Text());
        await using var first = await source.OpenConnectionAsync();
        await using var second = await source.OpenConnectionAsync();
        Assert.Same(((TacitConnection)first).Session, ((TacitConnection)second).Session);
        using var command = first.CreateCommand();
        command.CommandText = "select sex, stddev(age) as s from persons where age > 200 group by sex";
        var table = new DataTable();
        await Assert.ThrowsAsync<TacitDbException>(() => command.ExecuteReaderAsync(CommandBehavior.SchemaOnly));
        using (var reader = await command.ExecuteReaderAsync(CommandBehavior.CloseConnection))
        {
            table.Load(reader);
        }

        // Nobody is that old: too few to say is NULL.
        Assert.Equal(ConnectionState.Closed, first.State);
        Assert.Equal(2, table.Rows.Count);
        Assert.Equal(DBNull.Value, table.Rows[0]["s"]);
    }

    [Theory]
    [InlineData("select * from persons", "SQL02")]
    [InlineData("selec", "SQL01")]
    [InlineData("select count(*) from nothing", "SQL03")]
    [InlineData("select count(*) from persons where age > @none", "SQL03")]
    [InlineData("select count(*) from persons with privacy (epsilon = 1000)", "BUDGET")]
    [InlineData("select count(*) from persons; select count(*) from persons", "SQL02")]
    [InlineData("delete from persons", "SQL02")]
    [InlineData("set threads = 9", "SQL02")]
    public async Task Refusals_carry_their_code(string sql, string code)
    {
        await using var connection = new TacitConnection(_policy.Text());
        await connection.OpenAsync();
        using var command = new TacitCommand(sql, connection);
        var error = await Assert.ThrowsAsync<TacitDbException>(() => command.ExecuteReaderAsync());
        Assert.Equal((code, code), (error.Code, error.SqlState));
        Assert.Equal(0, (await connection.Session.Account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task What_is_not_offered_is_refused_in_words()
    {
        await using var connection = new TacitConnection(_policy.Text());
        await connection.OpenAsync();
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from persons";
        Assert.Contains("rolled back", Assert.Throws<TacitDbException>(() => connection.BeginTransaction()).Message, StringComparison.Ordinal);
        Assert.Throws<TacitDbException>(() => connection.EnlistTransaction(null));
        Assert.Throws<TacitDbException>(() => command.ExecuteNonQuery());
        Assert.Throws<TacitDbException>(() => command.CommandType = CommandType.StoredProcedure);
        Assert.Throws<TacitDbException>(() => connection.ChangeDatabase("other"));
        Assert.Throws<TacitDbException>(() => new TacitConnection("Server=here"));
        Assert.Throws<TacitDbException>(() => new TacitConnection("Epsilon=1").Open());
        Assert.Throws<TacitDbException>(() => new TacitConnection(_policy.Text("Epsilon=-1")).Open());
        Assert.Throws<TacitDbException>(() => new TacitConnection(_policy.Text("Epsilon=1;Rho=1")).Open());
        connection.Close();
        Assert.Throws<InvalidOperationException>(() => command.ExecuteScalar());
    }

    [Fact]
    public async Task A_cancelled_question_gives_no_answer()
    {
        await using var connection = new TacitConnection(_policy.Text());
        await connection.OpenAsync();
        using var command = new TacitCommand("select count(*) from persons", connection);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => command.ExecuteReaderAsync(new CancellationToken(canceled: true)));
        Assert.Equal(0, (await connection.Session.Account.StatusAsync()).Entries);
    }

    [Fact]
    public async Task A_plan_is_rows_of_text()
    {
        await using var connection = new TacitConnection(_policy.Text());
        Assert.Contains("price: ε = 20", await connection.QueryAsync<string>("explain privacy select count(*) from persons where age > @low", new { low = 5 }));
    }
}
