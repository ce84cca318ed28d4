using Tacit.Data;
using Tacit.Query;

namespace Tacit.AdoNet;

/// <summary>A policy opened for one analyst: its data, its ledger, the account with the caps that hold for them, and a session to ask in.</summary>
/// <remarks>Thread-safe. It owns data and ledger: dispose of it when nobody asks any more.</remarks>
public sealed class PolicySession : IAsyncDisposable
{
    private PolicySession(Dataset data, Ledger ledger, QuerySession session)
    {
        Data = data;
        Ledger = ledger;
        Session = session;
    }

    /// <summary>The data of the population.</summary>
    public Dataset Data { get; }

    /// <summary>The ledger that pays.</summary>
    public Ledger Ledger { get; }

    /// <summary>Where questions are asked.</summary>
    public QuerySession Session { get; }

    /// <summary>Opens data and ledger. The account is opened with the policy's budget where the ledger has none yet, and renewed where the policy has a period that is over.</summary>
    /// <param name="policyFile">The policy.</param>
    /// <param name="population">The population, where the policy has several.</param>
    /// <param name="analyst">Who asks, or null.</param>
    /// <param name="purpose">What for, or null.</param>
    /// <param name="options">What a question spends unless it says otherwise; what is null is taken from the policy.</param>
    /// <param name="progress">Reports table names as they are opened; public facts only.</param>
    /// <param name="time">The clock of periods and of the ledger; the system's by default.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">Policy or data cannot be used, or the policy allows nothing to this analyst or purpose.</exception>
    /// <exception cref="LedgerException">The ledger cannot be opened.</exception>
    public static async Task<PolicySession> OpenAsync(
        string policyFile, string? population = null, string? analyst = null, string? purpose = null, QuerySessionOptions? options = null, IProgress<string>? progress = null, TimeProvider? time = null, CancellationToken token = default)
    {
        options ??= new();
        var policy = PrivacyPolicy.Load(policyFile);
        var people = policy.Population(population);
        var data = await OpenDataAsync(policy, people.Name, progress, token).ConfigureAwait(false);
        Ledger? ledger = null;
        try
        {
            ledger = await Ledger.OpenAsync(policy.LedgerFile, keyFile: policy.LedgerKeyFile, time: time, token: token).ConfigureAwait(false);
            var account = await ledger.AccountAsync(data, people.Budget.ToBudget(), token: token).ConfigureAwait(false);
            if (people.RenewalDays is { } days)
            {
                await PolicyRenewal.RenewAsync(ledger, account.Population.Name, days, (time ?? TimeProvider.System).GetUtcNow(), token).ConfigureAwait(false);
            }

            account = await CappedAsync(ledger, account, people, analyst, purpose, token).ConfigureAwait(false);
            return new(data, ledger, new(data, account, options with
            {
                DeltaPerQuery = options.DeltaPerQuery ?? people.DeltaPerQuery,
                ExpectedRows = options.ExpectedRows ?? people.ExpectedRows,
                Confidence = options.Confidence ?? policy.ConfidenceOrUsual,
            }));
        }
        catch
        {
            if (ledger is not null)
            {
                await ledger.DisposeAsync().ConfigureAwait(false);
            }

            await data.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync().ConfigureAwait(false);
        await Data.DisposeAsync().ConfigureAwait(false);
    }

    // Who asks is not told how many rows are wrong, nor which: no noise protects that. The owner has `tacit policy check`.
    private static async Task<Dataset> OpenDataAsync(PrivacyPolicy policy, string population, IProgress<string>? progress, CancellationToken token)
    {
        try
        {
            return await policy.OpenDataAsync(population, progress, Databases.Open, token).ConfigureAwait(false);
        }
        catch (BadInputException e) when (e.ForAnalysts != e.Message)
        {
            throw new BadInputException(e.ForAnalysts);
        }
    }

    private static async Task<Account> CappedAsync(Ledger ledger, Account account, PopulationPolicy people, string? analyst, string? purpose, CancellationToken token)
    {
        if (Cap(people.Analysts, analyst, "analyst", "analysts") is { } a)
        {
            await ledger.CapAnalystAsync(account.Population.Name, analyst!, a, token).ConfigureAwait(false);
        }

        if (Cap(people.Purposes, purpose, "purpose", "purposes") is { } p)
        {
            await ledger.CapPurposeAsync(account.Population.Name, purpose!, p, token).ConfigureAwait(false);
        }

        return analyst is null && purpose is null ? account : account.For(analyst, purpose);
    }

    // Who is not named falls under '*'; where there is neither, nobody but those named may ask.
    private static PrivacyBudget? Cap(IReadOnlyDictionary<string, BudgetPolicy>? caps, string? who, string kind, string what)
    {
        if (caps is null)
        {
            return null;
        }

        return who is null
            ? throw new BadInputException($"The policy has {what} with caps of their own: name the {kind}.")
            : caps.TryGetValue(who, out var cap) || caps.TryGetValue("*", out cap)
                ? cap.ToBudget()
                : throw new BadInputException($"The policy allows nothing to '{who}': its {what} are {string.Join(", ", caps.Keys)}.");
    }
}
