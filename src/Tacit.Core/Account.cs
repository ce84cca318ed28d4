using Tacit.Accounting;
using Tacit.Accounting.Renyi;
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

    internal Account(Ledger ledger, Population population, PrivacyBudget cap, PrivacyFilter filter, Simulation? simulation = null)
    {
        _ledger = ledger;
        _simulation = simulation;
        Population = population;
        Cap = cap;
        Filter = filter;
    }

    /// <summary>Who is protected and pays.</summary>
    public Population Population { get; }

    /// <summary>The cap of the account.</summary>
    public PrivacyBudget Cap { get; }

    /// <summary>The rule by which spends are held against the cap, fixed at opening.</summary>
    public PrivacyFilter Filter { get; }

    /// <summary>True for an account of a <see cref="SimulatedLedger"/>: its answers are not private.</summary>
    public bool IsSimulated => _simulation is not null;

    /// <summary>The names of the caps that spends from here fall under beside the account's own, for example <c>hospital/analyst/ann</c>.</summary>
    public IReadOnlyList<string> Caps { get; private init; } = [];

    internal Ledger Ledger => _ledger;

    internal Simulation? Simulation => _simulation;

    /// <summary>
    /// The account for one analyst, one purpose, or both: its spends count against their caps and against the population's, all in one step, and each must allow them.
    /// A cap that the owner has not opened allows nothing. Analysts who share answers share the population's cap; stored answers repeat for free only
    /// to the same analyst and purpose.
    /// </summary>
    /// <exception cref="BadInputException">Neither is given, a name is not one, or the account is for somebody already.</exception>
    public Account For(string? analyst = null, string? purpose = null)
    {
        string[] caps = [.. analyst is null ? [] : (string[])[NameOf(Population.Name, "analyst", analyst)], .. purpose is null ? [] : (string[])[NameOf(Population.Name, "purpose", purpose)]];
        return caps.Length > 0 && Caps.Count == 0
            ? new(_ledger, Population, Cap, Filter, _simulation) { Caps = IsSimulated ? [] : caps }
            : throw new BadInputException("Name the analyst, the purpose or both, once, from the account of the population.");
    }

    /// <summary>A spend of pure ε; <paramref name="delta"/> pays for private key selection.</summary>
    /// <exception cref="BadInputException">ε is not positive, or δ is not in [0, 1).</exception>
    public Spend Spend(Quantity epsilon, Quantity delta = default) => new(this, new(new(epsilon.Positive("Epsilon"), null, delta.Delta(), null), null), null);

    /// <summary>
    /// A spend of at most what <paramref name="atMost"/> costs: for losses that have no exact ε or ρ, such as sampled noise, in an account with a Rényi filter.
    /// A long run reserves its first stretch and extends, up to this loss in all.
    /// </summary>
    /// <exception cref="UnpricedLossException">The account's filter cannot count such a loss. <see cref="PrivacyFilter.Renyi"/> takes sampled ones.</exception>
    public Spend Spend(PrivacyLoss atMost)
    {
        ArgumentNullException.ThrowIfNull(atMost);
        return new(this, ChargeOf(atMost), null) { AtMost = atMost };
    }

    /// <summary>A spend of zCDP ρ: Gaussian noise. <paramref name="delta"/> pays for private key selection.</summary>
    /// <exception cref="BadInputException">ρ is not positive, or δ is not in [0, 1).</exception>
    public Spend SpendZcdp(Quantity rho, Quantity delta = default) => new(this, new(new(null, rho.Positive("Rho"), delta.Delta(), null), null), null);

    /// <summary>The name of a cap under an account.</summary>
    internal static string NameOf(string account, string kind, string name) => !string.IsNullOrEmpty(name) && name.Length <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        ? $"{account}/{kind}/{name}"
        : throw new BadInputException($"The name of the {kind} must have at most 100 letters, digits, '-', '_' or '.', for example \"ann\".");

    /// <summary>A charge in words.</summary>
    internal string Words(Charge charge) => BudgetFilter.Of(Cap, Filter).Words(charge);

    /// <summary>What a loss costs here: under the relation of the unit, for its group size, in what the filter adds.</summary>
    internal Charge ChargeOf(PrivacyLoss loss)
    {
        var unit = Population.Unit;
        try
        {
            return BudgetFilter.Of(Cap, Filter).ChargeOf(loss, unit.Relation, unit.GroupSize);
        }
        catch (UnpricedLossException) when (IsSimulated && loss is not NonPrivateEvent)
        {
            // There is no cap to hold it against: a simulation runs what an account with a Rényi filter would pay for.
            return new(new(null, null, RenyiAccountant.CurveOf(loss, unit.Relation).Delta, null), null);
        }
    }

    /// <summary>The state of the population's account, which is its owner's to see: it tells what everybody spent.</summary>
    public Task<AccountStatus> StatusAsync(CancellationToken token = default) => _ledger.TransactAsync(
        tx => AccountStatus.Of(_ledger.Find(tx, Population.Name)!, _ledger.Id, tx.Head), token);

    /// <summary>The state of what whoever spends from here may know: of each of <see cref="Caps"/> that is opened (that of a purpose is shared by all who ask for it), or of the population's account where there are none.</summary>
    public Task<IReadOnlyList<AccountStatus>> OwnStatusAsync(CancellationToken token = default) => _ledger.TransactAsync<IReadOnlyList<AccountStatus>>(
        tx => [.. (Caps.Count == 0 ? [Population.Name] : Caps).Select(name => _ledger.Find(tx, name)).OfType<AccountState>().Select(state => AccountStatus.Of(state, _ledger.Id, tx.Head))], token);
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
