namespace Tacit;

/// <summary>The ledger cannot be opened, read or trusted: wrong population, newer format, broken chain, read-only folder, full disk.</summary>
public sealed class LedgerException : TacitException
{
    /// <summary>Creates the error.</summary>
    public LedgerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
