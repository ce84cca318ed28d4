using System.Data.Common;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using static Tacit.Server.Statements;

namespace Tacit.Server;

/// <summary>The store in one file, for one collector at a time: SQLite has one writer, so all transactions that write, and those that load a shard for that, stand in line for one connection. Who reads for others has another: however long he reads, nobody who uploads waits.</summary>
internal sealed class SqliteCollectorStore : SqlCollectorStore
{
    private const int Busy = 5;
    private const int ApplicationId = 0x5461_6343;
    private readonly SemaphoreSlim _line = new(1);
    private readonly SemaphoreSlim _readLine = new(1);
    private readonly SqliteConnection _connection;
    private readonly SqliteConnection _reader;

    public SqliteCollectorStore(string path)
    {
        var address = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString();
        (_connection, _reader) = (new(address), new(address));
        try
        {
            _connection.Open();
            Prepare(path);
            _reader.Open();
            using var command = _reader.CreateCommand();
            command.CommandText = "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF";
            command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            _reader.Dispose();
            _connection.Dispose();
            throw new BadInputException($"The store {path} cannot be opened: SQLite error {e.SqliteErrorCode}. Name a file that this program wrote, or one that is not there yet in a folder that it may write.");
        }
        catch
        {
            _reader.Dispose();
            _connection.Dispose();
            throw;
        }
    }

    protected override string RowLock => string.Empty;

    // Transactions that write begin one after another anyway.
    protected override Task LockAsync(DbConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    // Deferred: who reads beside another process that writes waits for nobody.
    protected override ValueTask<DbTransaction> BeginAsync(DbConnection connection, StoreUse use, CancellationToken cancellation) =>
        new(((SqliteConnection)connection).BeginTransaction(deferred: use != StoreUse.Write));

    public override async ValueTask DisposeAsync()
    {
        await _readLine.WaitAsync();
        await _line.WaitAsync();
        await _reader.DisposeAsync();
        await _connection.DisposeAsync();
        _readLine.Dispose();
        _line.Dispose();
    }

    protected override bool IsConflict(DbException failure) => failure is SqliteException { SqliteErrorCode: Busy };

    protected internal override async Task<StoreSession> OpenAsync(StoreUse use, CancellationToken cancellation)
    {
        var (line, connection) = use == StoreUse.Read ? (_readLine, _reader) : (_line, _connection);
        await line.WaitAsync(cancellation);
        return new(connection, () =>
        {
            line.Release();
            return ValueTask.CompletedTask;
        });
    }

    protected override Task<bool[]> InsertAsync(DbConnection connection, int collection, uint epoch, byte[][] ids, CancellationToken cancellation)
    {
        using var command = Command(connection, "INSERT INTO tacit_upload (collection, epoch, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", collection, (long)epoch, Array.Empty<byte>());
        return Task.FromResult(Array.ConvertAll(ids, id =>
        {
            command.Parameters[2].Value = id;
            return command.ExecuteNonQuery() == 1;
        }));
    }

    protected override Task DeleteAsync(DbConnection connection, int collection, uint epoch, byte[][] ids, CancellationToken cancellation) => ExecuteAsync(
        connection,
        "DELETE FROM tacit_upload WHERE collection = $1 AND epoch = $2 AND id IN (SELECT unhex(value) FROM json_each($3))",
        cancellation,
        collection,
        (long)epoch,
        JsonSerializer.Serialize(ids.Select(Convert.ToHexString)));

    // An acknowledged report survives a power cut: the log is flushed with every commit.
    private void Prepare(string path)
    {
        using var command = _connection.CreateCommand();
        bool isNew;
        command.CommandText = "SELECT (SELECT count(*) FROM sqlite_schema), (SELECT application_id FROM pragma_application_id)";
        using (var reader = command.ExecuteReader())
        {
            reader.Read();
            isNew = reader.GetInt64(0) == 0;
            if (reader.GetInt64(0) > 0 && reader.GetInt64(1) != ApplicationId)
            {
                throw new BadInputException($"{path} is a database of another program. Name a file that this program wrote, or one that is not there yet.");
            }
        }

        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA trusted_schema=OFF";
        command.ExecuteNonQuery();
        if (!isNew)
        {
            return;
        }

        // Without row numbers an identity stands there once, not twice. Files of before keep their table: every statement means the same there.
        command.CommandText = "BEGIN IMMEDIATE; " + Tables(keys: " WITHOUT ROWID") + $"; PRAGMA application_id={ApplicationId}; COMMIT";
        command.ExecuteNonQuery();
    }
}
