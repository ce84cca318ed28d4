using System.Data.Common;

namespace Tacit.Ledgers;

/// <summary>Reads a whole ledger as of one moment, on a connection of its own, while others write.</summary>
internal static class SnapshotReader
{
    public static LedgerSnapshot Read(string path, CancellationToken token)
    {
        using var connection = SqliteFile.Open(path);
        using var transaction = connection.BeginTransaction(deferred: true);
        using var records = SqliteFile.Statement(connection, $"SELECT {RecordReader.Columns} FROM record r ORDER BY r.sequence");
        using var states = SqliteFile.Statement(connection, "SELECT account, state FROM account ORDER BY account");
        return Read(() => records.Query(), () => states.Query(), token);
    }

    /// <summary>Reads the rows of two statements of one transaction, one after the other.</summary>
    public static LedgerSnapshot Read(Func<DbDataReader> recordRows, Func<DbDataReader> stateRows, CancellationToken token)
    {
        var records = new List<LedgerRecord>();
        using (var rows = recordRows())
        {
            while (rows.Read())
            {
                token.ThrowIfCancellationRequested();
                records.Add(RecordReader.ReadOrMark(rows));
            }
        }

        var states = new List<AccountState>();
        using (var rows = stateRows())
        {
            while (rows.Read())
            {
                try
                {
                    states.Add(AccountState.FromJson(rows.GetString(1)));
                }
                catch (FormatException)
                {
                    // Totals that cannot be read are left out: a verification misses them and says so.
                }
            }
        }

        return new(records, states);
    }
}
