namespace Tacit.Ledgers;

/// <summary>Reads a whole ledger as of one moment, on a connection of its own, while others write.</summary>
internal static class SnapshotReader
{
    public static LedgerSnapshot Read(string path, CancellationToken token)
    {
        using var connection = SqliteFile.Open(path);
        using var transaction = connection.BeginTransaction(deferred: true);
        var records = new List<LedgerRecord>();
        using (var statement = new SqliteStatement(connection, $"SELECT {RecordReader.Columns} FROM record r ORDER BY r.sequence"))
        using (var rows = statement.Query())
        {
            while (rows.Read())
            {
                token.ThrowIfCancellationRequested();
                records.Add(RecordReader.ReadOrMark(rows));
            }
        }

        var states = new List<AccountState>();
        using (var statement = new SqliteStatement(connection, "SELECT account, state FROM account ORDER BY account"))
        using (var rows = statement.Query())
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
