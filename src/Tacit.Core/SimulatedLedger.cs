using Tacit.Ledgers;

namespace Tacit;

/// <summary>A ledger in memory without a cap, for tests, studies and <c>--reveal-truth</c>. Every release of it is marked not private.</summary>
/// <remarks>The only place where noise can be switched off or seeded. A real account has no such switch.</remarks>
public sealed class SimulatedLedger : IAsyncDisposable
{
    private static readonly PrivacyBudget NoCap = PrivacyBudget.Zcdp(1e15, 0.999999999);
    private readonly Ledger _ledger;
    private readonly Simulation _simulation;

    /// <summary>A simulated ledger.</summary>
    /// <param name="seed">A seed that makes answers repeat, or null for fresh noise.</param>
    /// <param name="noise">False gives the exact answers after declared bounding.</param>
    public SimulatedLedger(ulong? seed = null, bool noise = true)
    {
        _ledger = Ledger.Over(new MemoryLedgerStore(), LedgerKeys.Create());
        _simulation = new Simulation(seed, noise);
    }

    /// <summary>The simulated account of a population.</summary>
    /// <param name="who">The population, or a data set of it.</param>
    /// <param name="token">Cancels.</param>
    public async Task<Account> AccountAsync(IHasPopulation who, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(who);
        await _ledger.AccountAsync(who, NoCap, token: token).ConfigureAwait(false);
        return new Account(_ledger, who.Population, NoCap, PrivacyFilter.PureOrZcdp, _simulation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
