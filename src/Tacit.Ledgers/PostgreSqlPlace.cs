using System.Data.Common;
using Npgsql;

namespace Tacit.Ledgers;

/// <summary>A ledger in a schema of a PostgreSQL database.</summary>
internal sealed class PostgreSqlPlace : LedgerPlace
{
    /// <summary>How an owner writes such a place: the name of an environment variable with the connection string, and the schema.</summary>
    public const string Prefix = "postgresql:";

    private const string UsualSchema = "tacit";
    private readonly string _connectionString;
    private readonly PostgreSqlSchema _schema;

    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <param name="schema">The schema that holds the tables.</param>
    /// <param name="name">What the owner calls the ledger.</param>
    public PostgreSqlPlace(string connectionString, string schema, string name)
    {
        _schema = new(schema);
        Name = name;
        try
        {
            // No pool: closing must close. No prepared transactions of others: the ledger commits for itself.
            _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
            {
                Pooling = false, Enlist = false, ApplicationName = "Tacit ledger", Multiplexing = false, IncludeErrorDetail = false, PersistSecurityInfo = false,
            }.ToString();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Its own words may show the string, and with it a password.
            throw new BadInputException($"The connection string of the ledger '{name}' cannot be read. It looks like 'Host=db;Database=ledgers;Username=tacit'.");
        }
    }

    public override string Name { get; }

    public override string? UsualKeyFile => null;

    /// <summary>The place that an owner wrote as <c>postgresql:VARIABLE</c> or <c>postgresql:VARIABLE/schema</c>, or null where it is a path.</summary>
    /// <exception cref="BadInputException">The variable is not set.</exception>
    public static PostgreSqlPlace? Parse(string place)
    {
        if (!place.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var slash = place.IndexOf('/', StringComparison.Ordinal);
        var variable = slash < 0 ? place[Prefix.Length..] : place[Prefix.Length..slash];
        var connectionString = variable.Length == 0 ? null : Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrWhiteSpace(connectionString)
            ? throw new BadInputException($"The ledger '{place}' is in the database whose connection string the environment variable '{variable}' holds, but there is no such variable. Set it, for example to 'Host=db;Database=ledgers;Username=tacit'.")
            : new(connectionString, slash < 0 ? UsualSchema : place[(slash + 1)..], place);
    }

    public override void Check()
    {
    }

    public override bool Exists()
    {
        using var connection = Connect();
        return _schema.Exists(connection);
    }

    public override bool TryCreate(string ledgerId, LedgerKeys keys)
    {
        using var connection = Connect();
        return _schema.TryCreate(connection, ledgerId, keys);
    }

    public override string ReadId()
    {
        using var connection = Connect();
        return Meta(connection, "ledger");
    }

    public override LedgerSession Open()
    {
        var connection = Connect();
        try
        {
            _schema.CheckFormat(connection, Name);
            return new PostgreSqlSession(connection, _schema, Meta(connection, "ledger"), Name);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override (string LedgerId, bool IsMadeWith) Identify(LedgerSession session, LedgerKeys keys)
    {
        var connection = ((PostgreSqlSession)session).Connection;
        return (Meta(connection, "ledger"), Meta(connection, "key") == KeyFile.Check(keys));
    }

    public override LedgerSnapshot Read(CancellationToken token)
    {
        using var connection = Connect();
        using var transaction = connection.BeginTransaction(System.Data.IsolationLevel.RepeatableRead);
        DbDataReader Rows(string sql) => PostgreSqlSchema.Statement(connection, sql).Query();
        return SnapshotReader.Read(
            () => Rows($"SELECT {RecordReader.Columns} FROM {_schema.Tables.Record} r ORDER BY r.sequence"),
            () => Rows($"SELECT account, state FROM {_schema.Tables.Account} ORDER BY account COLLATE \"C\""),
            token);
    }

    public override Exception Describe(Exception error) => PostgreSqlErrors.Describe(error, Name);

    public override bool IsStorageError(Exception error) => PostgreSqlErrors.IsOurs(error);

    private string Meta(NpgsqlConnection connection, string key) => _schema.Meta(connection, key) ?? throw new LedgerException(PostgreSqlErrors.NotALedger(Name));

    // The slim builder keeps the ledgers fit for native code.
    private NpgsqlConnection Connect()
    {
        var builder = new NpgsqlSlimDataSourceBuilder(_connectionString);
        builder.EnableTransportSecurity();
        builder.EnableIntegratedSecurity();
        var source = builder.Build();
        var connection = source.CreateConnection();
        try
        {
            connection.Open();
            PostgreSqlSchema.CheckDurable(connection, Name);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
