using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Where small groups and their complements are held back: a group of middling size pads the target's, and its own part is subtracted.</summary>
internal sealed class Tracker : QueryAttack
{
    public override string Name => "tracker";

    public override string Source => "Denning, Denning and Schwartz 1979 (general tracker)";

    public override string Game => "With T half of the others: count(target or T) + count(target or not T) − count(T) − count(not T).";

    public override NaiveDefence Victim => new() { SmallestGroup = 5, HoldsBackLargeGroups = true };

    public override async Task<double> PlayAsync(Game game)
    {
        var half = game.Shape.AnyOf(game.Others.Take(game.Others.Count / 2));
        var sum = 0.0;
        foreach (var (condition, sign) in new[] { ($"{game.IsTarget} or {half}", 1), ($"{game.IsTarget} or not ({half})", 1), (half, -1), ($"not ({half})", -1) })
        {
            QueryReply reply = await game.AskAsync("count(*)", condition, 4).ConfigureAwait(false);
            if (reply.Number is not { } number)
            {
                return game.Coin;
            }

            sum += sign * number;
        }

        return sum;
    }
}
