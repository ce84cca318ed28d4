using Tacit.Audit.Queries.Endpoints;
using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Analysts with a budget each, who share what they are told.</summary>
internal sealed class Collusion : QueryAttack
{
    private const int Analysts = 12;

    public override string Name => "collusion";

    public override string Source => "the reason for a budget of the data in McSherry 2009";

    public override string Game => "Twelve analysts ask for the target's rows, each for all that he may spend, and take the mean.";

    public override NaiveDefence Victim => new() { Epsilon = 2, QuestionsEach = 1 };

    public override async Task<double> PlayAsync(Game game)
    {
        var replies = new List<QueryReply>();
        for (var i = 0; i < Analysts; i++)
        {
            replies.Add(await game.AskAsync("count(*)", game.IsTarget, 1, FormattableString.Invariant($"analyst-{i}")).ConfigureAwait(false));
        }

        return Games.Game.Mean(replies) ?? game.Coin;
    }
}
