namespace Tacit.Ledgers;

/// <summary>The writer's connection: transactions over a ledger that other processes write too. Belongs to the writer thread.</summary>
internal interface ILedgerSession : ILedgerTransaction, IDisposable
{
    /// <summary>Takes the ledger for this process; waits while another one has it.</summary>
    void Begin();

    /// <summary>Lets one request decide. What it appended is taken back alone when it throws.</summary>
    void Run(LedgerRequest request);

    /// <summary>Returns when everything would survive a power cut.</summary>
    void Commit();
}
