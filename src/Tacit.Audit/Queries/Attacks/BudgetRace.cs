using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Many questions at once, each of which takes the whole budget: where it is counted after the answer, all are answered.</summary>
internal sealed class BudgetRace : QueryAttack
{
    private const int Clients = 12;

    public override string Name => "budget-race";

    public override string Source => "time of check, time of use (Bishop and Dilger 1996)";

    public override string Game => "Sends twelve questions at once, each for the whole budget, and takes the mean of what comes back.";

    public override NaiveDefence Victim => new() { Epsilon = 2, QuestionsEach = 1, CountsAfterwards = true };

    public override async Task<double> PlayAsync(Game game)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, Clients).Select(i =>
            game.AskAsync("count(*)", FormattableString.Invariant($"{game.IsTarget} and {game.Shape.Number} < {1e6 + i}")))).ConfigureAwait(false);
        return Games.Game.Mean(replies) ?? game.Coin;
    }
}
