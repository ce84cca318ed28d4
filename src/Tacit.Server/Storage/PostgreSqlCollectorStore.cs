using System.Data;
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using static Tacit.Server.Statements;

namespace Tacit.Server;

/// <summary>The store in a PostgreSQL database: several collectors may share it.</summary>
internal sealed class PostgreSqlCollectorStore : SqlCollectorStore
{
    // Any number that no other program takes for its own lock.
    private const long TablesLock = 0x5461_6369_7443_6F6C;
    private readonly NpgsqlDataSource _source;
    private readonly SemaphoreSlim _gate = new(1);
    private bool _hasTables;

    public PostgreSqlCollectorStore(string connectionString)
    {
        try
        {
            _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 32, AutoPrepareMinUsages = 2 });
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new BadInputException("The text of the connection to PostgreSQL cannot be read. Write for example Host=localhost;Database=collector;Username=collector.");
        }
    }

    protected override string RowLock => " FOR SHARE";

    protected override Task LockAsync(DbConnection connection, CancellationToken cancellation) => ExecuteAsync(connection, "SELECT pg_advisory_xact_lock($1)", cancellation, TablesLock);

    protected override ValueTask<DbTransaction> BeginAsync(DbConnection connection, StoreUse use, CancellationToken cancellation) =>
        connection.BeginTransactionAsync(use == StoreUse.Write ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead, cancellation);

    public override async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        await _source.DisposeAsync();
    }

    protected override bool IsConflict(DbException failure) => failure is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    protected internal override async Task<StoreSession> OpenAsync(StoreUse use, CancellationToken cancellation)
    {
        if (!Volatile.Read(ref _hasTables))
        {
            await MakeTablesAsync(cancellation);
        }

        var connection = await _source.OpenConnectionAsync(cancellation);
        return new(connection, connection.DisposeAsync);
    }

    protected override async Task<bool[]> InsertAsync(DbConnection connection, int collection, uint epoch, byte[][] ids, CancellationToken cancellation)
    {
        await using var command = OfIds(connection, "INSERT INTO tacit_upload (collection, epoch, id) SELECT $1, $2, unnest($3) ON CONFLICT DO NOTHING RETURNING id", collection, epoch, ids);
        var fresh = new HashSet<UInt128>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            fresh.Add(Number(reader.GetFieldValue<byte[]>(0)));
        }

        return Array.ConvertAll(ids, id => fresh.Contains(Number(id)));
    }

    protected override async Task DeleteAsync(DbConnection connection, int collection, uint epoch, byte[][] ids, CancellationToken cancellation)
    {
        await using var command = OfIds(connection, "DELETE FROM tacit_upload WHERE collection = $1 AND epoch = $2 AND id = ANY($3)", collection, epoch, ids);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand OfIds(DbConnection connection, string sql, int collection, uint epoch, byte[][] ids)
    {
#pragma warning disable CA2100 // Statements are constants; values travel as parameters.
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)connection);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = collection });
        command.Parameters.Add(new() { Value = (long)epoch });
        command.Parameters.Add(new() { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        return command;
    }

    private static UInt128 Number(byte[] id) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(id);

    private async Task MakeTablesAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            // Two that make the same table at once would disturb each other, even where it is made only if it is missing.
            await using var connection = await _source.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await LockAsync(connection, cancellation);
            await ExecuteAsync(connection, Tables(keys: string.Empty), cancellation);
            await transaction.CommitAsync(cancellation);
            Volatile.Write(ref _hasTables, true);
        }
        finally
        {
            _gate.Release();
        }
    }
}
