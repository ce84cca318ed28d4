using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Tacit.Identity;

namespace Tacit.Data;

/// <summary>Which person has which key: a SQLite file that stays at home, for its owner alone. It holds a keyed hash of each person's key, and the key sealed; nothing of it is readable without the ring.</summary>
internal sealed class Crosswalk : IDisposable
{
    private const int Format = 1;
    private const int ApplicationId = 0x5461634B; // TacK
    private const int Busy = 5;
    private const int Corrupt = 11;
    private const int NoDatabase = 26;
    private const int Constraint = 19;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // Rows are appended in the order of keys of persons' identifiers, which is random; the hash finds them.
    private const string Schema = """
        CREATE TABLE ring_key (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, wrapped BLOB NOT NULL) STRICT;
        CREATE TABLE subject (type INTEGER NOT NULL, skid INTEGER NOT NULL, hash BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;
        CREATE UNIQUE INDEX subject_hash ON subject (hash);
        CREATE UNIQUE INDEX subject_skid ON subject (type, skid);
        """;

    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _open;
    private CrosswalkKeys? _keys;

    private Crosswalk(SqliteConnection connection, string path)
    {
        (_connection, _path) = (connection, path);
        _find = Command("SELECT skid FROM subject WHERE hash = $1", "$1");
        _add = Command("INSERT INTO subject (type, skid, hash, sealed) VALUES ($1, $2, $3, $4)", "$1", "$2", "$3", "$4");
        _open = Command("SELECT hash, sealed FROM subject WHERE type = $1 AND skid = $2", "$1", "$2");
    }

    private CrosswalkKeys Keys => _keys ?? throw new InvalidOperationException("The crosswalk is not open yet.");

    /// <summary>Opens a crosswalk, to read it.</summary>
    /// <exception cref="BadInputException">There is none, others may read it, or it was made with another ring.</exception>
    public static Crosswalk Read(string path, IdentityKeyRing ring, IProgress<string>? progress, CancellationToken token)
    {
        if (!File.Exists(path))
        {
            throw new BadInputException($"There is no crosswalk at {path}. Name the one that the table was pseudonymised with.");
        }

        // One transaction to the end: no writer comes between. Not read-only: what a killed process began is rolled back by whoever comes next.
        return Connect(path, walk =>
        {
            walk.Execute("BEGIN");
            walk.Wait(() => _ = walk.IsNew ? throw new BadInputException($"The crosswalk {path} has no subject yet: whoever began it was stopped. Name the one that the table was pseudonymised with.") : walk.Unwrap(ring), progress, token);
        }, progress, token);
    }

    /// <summary>Opens a crosswalk, which is made where there is none, for this process alone to change until it commits or is disposed of.</summary>
    /// <exception cref="BadInputException">Others may read it, it was made with another ring, or another process keeps it.</exception>
    public static Crosswalk Change(string path, IdentityKeyRing ring, IProgress<string>? progress, CancellationToken token)
    {
        MakeFile(path);
        return Connect(path, walk =>
        {
            walk.Wait(() => walk.Execute("BEGIN IMMEDIATE"), progress, token);
            if (walk.IsNew)
            {
                walk.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={ApplicationId}; PRAGMA user_version={Format}; {Schema}"));
                walk._keys = CrosswalkKeys.Create();
                walk.Wrap(ring);
            }
            else if (walk.Unwrap(ring) != Generating(ring))
            {
                // The ring was rotated: from now on its present key opens this, so that the old one can go.
                walk.Wrap(ring);
            }
        }, progress, token);
    }

    /// <summary>Whether there is any subject.</summary>
    public bool IsEmpty => Number("SELECT count(*) FROM (SELECT 1 FROM subject LIMIT 1)") == 0;

    /// <summary>The key of a person's identifiers, or null.</summary>
    public Skid? Find(byte entityType, string key)
    {
        var hash = new byte[CrosswalkKeys.HashBytes];
        Keys.Hash(entityType, key, hash);
        _find.Parameters[0].Value = hash;
        return _find.ExecuteScalar() is long skid ? new Skid(skid) : null;
    }

    /// <summary>Writes a new person down.</summary>
    public void Add(byte entityType, string key, Skid skid)
    {
        var hash = new byte[CrosswalkKeys.HashBytes];
        Keys.Hash(entityType, key, hash);
        (_add.Parameters[0].Value, _add.Parameters[1].Value, _add.Parameters[2].Value, _add.Parameters[3].Value) = ((long)entityType, skid.Value, hash, Keys.Seal(key, entityType, skid, hash));
        try
        {
            _add.ExecuteNonQuery();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == Constraint)
        {
            throw new BadInputException($"The crosswalk {_path} has another subject with a new identifier's key: two generators make keys as one instance. Leave the generator to Tacit, or use one for all.");
        }
    }

    /// <summary>The person's key of an identifier's key, or null.</summary>
    public string? Open(byte entityType, Skid skid)
    {
        (_open.Parameters[0].Value, _open.Parameters[1].Value) = ((long)entityType, skid.Value);
        using var reader = _open.ExecuteReader();
        if (!reader.Read())
        {
            return null;
        }

        try
        {
            return Keys.Unseal((byte[])reader[1], entityType, skid, (byte[])reader[0]);
        }
        catch (CryptographicException)
        {
            throw Damaged();
        }
    }

