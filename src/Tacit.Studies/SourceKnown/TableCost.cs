namespace Tacit.Studies.SourceKnown;

/// <summary>What a table of one kind of key took.</summary>
/// <param name="Seconds">To insert its rows, a thousand in a transaction, with the key's making.</param>
/// <param name="WalMegaBytes">Of write-ahead log.</param>
/// <param name="IndexBytes">Of the primary key's index, for a row.</param>
/// <param name="LeafFill">How full its leaves are, in percent.</param>
/// <param name="RowBytes">Of table and indexes, for a row.</param>
/// <param name="ScanMilliseconds">To sum a column over 1.2% of the time, the median of five windows.</param>
/// <param name="ScanBuffers">Pages that this touched.</param>
internal sealed record TableCost(double Seconds, double WalMegaBytes, double IndexBytes, double LeafFill, double RowBytes, double ScanMilliseconds, double ScanBuffers);
