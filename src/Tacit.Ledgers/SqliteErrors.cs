using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tacit.Ledgers;

/// <summary>What SQLite and the file system report, in words for the owner of a ledger.</summary>
internal static class SqliteErrors
{
    // Primary result codes of SQLite, https://www.sqlite.org/rescode.html.
    private const int Error = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnlyFile = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    // What the file system says: ENOSPC, and ERROR_DISK_FULL as an HRESULT.
    private const int NoSpaceOnUnix = 28;
    private const int NoSpaceOnWindows = unchecked((int)0x80070070);

    /// <summary>The error of a ledger at <paramref name="path"/>; one that is already in words is passed on.</summary>
    public static Exception Describe(Exception error, string path) => error switch
    {
        SqliteException e => new LedgerException(Words(e, path), e),
        UnauthorizedAccessException e => new LedgerException(ReadOnly(path), e),
        IOException e when e.HResult is NoSpaceOnUnix or NoSpaceOnWindows => new LedgerException(FullDisk(path), e),
        IOException e => new LedgerException($"The ledger '{path}' cannot be used: {e.Message}", e),
        FormatException e => new LedgerException($"The ledger '{path}' is damaged: {e.Message} Restore it from a copy, or run `tacit ledger verify`.", e),
        _ => error,
    };

    public static string ReadOnly(string path) =>
        $"The ledger '{path}' cannot be opened for writing: the file or its folder is read-only or closed to this user. A ledger needs "
        + "write access to both, because every spend is recorded before the data is read. Nothing was spent.";

    public static string NotALedger(string path) =>
        $"'{path}' is not a Tacit ledger. Give the path of a ledger, or of a file that does not exist yet.";

    private static string FullDisk(string path) =>
        $"The disk of the ledger '{path}' is full. Nothing of this step was stored. Free some space and run again.";

    private static string Words(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        Busy or Locked => string.Create(CultureInfo.InvariantCulture,
            $"The ledger '{path}' was locked by another process for longer than {SqliteFile.BusySeconds} seconds. Nothing was stored. Close what holds it (a backup, a database browser) and run again."),
        ReadOnlyFile or CannotOpen => ReadOnly(path),
        Full => FullDisk(path),
        NotADatabase => NotALedger(path),
        Error when e.Message.Contains("no such table", StringComparison.Ordinal) => NotALedger(path),
        Corrupt => $"The ledger '{path}' is damaged. Restore it from a copy, and check the copy against a receipt with `tacit ledger verify`.",
        InputOutput => $"The disk of the ledger '{path}' failed: {e.Message} Whether this step was stored is not known; a spend counts as made.",
        _ => $"The ledger '{path}' cannot be used: {e.Message}",
    };
}
