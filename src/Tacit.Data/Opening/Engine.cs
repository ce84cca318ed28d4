using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;

namespace Tacit.Data;

/// <summary>The embedded DuckDB: in memory, no downloads, spills encrypted pages to a folder of its own, closed to files after opening.</summary>
internal sealed class Engine : PreparedData, IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly DirectoryInfo _spill;
    private PublicReader? _public;
    private bool _disposed;

    private Engine(DuckDBConnection connection, DirectoryInfo spill)
    {
        _connection = connection;
        _spill = spill;
    }

    public static Engine Start(long memoryBytes, string? spillFolder)
    {
        DirectoryInfo spill;
        try
        {
            // Owner-only on Unix.
            spill = spillFolder is null
                ? Directory.CreateTempSubdirectory("tacit-")
                : OwnersDirectory(Path.Combine(spillFolder, ".tacit-" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The folder for spilled pages cannot be made ({spillFolder ?? Path.GetTempPath()}). Make it writable, or set the folder for temporary files of this computer; in code, name another one with SpillTo(…).");
        }

        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        var engine = new Engine(connection, spill);
        foreach (var setting in new[]
        {
            "SET autoinstall_known_extensions=false",
            "SET autoload_known_extensions=false",
            "SET force_mbedtls_unsafe=true", // The bundled engine has no other cipher that writes; it calls this one unsafe because its keys come from a weak generator.
            "SET temp_file_encryption=true",
            string.Create(CultureInfo.InvariantCulture, $"SET threads={Math.Clamp(memoryBytes >> 27, 1, Environment.ProcessorCount)}"), // Each needs buffers of its own.
            $"SET temp_directory={Quote(spill.FullName)}",
            string.Create(CultureInfo.InvariantCulture, $"SET memory_limit='{memoryBytes / (1 << 20)}MiB'"),
            "SET preserve_insertion_order=false",
            "SET errors_as_json=false",
            "SET TimeZone='UTC'", // What the engine makes of its own zoned types must not depend on the machine.
        })
        {
            engine.Execute(setting);
        }

        return engine;
    }

    /// <summary>Makes a folder for its owner alone.</summary>
    internal static DirectoryInfo OwnersDirectory(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>No file can be read or written from here on, and no setting changed.</summary>
    public void CloseToFiles()
    {
        Execute("SET enable_external_access=false");
        Execute("SET lock_configuration=true");
    }

    public override SqlDialect Dialect => SqlDialect.DuckDb;

    /// <summary>From here on, planners may read public tables, beside the questions.</summary>
    public void ReadPublic(IReadOnlyList<PublicTableFacts> tables)
    {
        var connection = _connection.Duplicate();
        connection.Open();
        _public = new(connection, tables);
    }

    public override IReadOnlyList<IReadOnlyList<string?>> PublicValues(string table, IReadOnlyList<string> columns, int atMost) => _public!.Values(table, columns, atMost);

    public override long PublicFanOut(string table, IReadOnlyList<PublicKey> keys) => _public!.FanOut(table, keys);

    public static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    public static string Name(string text) => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Execute(string sql, CancellationToken token)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using (token.Register(command.Cancel))
        {
            try
            {
                command.ExecuteNonQuery();
            }
            catch (Exception) when (token.IsCancellationRequested)
            {
                throw new OperationCanceledException(token);
            }
        }
    }

    /// <summary>Takes rows for a table, many at once.</summary>
    public DuckDBAppender Appender(string table) => _connection.CreateAppender(table);

    /// <summary>Reads the only column of a statement, a text, while others run: rows are not held together.</summary>
    public IEnumerable<string> Stream(string sql, CancellationToken token)
    {
        using var connection = _connection.Duplicate();
        connection.Open();
        using var command = connection.CreateCommand();
        (command.CommandText, command.UseStreamingMode) = (sql, true);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            token.ThrowIfCancellationRequested();
            yield return reader.GetString(0);
        }
    }

    public long Scalar(string sql) => Row(sql)[0];

    /// <summary>The integers of the one row that a statement gives; zero for NULL.</summary>
    public long[] Row(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        reader.Read();
        var row = new long[reader.FieldCount];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = reader.IsDBNull(i) ? 0 : (long)(BigInteger)ToInt128(reader.GetValue(i));
        }

        return row;
    }

    public List<string> Texts(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    /// <summary>Names and types of the columns of a relation.</summary>
    public List<(string Name, string Type)> Columns(string relation)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {relation})";
        using var reader = command.ExecuteReader();
        var columns = new List<(string, string)>();
        while (reader.Read())
        {
            columns.Add((reader.GetString(0), reader.GetString(1)));
        }

        return columns;
    }

    public override async ValueTask<IReadOnlyList<IntegerRow>> ReadAsync(PushedStatement statement, CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(Dataset));
            return await Task.Run(() => Read(statement, token), token).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public override ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _turn.Wait();
        if (!_disposed)
        {
            _disposed = true;
            _public?.Dispose();
            _connection.Dispose();
            try
            {
                _spill.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // What is left there is encrypted under a key that has just been forgotten.
            }
        }

        _turn.Release();
    }

    private List<IntegerRow> Read(PushedStatement statement, CancellationToken token)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = statement.Sql;
        using var registration = token.Register(command.Cancel);
        using var reader = command.ExecuteReader();
        var rows = new List<IntegerRow>();
        while (reader.Read())
        {
            var keys = new string[statement.Keys];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!;
            }

            var integers = new Int128[statement.Integers];
            for (var i = 0; i < integers.Length; i++)
            {
                integers[i] = reader.IsDBNull(statement.Keys + i) ? 0 : ToInt128(reader.GetValue(statement.Keys + i));
            }

            rows.Add(new(keys, integers));
        }

        token.ThrowIfCancellationRequested();
        return rows;
    }

    private static Int128 ToInt128(object value) => value switch
    {
        BigInteger big => (Int128)big,
        ulong number => number,
        _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
    };
}
