using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Tacit.Ledgers;

/// <summary>The tables of a ledger in a PostgreSQL schema: those of <see cref="SqliteFile"/>, with the same columns and the same rules.</summary>
internal sealed class PostgreSqlSchema
{
    private const int Newest = SqliteFile.Newest;
    private readonly string _name;

    /// <exception cref="BadInputException">The name is not a plain lower-case one.</exception>
    public PostgreSqlSchema(string name)
    {
        if (name.Length is 0 or > 40 || !char.IsAsciiLetterLower(name[0]) || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_') || name.StartsWith("pg_", StringComparison.Ordinal))
        {
            throw new BadInputException($"'{name}' cannot be the schema of a ledger. Take up to 40 lower-case letters, digits and underlines, a letter first, for example 'tacit'.");
        }

        _name = name;
    }

    public LedgerTables Tables => new($"\"{_name}\".record", $"\"{_name}\".account", $"\"{_name}\".reservation");

    public string MetaTable => $"\"{_name}\".meta";

    /// <summary>Makes commits of this connection durable, and refuses a server that cannot: an acknowledged spend must survive a power cut.</summary>
    public static void CheckDurable(NpgsqlConnection connection, string name)
    {
        var (fsync, pages, encoding, commit) = (Show(connection, "fsync"), Show(connection, "full_page_writes"), Show(connection, "server_encoding"), Show(connection, "synchronous_commit"));
        if (fsync != "on" || pages != "on")
        {
            throw new LedgerException($"The server of the ledger '{name}' runs with fsync or full_page_writes switched off, so a power cut could forget what was spent. Switch both on.");
        }

        if (encoding != "UTF8")
        {
            throw new LedgerException($"The database of the ledger '{name}' has the encoding {encoding}. Use a database in UTF8.");
        }

        Run(connection, string.Create(CultureInfo.InvariantCulture,
            $"SET search_path = pg_catalog; SET lock_timeout = '{SqliteFile.BusySeconds}s'; SET idle_in_transaction_session_timeout = '60s'; SET standard_conforming_strings = on"));
        if (commit is not ("on" or "remote_apply"))
        {
            Run(connection, "SET synchronous_commit = on");
        }
    }

    public bool Exists(NpgsqlConnection connection)
    {
        using var statement = Statement(connection, "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'meta'", "t");
        using var rows = statement.Query(_name);
        return rows.Read();
    }

    /// <summary>Creates the tables in one transaction; the schema too, where it is not there.</summary>
    public bool TryCreate(NpgsqlConnection connection, string ledgerId, LedgerKeys keys)
    {
        using var transaction = connection.BeginTransaction();

        // Two that begin one ledger at once: the second one waits, and finds it made. The number is any that nobody else uses.
        Run(connection, $"SELECT pg_advisory_xact_lock(7449355, hashtext('{_name}'))");
        if (Exists(connection))
        {
            return false;
        }

        using (var statement = Statement(connection, "SELECT 1 FROM pg_namespace WHERE nspname = $1", "t"))
        {
            bool isThere;
            using (var rows = statement.Query(_name))
            {
                isThere = rows.Read();
            }

            Run(connection, (isThere ? string.Empty : $"CREATE SCHEMA \"{_name}\";") + Definitions(Tables));
        }

        using (var meta = Statement(connection, $"INSERT INTO {MetaTable} (key, value) VALUES ('format', $1), ('ledger', $2), ('key', $3)", "ttt"))
        {
            meta.Run(SqliteFile.Format.ToString(CultureInfo.InvariantCulture), ledgerId, KeyFile.Check(keys));
        }

        transaction.Commit();
        return true;
    }

    public string? Meta(NpgsqlConnection connection, string key)
    {
        using var statement = Statement(connection, $"SELECT value FROM {MetaTable} WHERE key = $1", "t");
        using var rows = statement.Query(key);
        return rows.Read() ? rows.GetString(0) : null;
    }

    public void CheckFormat(NpgsqlConnection connection, string name)
    {
        if (!int.TryParse(Meta(connection, "format"), NumberStyles.None, CultureInfo.InvariantCulture, out var format) || format < 1)
        {
            throw new LedgerException(PostgreSqlErrors.NotALedger(name));
        }

        if (format > Newest)
        {
            throw new LedgerException(string.Create(CultureInfo.InvariantCulture,
                $"The ledger '{name}' was written by a newer version of Tacit (format {format}; this one reads {Newest}). Update Tacit."));
        }
    }

    // Who may drop a trigger may change records, and the keyed chain shows it; triggers guard against accidents.
    private string Definitions(LedgerTables tables) => $"""
        CREATE TABLE {MetaTable} (key text PRIMARY KEY, value text NOT NULL);
        CREATE TABLE {tables.Record} (
          sequence bigint PRIMARY KEY, account text NOT NULL, entry bigint NOT NULL, kind text NOT NULL,
          plan_hash text NOT NULL, lease_until bigint NOT NULL, body bytea NOT NULL, answer bytea NOT NULL,
          previous_hash text NOT NULL, hash text NOT NULL);
        CREATE INDEX record_entry ON {tables.Record} (account, entry, sequence);
        CREATE INDEX record_answer ON {tables.Record} (account, plan_hash) WHERE kind = 'Settled' AND plan_hash <> '';
        CREATE TABLE {tables.Account} (account text PRIMARY KEY, state text NOT NULL);
        CREATE TABLE {tables.Reservation} (
          account text NOT NULL, entry bigint NOT NULL, sequence bigint NOT NULL, lease_until bigint NOT NULL, PRIMARY KEY (account, entry));
        CREATE INDEX reservation_lease ON {tables.Reservation} (account, lease_until);
        CREATE FUNCTION "{_name}".record_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
          BEGIN
            IF NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM {tables.Record}) THEN RAISE EXCEPTION 'records are numbered without gaps'; END IF;
            RETURN NEW;
          END $$;
        CREATE FUNCTION "{_name}".record_stays() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION 'records are never changed or deleted'; END $$;
        CREATE TRIGGER record_follows BEFORE INSERT ON {tables.Record} FOR EACH ROW EXECUTE FUNCTION "{_name}".record_follows();
        CREATE TRIGGER record_is_not_changed BEFORE UPDATE OR DELETE ON {tables.Record} FOR EACH ROW EXECUTE FUNCTION "{_name}".record_stays();
        CREATE TRIGGER record_is_not_emptied BEFORE TRUNCATE ON {tables.Record} FOR EACH STATEMENT EXECUTE FUNCTION "{_name}".record_stays();
        """;

    /// <summary>A statement with the parameters $1, $2, …; of each, t says text, n a number of 64 bits, b bytes. The server plans a prepared one once.</summary>
    public static LedgerStatement Statement(NpgsqlConnection connection, string sql, string types = "", bool isPrepared = false)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant of this assembly, with a schema whose name was checked; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var type in types)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type switch { 't' => NpgsqlDbType.Text, 'n' => NpgsqlDbType.Bigint, _ => NpgsqlDbType.Bytea } });
        }

        if (isPrepared)
        {
            command.Prepare();
        }

        return new(command);
    }

    private static string Show(NpgsqlConnection connection, string setting)
    {
        using var statement = Statement(connection, $"SHOW {setting}");
        using var rows = statement.Query();
        return rows.Read() ? rows.GetString(0) : string.Empty;
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var statement = Statement(connection, sql);
        statement.Run();
    }
}
