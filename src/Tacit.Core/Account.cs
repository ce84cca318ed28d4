using Tacit.Accounting;
using Tacit.Ledgers;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit;

/// <summary>The account of one population in a ledger: where spends come from.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class Account
{
    private readonly Ledger _ledger;
    private readonly Simulation? _simulation;

    internal Account(Ledger ledger, Population population, PrivacyBudget cap, Simulation? simulation = null)
    {
        _ledger = ledger;
        _simulation = simulation;
        Population = population;
        Cap = cap;
    }

    /// <summary>Who is protected and pays.</summary>
    public Population Population { get; }

    /// <summary>The cap of the account.</summary>
    public PrivacyBudget Cap { get; }

    /// <summary>True for an account of a <see cref="SimulatedLedger"/>: its answers are not private.</summary>
    public bool IsSimulated => _simulation is not null;

    internal Ledger Ledger => _ledger;

    internal Simulation? Simulation => _simulation;

    /// <summary>A spend of pure ε; <paramref name="delta"/> pays for private key selection.</summary>
    /// <exception cref="BadInputException">ε is not positive, or δ is not in [0, 1).</exception>
    public Spend Spend(Quantity epsilon, Quantity delta = default) => new(this, epsilon.Positive("Epsilon"), null, delta.Delta());

    /// <summary>A spend of zCDP ρ: Gaussian noise. <paramref name="delta"/> pays for private key selection.</summary>
    /// <exception cref="BadInputException">ρ is not positive, or δ is not in [0, 1).</exception>
    public Spend SpendZcdp(Quantity rho, Quantity delta = default) => new(this, null, rho.Positive("Rho"), delta.Delta());

    /// <summary>The state of the account.</summary>
    public Task<AccountStatus> StatusAsync(CancellationToken token = default) => _ledger.TransactAsync(
        tx => AccountStatus.Of(_ledger.Find(tx, Population.Name)!, _ledger.Id, tx.Head), token);
}

/// <summary>How a simulated account draws.</summary>
internal sealed class Simulation(ulong? seed, bool noise)
{
    private long _calls;

    public bool Noise => noise;

    // Each spend gets its own stream, in the order in which spends begin.
    public RandomSource Source() => seed is { } s
        ? RandomSource.Seeded(unchecked((s * 0x9E3779B97F4A7C15UL) + (ulong)Interlocked.Increment(ref _calls)))
        : RandomSource.Create();
}
