using Tacit.Accounting;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Queries.Games;
using Tacit.Randomness;

namespace Tacit.Audit.Secrets;

/// <summary>Plays attacks on secrets, and counts.</summary>
public static class SecretGames
{
    /// <summary>Attacks persons as they are: each in a game of its own.</summary>
    /// <param name="attack">The attack.</param>
    /// <param name="cases">The persons.</param>
    /// <param name="seed">The seed of the attacker's choices, and of noise that has a seed.</param>
    /// <param name="alpha">The probability with which each end of the interval may not hold.</param>
    /// <param name="threads">Games at once; one per processor if null.</param>
    /// <param name="progress">Hears of every game.</param>
    /// <param name="token">Stops between two questions.</param>
    /// <exception cref="BadInputException">There is nobody to attack, or a number is out of range.</exception>
    public static async Task<AttackReport> RunAsync(
        SecretAttack attack, IReadOnlyList<SecretCase> cases, ulong seed, double alpha = 0.01, int? threads = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default)
    {
        var plays = await PlayAsync(attack, cases, seed, coinWithoutOpinion: false, alpha, threads, progress, token).ConfigureAwait(false);
        return Report(attack, plays, alpha);
    }

    /// <summary>Attacks one person whose secret a coin decides anew in every game, and compares with the bound of what was spent. Where the attacker has no opinion a coin decides, too.</summary>
    /// <remarks>
    /// A balanced guess is right with probability (1 + v)/2 at most, v the total variation between the two laws of all that was seen: for (ε, δ) that is (e^ε + δ)/(1 + e^ε)
    /// (Kairouz, Oh and Viswanath 2015). An attacker who asks for one value of the secret alone sees the same as if the victim were there or not, so (ε, δ) is the
    /// price of one unit; one who asks for others, too, sees one unit less and one more, which is the price of a group of two: (2ε, δ(1 + e^ε)).
    /// </remarks>
    /// <param name="attack">The attack.</param>
    /// <param name="has">The data in which the victim has the secret.</param>
    /// <param name="hasNot">The same with another value.</param>
    /// <param name="victim">The person.</param>
    /// <param name="games">Games; half of them with the secret.</param>
    /// <param name="seed">The seed of coins, of the attacker's choices, and of noise that has a seed.</param>
    /// <param name="alpha">The probability with which each end of the interval may not hold: a false alarm.</param>
    /// <param name="threads">Games at once; one per processor if null.</param>
    /// <param name="progress">Hears of every game.</param>
    /// <param name="token">Stops between two questions.</param>
    /// <exception cref="BadInputException">A number is out of range.</exception>
    public static async Task<AttackReport> RunDrawnAsync(
        SecretAttack attack, IQueryTarget has, IQueryTarget hasNot, SecretVictim victim, int games, ulong seed, double alpha = 0.01, int? threads = null, IProgress<AuditProgress>? progress = null, CancellationToken token = default)
    {
        if (games is < 20 or > 1_000_000)
        {
            throw new BadInputException($"An attack is played 20 to 1,000,000 times, but was asked for {games}. A few hundred say something.");
        }

        var random = RandomSource.Seeded(seed);
        SecretCase[] cases = [.. Enumerable.Range(0, games).Select(i => (IsIn: i % 2 == 0, Order: random.NextUInt64())).OrderBy(c => c.Order).Select(c => new SecretCase(c.IsIn ? has : hasNot, victim, c.IsIn))];
        var plays = await PlayAsync(attack, cases, random.NextUInt64(), coinWithoutOpinion: true, alpha, threads, progress, token).ConfigureAwait(false);
        var report = Report(attack, plays, alpha);
        if (plays.Any(p => p.Spent is null))
        {
            return report;
        }

        var spent = plays.Aggregate(Price.Free, (most, p) => AdvantageBound.Larger(most, p.Spent!.Value));
        return report with { Spent = spent.ToString(), Bound = (1 + AdvantageBound.Of(attack.AsksBothValues ? spent.ForGroupsOf(2) : spent)) / 2 };
    }

    private static async Task<SecretOutcome[]> PlayAsync(
        SecretAttack attack, IReadOnlyList<SecretCase> cases, ulong seed, bool coinWithoutOpinion, double alpha, int? threads, IProgress<AuditProgress>? progress, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(attack);
        ArgumentNullException.ThrowIfNull(cases);
        if (cases.Count == 0 || !(alpha > 0 && alpha < 1) || threads is < 1)
        {
            throw new BadInputException("An attack needs at least one victim and one thread, and an alpha in (0, 1).");
        }

        foreach (var victim in cases.Select(c => c.Victim).Distinct())
        {
            victim.Check();
        }

        var random = RandomSource.Seeded(seed);
        var seeds = cases.Select(_ => random.NextUInt64()).ToArray();
        var plays = new SecretOutcome[cases.Count];
        var done = 0L;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = token };
        await Parallel.ForAsync(0, plays.Length, parallel, async (i, cancelled) =>
        {
            await using var endpoint = await cases[i].Target.StartAsync(seeds[i], cancelled).ConfigureAwait(false);
            var play = new SecretPlay(endpoint, cases[i].Victim, RandomSource.Seeded(~seeds[i]), cancelled);
            var guess = await attack.GuessAsync(play).ConfigureAwait(false);
            plays[i] = new(guess ?? (coinWithoutOpinion ? play.Random.NextBit() : null), guess is null && coinWithoutOpinion, cases[i].HasSecret, play.Questions, await endpoint.SpentAsync(cancelled).ConfigureAwait(false));
            progress?.Report(new(Interlocked.Increment(ref done), plays.Length));
        }).ConfigureAwait(false);
        return plays;
    }

    private static AttackReport Report(SecretAttack attack, SecretOutcome[] plays, double alpha)
    {
        var guessed = plays.Where(p => p.Guess is not null).ToList();
        int[] questions = [.. plays.Select(p => p.Questions).Order()];
        return new(attack.Name, plays.Length, guessed.Count, guessed.Count(p => p.Guess == p.HasSecret), guessed.Count(p => p.HasSecret), alpha)
        {
            Coins = plays.Count(p => p.IsCoin),
            MedianQuestions = (questions[(questions.Length - 1) / 2] + questions[questions.Length / 2]) / 2.0,
            MostQuestions = questions[^1],
        };
    }

    private readonly record struct SecretOutcome(bool? Guess, bool IsCoin, bool HasSecret, int Questions, Price? Spent);
}