    /// <summary>Keeps what was added.</summary>
    public void Commit(CancellationToken token) => Wait(() => Execute("COMMIT"), null, token);

    public void Dispose()
    {
        foreach (var command in new[] { _find, _add, _open })
        {
            command.Dispose();
        }

        // What was not committed is rolled back.
        _connection.Dispose();
        _keys?.Dispose();
    }

    /// <summary>What is said where SQLite fails: nothing of a key.</summary>
    public static BadInputException Failed(string path, SqliteException failure) => failure.SqliteErrorCode switch
    {
        NoDatabase => NoCrosswalk(path),
        Corrupt => new($"The crosswalk {path} is damaged. Take it from a backup."),
        var code => new($"The crosswalk {path} cannot be opened, read or written: SQLite error {code}. Look after the disk and the rights of its folder."),
    };

    private bool IsNew => Number("SELECT count(*) FROM sqlite_schema") == 0;

    private static string Generating(IdentityKeyRing ring) => ring.Keys.First(k => k.State == IdentityKeyState.Generates).Id;

    private static Crosswalk Connect(string path, Action<Crosswalk> open, IProgress<string>? progress, CancellationToken token)
    {
        CheckRights(path);
        Crosswalk? walk = null;
        try
        {
            // No pool: closing must close. Full synchronisation: a pseudonym that was written must be revealed after a power cut.
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 }.ToString());
            connection.Open();
            walk = new(connection, path);

            // A process that writes more subjects than it holds in memory lets nobody read until it is done.
            walk.Wait(() => walk.Execute("PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA trusted_schema=OFF; PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY"), progress, token);
            walk.Wait(walk.CheckFormat, progress, token);
            open(walk);
            return walk;
        }
        catch (SqliteException e)
        {
            walk?.Dispose();
            throw Failed(path, e);
        }
        catch
        {
            walk?.Dispose();
            throw;
        }
    }

    // Made empty before SQLite sees it, so that nobody else may ever read it.
    private static void MakeFile(string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // It is there already.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The crosswalk {path} cannot be made: {e.Message}");
        }
    }

    private static void CheckRights(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            throw new BadInputException($"The crosswalk {path} may be read or written by others than its owner. Take their rights away (chmod 600).");
        }
    }

    private static BadInputException NoCrosswalk(string path) => new($"{path} is no crosswalk. Name the file that pseudonyms were made with, or one that is not there yet.");

    private BadInputException Damaged() => new($"The crosswalk {_path} is damaged or was changed: a row does not open. Take it from a backup.");

    private void CheckFormat()
    {
        // In one transaction: another process may make the crosswalk between two of these reads, and its file would then be half this, half that.
        using var transaction = _connection.BeginTransaction(deferred: true);
        var (application, version, objects) = (Number("PRAGMA application_id"), Number("PRAGMA user_version"), Number("SELECT count(*) FROM sqlite_schema"));
        if (objects != 0 && application != ApplicationId)
        {
            throw NoCrosswalk(_path);
        }

        if (version > Format)
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"The crosswalk {_path} was written by a newer version of Tacit (format {version}; this one reads {Format}). Update Tacit."));
        }
    }

    private string Unwrap(IdentityKeyRing ring)
    {
        using var command = Command("SELECT id, wrapped FROM ring_key");
        using var reader = command.ExecuteReader();
        if (!reader.Read())
        {
            throw Damaged();
        }

        var id = reader.GetString(0);
        if (ring.Keys.All(k => k.Id != id))
        {
            throw new BadInputException($"The crosswalk {_path} opens with the key {id}, which the ring does not have: it was made with another ring, or before the key was removed. Name the ring that has the key, or another crosswalk.");
        }

        try
        {
            _keys = CrosswalkKeys.Unwrap(ring, id, (byte[])reader[1]);
            return id;
        }
        catch (CryptographicException)
        {
            throw Damaged();
        }
    }

    private void Wrap(IdentityKeyRing ring)
    {
        using var command = Command("INSERT OR REPLACE INTO ring_key (one, id, wrapped) VALUES (1, $1, $2)", "$1", "$2");
        (command.Parameters[0].Value, command.Parameters[1].Value) = (Generating(ring), Keys.Wrap(ring, Generating(ring)));
        command.ExecuteNonQuery();
    }

    // Another process may keep the file for as long as it takes to write its subjects down.
    private void Wait(Action action, IProgress<string>? progress, CancellationToken token)
    {
        for (var (start, said) = (TimeProvider.System.GetTimestamp(), false); ;)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                action();
                return;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == Busy)
            {
                if (TimeProvider.System.GetElapsedTime(start) > Patience)
                {
                    throw new BadInputException($"Another process has kept the crosswalk {_path} for {Patience.TotalMinutes:0} minutes. Stop it, or try again later.");
                }

                if (!said)
                {
                    progress?.Report("waiting for another process that writes the crosswalk");
                    said = true;
                }
            }
        }
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is a constant of this file; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using var command = Command(sql);
        return (long)command.ExecuteScalar()!;
    }
}
