using Tacit.Accounting;
using Tacit.Audit.Queries.Attacks;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Targets;
using Tacit.Data;
using Tacit.Randomness;

namespace Tacit.Audit.Queries.Games;

/// <summary>Plays one attack after another against both endpoints, and counts.</summary>
internal sealed class Match(QueryAuditOptions options, GameWorlds worlds, int attacks, IProgress<AuditProgress>? progress, CancellationToken token)
{
    private readonly long _total = 2L * attacks * options.Trials;
    private long _done;

    public async Task<QueryAttackResult> PlayAsync(QueryAttack attack, PopulationPolicy people, ulong seed)
    {
        var info = new QueryAttackInfo(attack.Name, attack.Game, attack.Source);
        if (GameShape.Of(people, attack.NeedsText) is not { } shape)
        {
            progress?.Report(new(_done += 2L * options.Trials, _total));
            return new(info) { Skipped = $"no table has {(attack.NeedsText ? "a text" : "a text, or a number with bounds,")} that could name a person, and holds the unit itself" };
        }

        var random = RandomSource.Seeded(seed ^ attack.Name.Aggregate(0xCBF29CE484222325UL, (hash, c) => unchecked((hash ^ c) * 0x100000001B3UL)));
        var others = attack.Others(random);
        var target = attack.Candidates - 1;

        var without = await worlds.OfAsync(shape, Without(people.Unit.Relation, others, target)).ConfigureAwait(false);
        var with = await worlds.OfAsync(shape, [.. others, target]).ConfigureAwait(false);
        await using var naiveWithout = new NaiveTarget(without.Files, attack.Victim);
        await using var naiveWith = new NaiveTarget(with.Files, attack.Victim);
        var naive = await AgainstAsync(attack, shape, naiveWith, naiveWithout, others, random).ConfigureAwait(false);
        var tacit = await AgainstAsync(attack, shape, with.Tacit, without.Tacit, others, random).ConfigureAwait(false);
        return new(info)
        {
            Naive = naive.Advantage,
            Tacit = tacit.Advantage,
            Bound = attack.IsOfTime ? null : AdvantageBound.Of(tacit.Spent),
            Spent = tacit.Spent.ToString(),
            Asked = tacit.Asked,
            Answered = tacit.Answered,
        };
    }

    /// <summary>Who is there when the target is not: where neighbours replace, somebody else stands in the target's place.</summary>
    internal static IReadOnlyList<int> Without(Neighbours? relation, IReadOnlyList<int> others, int target) => relation == Neighbours.Replace ? [.. others, target + 1] : others;

    private async Task<Tally> AgainstAsync(
        QueryAttack attack, GameShape shape, IQueryTarget isIn, IQueryTarget isOut, IReadOnlyList<int> others, RandomSource random)
    {
        // As many with as without, in an order that a coin decides.
        var coins = Enumerable.Range(0, options.Trials).Select(i => (IsIn: i % 2 == 0, Seed: random.NextUInt64())).OrderBy(c => c.Seed).ToArray();
        var plays = new Play[coins.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = attack.IsOfTime ? 1 : options.Threads ?? Environment.ProcessorCount, CancellationToken = token };
        await Parallel.ForAsync(0, coins.Length, parallel, async (i, cancelled) =>
        {
            var (here, seed) = coins[i];
            await using var endpoint = new CountedEndpoint(await (here ? isIn : isOut).StartAsync(seed, cancelled).ConfigureAwait(false));
            var score = await attack.PlayAsync(new(endpoint, shape, attack.Candidates - 1, others, RandomSource.Seeded(~seed), cancelled)).ConfigureAwait(false);
            plays[i] = new(here, score, await endpoint.SpentAsync(cancelled).ConfigureAwait(false) ?? Price.Free, endpoint.Asked, endpoint.Answered);
            progress?.Report(new(Interlocked.Increment(ref _done), _total));
        }).ConfigureAwait(false);
        return Tally.Of(plays, attack.IsOfTime, options.Alpha / attacks);
    }
}
