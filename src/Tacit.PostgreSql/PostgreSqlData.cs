using System.Globalization;
using System.Numerics;
using Npgsql;
using Tacit.Data;
using Tacit.PostgreSql.Opening;

namespace Tacit.PostgreSql;

/// <summary>Tables that were prepared in a session, which answers one statement after the other.</summary>
internal sealed class PostgreSqlData(Session session, PublicReader? reader, KeyKind? units, IReadOnlyCollection<UInt128> hashes) : PreparedData
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyCollection<UInt128> _hashes = hashes;
    private bool _disposed;

    public override SqlDialect Dialect => SqlDialect.PostgreSql;

    public override KeyKind? UnitKeys => units;

    public override bool IsLost => !session.IsOpen;

    public override IReadOnlyCollection<UInt128> TakeUnitHashes() => Interlocked.Exchange(ref _hashes, []);

    public override IReadOnlyList<IReadOnlyList<string?>> PublicValues(string table, IReadOnlyList<string> columns, int atMost) => Public(table).Values(table, columns, atMost);

    public override long PublicFanOut(string table, IReadOnlyList<PublicKey> keys) => Public(table).FanOut(table, keys);

    public override async ValueTask<IReadOnlyList<IntegerRow>> ReadAsync(PushedStatement statement, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(statement);
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(Dataset));
            var rows = new List<IntegerRow>();
            await session.ReadAsync(statement.Sql, reader => rows.Add(Row(reader, statement)), token).ConfigureAwait(false);
            return rows;
        }
        finally
        {
            _turn.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        if (!_disposed)
        {
            _disposed = true;
            reader?.Dispose();
            await session.DisposeAsync().ConfigureAwait(false);
        }

        _turn.Release();
    }

    private PublicReader Public(string table) => reader ?? throw new BadInputException($"There is no public table '{table}'. Public: none.");

    private static IntegerRow Row(NpgsqlDataReader reader, PushedStatement statement)
    {
        var keys = new string[statement.Keys];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!;
        }

        var integers = new Int128[statement.Integers];
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = reader.IsDBNull(keys.Length + i) ? 0 : ToInt128(reader, keys.Length + i);
        }

        return new(keys, integers);
    }

    // A sum of 64-bit integers is a number of any length.
    private static Int128 ToInt128(NpgsqlDataReader reader, int column) => reader.GetFieldType(column) == typeof(decimal)
        ? (Int128)reader.GetFieldValue<BigInteger>(column)
        : Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
}
