using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Everybody, and everybody but one: two large groups whose difference is a person.</summary>
internal sealed class Differencing : QueryAttack
{
    public override string Name => "differencing";

    public override string Source => "Hoffman and Miller 1970";

    public override string Game => "Asks for the number of all rows and of all rows but the target's, and subtracts.";

    public override NaiveDefence Victim => new() { SmallestGroup = 5 };

    public override async Task<double> PlayAsync(Game game)
    {
        var all = await game.AskAsync("count(*)", null, 2).ConfigureAwait(false);
        var others = await game.AskAsync("count(*)", $"not ({game.IsTarget})", 2).ConfigureAwait(false);
        return (all.Number - others.Number) ?? game.Coin;
    }
}
