namespace Tacit.Ledgers;

/// <summary>What a storage calls the tables of a ledger. Their columns are the same everywhere.</summary>
internal sealed record LedgerTables(string Record, string Account, string Reservation);
