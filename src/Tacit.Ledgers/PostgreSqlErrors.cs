using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Tacit.Ledgers;

/// <summary>What PostgreSQL and the way to it report, in words for the owner of a ledger.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>Whether an error comes from the server, or from the way to it.</summary>
    public static bool IsOurs(Exception error) => error is NpgsqlException or SocketException or IOException or TimeoutException or UnauthorizedAccessException;

    /// <summary>The error of a ledger; one that is already in words is passed on.</summary>
    public static Exception Describe(Exception error, string name) => error switch
    {
        PostgresException e => new LedgerException(Words(e, name), e),
        FormatException e => new LedgerException($"The ledger '{name}' is damaged: {e.Message} Restore it from a copy, or run `tacit ledger verify`.", e),
        _ when IsOurs(error) => new LedgerException(
            $"The server of the ledger '{name}' cannot be reached, or the connection broke: {error.Message} Whether the last step was stored is not known; a spend counts as made.", error),
        _ => error,
    };

    public static string NotALedger(string name) => $"'{name}' is not a Tacit ledger: its schema has other tables. Name a schema that a ledger was made in, or one that is not there yet.";

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static string Words(PostgresException e, string name) => e.SqlState switch
    {
        PostgresErrorCodes.LockNotAvailable => string.Create(CultureInfo.InvariantCulture,
            $"The ledger '{name}' was locked by another session for longer than {SqliteFile.BusySeconds} seconds. Nothing was stored. End what holds it, and run again."),
        PostgresErrorCodes.InsufficientPrivilege => $"The ledger '{name}' cannot be written by this database user: {e.MessageText}. A ledger needs its own schema, or the right to create it. Nothing was spent.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => $"The server of the ledger '{name}' refused the user or the password.",
        PostgresErrorCodes.InvalidCatalogName => $"The server of the ledger '{name}' has no such database. Create it, or check the connection string.",
        PostgresErrorCodes.DiskFull => $"The disk of the server of the ledger '{name}' is full. Nothing of this step was stored. Free some space and run again.",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"The server of the ledger '{name}' is read-only, for example a standby. Connect to the one that takes writes. Nothing was spent.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName => NotALedger(name),
        _ => $"The ledger '{name}' cannot be used: {e.MessageText} ({e.SqlState}).",
    };
}
