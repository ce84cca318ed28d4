using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>The same number many times: noise that is fresh and costs nothing averages out.</summary>
internal sealed class Averaging : QueryAttack
{
    private const int Times = 12;

    public override string Name => "averaging";

    public override string Source => "Dwork, McSherry, Nissim and Smith 2006; practised on early query systems since the 1970s";

    public override string Game => "Asks twelve times how many rows the target has, in words that differ, and takes the mean.";

    public override NaiveDefence Victim => new() { Epsilon = 2 };

    public override async Task<double> PlayAsync(Game game)
    {
        var replies = new List<QueryReply>();
        for (var i = 0; i < Times; i++)
        {
            // Equal questions would be answered from the store, so each has another condition that holds anyway.
            replies.Add(await game.AskAsync("count(*)", FormattableString.Invariant($"{game.IsTarget} and {game.Shape.Number} < {1e6 + i}"), Times).ConfigureAwait(false));
        }

        return Games.Game.Mean(replies) ?? game.Coin;
    }
}
