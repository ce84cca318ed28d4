namespace Tacit.Ledgers;

/// <summary>Where a ledger is kept: what its opening needs to know of a file or a database.</summary>
internal abstract class LedgerPlace
{
    /// <summary>What the owner calls it, for messages. Never a secret.</summary>
    public abstract string Name { get; }

    /// <summary>Where the key lives unless the owner says otherwise; null where there is no such place.</summary>
    public abstract string? UsualKeyFile { get; }

    /// <summary>Refuses what can never hold a ledger, with words that say so.</summary>
    public abstract void Check();

    /// <summary>Whether there is a ledger.</summary>
    public abstract bool Exists();

    /// <summary>Creates an empty ledger, whole or not at all. False when another process was faster: then that one's ledger stands.</summary>
    public abstract bool TryCreate(string ledgerId, LedgerKeys keys);

    /// <summary>The identity that the ledger got when it was created.</summary>
    public abstract string ReadId();

    /// <summary>A session with the ledger, which must exist.</summary>
    public abstract LedgerSession Open();

    /// <summary>Identity of the ledger of a session, and whether it was made with these keys.</summary>
    public abstract (string LedgerId, bool IsMadeWith) Identify(LedgerSession session, LedgerKeys keys);

    /// <summary>Everything, as of one moment, while others write.</summary>
    public abstract LedgerSnapshot Read(CancellationToken token);

    /// <summary>An error of the storage in words for the owner; one that is already in words is passed on.</summary>
    public abstract Exception Describe(Exception error);

    /// <summary>Whether an error comes from the storage.</summary>
    public abstract bool IsStorageError(Exception error);
}
