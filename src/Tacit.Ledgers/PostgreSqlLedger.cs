using Tacit.Ledgers;

namespace Tacit;

/// <summary>Ledgers in a schema of a PostgreSQL database, for several machines that spend from one account.</summary>
/// <remarks>
/// The promises are those of a file: every step survives a crash and a power cut once it has returned, and steps follow one another, whichever machine takes them.
/// A server whose <c>fsync</c> is off is refused. The key does not go to the database: who has the database alone can neither read answers nor rewrite the past unnoticed.
/// Connect directly, or through a pooler that keeps sessions.
/// </remarks>
public static class PostgreSqlLedger
{
    extension(Ledger)
    {
        /// <summary>Opens a ledger, and begins a new one where the schema has none.</summary>
        /// <param name="connectionString">As Npgsql reads it: <c>Host=db;Database=ledgers;Username=tacit</c>.</param>
        /// <param name="keys">The owner's keys. Give them or a key file.</param>
        /// <param name="keyFile">The file that holds the key; made with a new ledger, for its owner's eyes only. Back it up apart from the database.</param>
        /// <param name="schema">The schema of the ledger's tables, created where it is missing. One for each ledger.</param>
        /// <param name="time">The clock; the system's by default.</param>
        /// <param name="token">Cancels the opening.</param>
        /// <exception cref="BadInputException">The connection string or the schema cannot be used, or there is not one of keys and key file.</exception>
        /// <exception cref="LedgerException">The server cannot be reached or is not durable; the schema holds something else; the ledger is newer, or was made with other keys.</exception>
        public static async Task<Ledger> OpenPostgreSqlAsync(
            string connectionString, LedgerKeys? keys = null, string? keyFile = null, string schema = "tacit", TimeProvider? time = null, CancellationToken token = default)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
            ArgumentException.ThrowIfNullOrWhiteSpace(schema);
            var place = new PostgreSqlPlace(connectionString, schema, $"PostgreSQL schema {schema}");
            var (store, used) = await Task.Run(() => LedgerFiles.Open(place, keys, keyFile, create: true), token).ConfigureAwait(false);
            return Ledger.Over(store, used, time);
        }
    }
}
