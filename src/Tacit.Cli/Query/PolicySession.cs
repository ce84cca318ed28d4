using Tacit.Data;
using Tacit.Numerics;
using Tacit.Query;

namespace Tacit.Cli.Query;

/// <summary>A policy opened for one analyst: its data, its ledger, the account with the caps that hold for them, and a session to ask in.</summary>
internal sealed class PolicySession : IAsyncDisposable
{
    private PolicySession(Dataset data, Ledger ledger, QuerySession session)
    {
        Data = data;
        Ledger = ledger;
        Session = session;
    }

    public Dataset Data { get; }

    public Ledger Ledger { get; }

    public QuerySession Session { get; }

    /// <summary>Opens data and ledger. The account is opened with the policy's budget where the ledger has none yet.</summary>
    public static async Task<PolicySession> OpenAsync(
        string policyFile, string? population, string? analyst, string? purpose, QuerySessionOptions options, IProgress<string> progress, CancellationToken token)
    {
        var policy = PrivacyPolicy.Load(policyFile);
        var people = policy.Population(population);
        var data = await policy.OpenDataAsync(people.Name, progress, Databases.Open, token);
        Ledger? ledger = null;
        try
        {
            ledger = await Tacit.Ledger.OpenAsync(policy.LedgerFile, keyFile: policy.LedgerKeyFile, token: token);
            var account = await ledger.AccountAsync(data, people.Budget.ToBudget(), token: token);
            account = await CappedAsync(ledger, account, people, analyst, purpose, token);
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
                await ledger.DisposeAsync();
            }

            await data.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Data.DisposeAsync();
    }

    private static async Task<Account> CappedAsync(Ledger ledger, Account account, PopulationPolicy people, string? analyst, string? purpose, CancellationToken token)
    {
        if (Cap(people.Analysts, analyst, "--analyst", "analysts") is { } a)
        {
            await ledger.CapAnalystAsync(account.Population.Name, analyst!, a, token);
        }

        if (Cap(people.Purposes, purpose, "--purpose", "purposes") is { } p)
        {
            await ledger.CapPurposeAsync(account.Population.Name, purpose!, p, token);
        }

        return analyst is null && purpose is null ? account : account.For(analyst, purpose);
    }

    // Who is not named falls under '*'; where there is neither, nobody but those named may ask.
    private static PrivacyBudget? Cap(IReadOnlyDictionary<string, BudgetPolicy>? caps, string? who, string option, string what)
    {
        if (caps is null)
        {
            return null;
        }

        return who is null
            ? throw new BadInputException($"The policy has {what} with caps of their own: say who asks with {option}.")
            : caps.TryGetValue(who, out var cap) || caps.TryGetValue("*", out cap)
                ? cap.ToBudget()
                : throw new BadInputException($"The policy allows nothing to '{who}': its {what} are {string.Join(", ", caps.Keys)}.");
    }
}
