using Tacit.Ledgers;

namespace Tacit;

/// <summary>Ledgers in one SQLite file: <c>await using var ledger = await Ledger.OpenAsync("hospital.ledger");</c></summary>
/// <remarks>
/// Put the file on a local disk. Several processes may have it open; every step survives a crash and a power cut once it has returned.
/// The key makes records and stored answers tamper-evident and unreadable without it. Kept beside the ledger, as it is by default, it guards against accidents and
/// against whoever gets the ledger alone; keep it elsewhere, in a file of its own place or as <see cref="LedgerKeys"/>, to guard against whoever may write in the folder.
/// </remarks>
public static class SqliteLedger
{
    extension(Ledger)
    {
        /// <summary>Opens a ledger, and begins a new one where there is none.</summary>
        /// <param name="path">
        /// The file; its folder must exist. Or <c>postgresql:VARIABLE</c> or <c>postgresql:VARIABLE/schema</c>, for a ledger in the PostgreSQL database whose connection
        /// string the environment variable holds (see <see cref="PostgreSqlLedger"/>), which needs keys or a key file.
        /// </param>
        /// <param name="keys">
        /// The owner's keys. Without them they live in <c>path.key</c>, which is made with a new ledger for its owner's eyes only (mode 0600).
        /// Back up both files, apart from each other.
        /// </param>
        /// <param name="keyFile">
        /// Where the key lives instead of <c>path.key</c>, for example on a medium that only the owner has: whoever can write the ledger cannot then rewrite it
        /// unnoticed. Made with a new ledger. One file for each ledger; its folder must exist.
        /// </param>
        /// <param name="time">The clock; the system's by default.</param>
        /// <param name="token">Cancels the opening.</param>
        /// <exception cref="BadInputException">Both keys and a key file are given, or the key file is the ledger itself or a folder.</exception>
        /// <exception cref="LedgerException">
        /// The file is not a ledger, is newer than this version, cannot be written, was made with other keys, or one of ledger and key file is there without
        /// the other: a ledger that was deleted beside its key is never begun anew, because what was spent would be forgotten.
        /// </exception>
        public static Task<Ledger> OpenAsync(string path, LedgerKeys? keys = null, string? keyFile = null, TimeProvider? time = null, CancellationToken token = default) =>
            OpenAsync(path, keys, keyFile, time, create: true, token);

        /// <summary>Opens a ledger that must exist: for what reads or verifies, where a mistyped path must not begin a new one.</summary>
        /// <param name="path">The file, or <c>postgresql:VARIABLE/schema</c>.</param>
        /// <param name="keys">The owner's keys; without them they are read from the key file.</param>
        /// <param name="keyFile">Where the key lives instead of <c>path.key</c>.</param>
        /// <param name="time">The clock; the system's by default.</param>
        /// <param name="token">Cancels the opening.</param>
        /// <exception cref="BadInputException">Both keys and a key file are given, or the key file is the ledger itself or a folder.</exception>
        /// <exception cref="LedgerException">There is no ledger, or it cannot be opened; see <c>OpenAsync</c>.</exception>
        public static Task<Ledger> OpenExistingAsync(string path, LedgerKeys? keys = null, string? keyFile = null, TimeProvider? time = null, CancellationToken token = default) =>
            OpenAsync(path, keys, keyFile, time, create: false, token);
    }

    private static async Task<Ledger> OpenAsync(string path, LedgerKeys? keys, string? keyFile, TimeProvider? time, bool create, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var (store, used) = await Task.Run(() => LedgerFiles.Open((LedgerPlace?)PostgreSqlPlace.Parse(path) ?? new SqlitePlace(path), keys, keyFile, create), token).ConfigureAwait(false);
        return Ledger.Over(store, used, time);
    }
}
