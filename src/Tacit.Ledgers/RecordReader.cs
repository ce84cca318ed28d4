using System.Data.Common;

namespace Tacit.Ledgers;

/// <summary>Reads records from their rows.</summary>
internal static class RecordReader
{
    public const string Columns = "r.sequence, r.account, r.entry, r.kind, r.plan_hash, r.lease_until, r.body, r.answer, r.previous_hash, r.hash";

    /// <summary>The record of the current row, for a decision.</summary>
    /// <exception cref="FormatException">The row is damaged: a decision must not rest on it.</exception>
    public static LedgerRecord Read(DbDataReader row)
    {
        var body = row.GetFieldValue<byte[]>(6);
        var record = LedgerRecord.FromBody(body, row.GetFieldValue<byte[]>(7), row.GetString(8), row.GetString(9));
        return record.Sequence == row.GetInt64(0) && record.Account == row.GetString(1) && record.Entry == row.GetInt64(2)
            && record.Kind.ToString() == row.GetString(3) && record.PlanHash == row.GetString(4) && record.LeaseUntil.UtcTicks == row.GetInt64(5)
            && IsHash(record.PreviousHash) && IsHash(record.Hash) && body.AsSpan().SequenceEqual(record.Body())
            ? record
            : throw new FormatException($"record {row.GetInt64(0)} was altered.");
    }

    /// <summary>The record of the current row, for a verification. A damaged row gives a record that no chain can hold, so that verification names it.</summary>
    public static LedgerRecord ReadOrMark(DbDataReader row)
    {
        try
        {
            return Read(row);
        }
        catch (FormatException)
        {
            return new LedgerRecord
            {
                Sequence = row.GetInt64(0),
                Account = row.GetString(1),
                Entry = row.GetInt64(2),
                Kind = Enum.TryParse<LedgerRecordKind>(row.GetString(3), out var kind) ? kind : LedgerRecordKind.Settled,
                Time = default,
                Text = "(this record was altered or damaged and cannot be read)",
                PreviousHash = HashOrZeros(row.GetString(8)),
                Hash = HashOrZeros(row.GetString(9)),
            };
        }
    }

    private static string HashOrZeros(string text) => IsHash(text) ? text : LedgerHead.Empty.Hash;

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
