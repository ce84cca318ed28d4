using Tacit.Audit.Queries.Attacks;
using Tacit.Audit.Queries.Games;
using Tacit.Data;
using Tacit.Randomness;

namespace Tacit.Audit.Queries;

/// <summary>A suite of attacks against private SQL: each plays a game against a naive endpoint, where it wins, and against Tacit, where it must stay within the bound that the spent budget implies.</summary>
/// <remarks>
/// One game: a table is generated in the shape of a policy; whether one unit, the target, is in it is decided by a coin; the attacker knows the declarations, all
/// other rows and the target's, asks questions, and guesses. His advantage is P(says "in" | in) − P(says "in" | out). Against Tacit he has the policy's budget in
/// a new ledger on disk, and everything goes through the public API. The owner's data and ledger are never opened.
/// A bound is said to be exceeded where Clopper–Pearson intervals, which hold for all attacks of a run together, put the advantage above it: a false alarm has
/// probability α at most. Staying within it is no proof: an attack shows what it found.
/// </remarks>
public static class QueryAudit
{
    private static readonly QueryAttack[] All =
    [
        new Averaging(), new Differencing(), new Tracker(), new Reconstruction(), new KeyProbing(), new ErrorOracle(), new TimingOracle(), new RowOrder(), new FloatingPoint(), new BudgetRace(),
        new StoredAnswers(), new Collusion(), new FileStatistics(),
    ];

    /// <summary>The attacks by name, with what they do and who did it first.</summary>
    public static IReadOnlyList<QueryAttackInfo> Attacks { get; } = [.. All.Select(a => new QueryAttackInfo(a.Name, a.Game, a.Source))];

    /// <summary>Runs attacks.</summary>
    /// <param name="options">Which ones, on which policy, how often; the defaults if null.</param>
    /// <param name="progress">Hears of every play.</param>
    /// <param name="token">Stops between two questions.</param>
    /// <exception cref="BadInputException">There is no such attack, an option is out of range, or the policy has no table that a game can be played on.</exception>
    public static async Task<QueryAuditResult> RunAsync(QueryAuditOptions? options = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default)
    {
        options ??= new();
        options.Check();
        var attacks = options.Attacks is { Count: > 0 } names ? names.Distinct(StringComparer.Ordinal).Select(Find).ToArray() : All;
        var policy = options.Policy ?? BundledPolicy.Of();
        var people = policy.Population(options.Population);
        if (options.Budget is { } budget)
        {
            people = people with { Budget = budget, DeltaPerQuery = null };
        }

        var seed = options.Seed ?? RandomSource.Create().NextUInt64();
        await using var worlds = new GameWorlds(policy, token);
        var match = new Match(options, worlds, attacks.Length, progress, token);
        var results = new List<QueryAttackResult>();
        foreach (var attack in attacks)
        {
            results.Add(await match.PlayAsync(attack, people, seed).ConfigureAwait(false));
        }

        return results.TrueForAll(r => r.Skipped is not null)
            ? throw new BadInputException($"No attack can be played on '{people.Name}': {results[0].Skipped}")
            : new(people.Name, people.Budget.ToBudget(), options.Trials, options.Alpha, seed, results);
    }

    private static QueryAttack Find(string name) => Array.Find(All, a => a.Name == name)
        ?? throw new BadInputException($"There is no attack '{name}'. There are: {string.Join(", ", All.Select(a => a.Name))}.");
}
