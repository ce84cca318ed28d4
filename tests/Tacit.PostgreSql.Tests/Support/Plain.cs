using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Npgsql;

namespace Tacit.PostgreSql.Tests.Support;

/// <summary>Plain SQL over the rows as they were declared, on an engine without Tacit: what an answer must be when the noise is off.</summary>
internal sealed class Plain(DbConnection connection) : IAsyncDisposable
{
    private const double Tolerance = 2e-5;

    public static async Task<Plain> OfAsync(DbConnection connection, IEnumerable<string> statements)
    {
        await connection.OpenAsync();
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }

        return new(connection);
    }

    public static DbConnection Embedded() => new DuckDBConnection("DataSource=:memory:");

    public static DbConnection Server(string connection) => new NpgsqlConnection(connection);

    /// <summary>Compares an answer with what plain SQL gives: keys first, then values.</summary>
    public async Task CheckAsync(string sql, int keys, Table answer)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var expected = new Dictionary<string, double?[]>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            // A missing key is in no group.
            if (!Enumerable.Range(0, keys).Any(reader.IsDBNull))
            {
                expected[string.Join("|", Enumerable.Range(0, keys).Select(i => Key(reader.GetValue(i))))] =
                    [.. Enumerable.Range(keys, reader.FieldCount - keys).Select(i => reader.IsDBNull(i) ? (double?)null : Number(reader, i))];
            }
        }

        foreach (var row in answer.Rows)
        {
            var known = expected.Remove(string.Join("|", row.Keys), out var values);
            for (var i = 0; i < row.Values.Count; i++)
            {
                // A group that nobody is in has no row in plain SQL.
                var (wanted, got) = (known ? values![i] : null, row.Values[i]?.Value);
                var isSame = wanted is { } w ? got is { } g && Math.Abs(w - g) <= Tolerance * Math.Max(1, Math.Abs(w)) : got is null or 0;
                Assert.True(isSame, $"{connection.GetType().Name}: {sql}\n{string.Join("|", row.Keys)}, value {i}: {got}, but plain SQL says {wanted}.");
            }
        }

        Assert.True(expected.Count == 0, $"{connection.GetType().Name}: {sql}\nThese groups are not answered: {string.Join(", ", expected.Keys)}.");
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static string Key(object value) => value is string text ? text : Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("0", CultureInfo.InvariantCulture);

    private static double Number(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        System.Numerics.BigInteger big => (double)big,
        var value => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };
}
