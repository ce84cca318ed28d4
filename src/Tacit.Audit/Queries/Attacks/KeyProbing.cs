using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>A group that is there because of one person alone: the noise is on its count, but its name is bare.</summary>
internal sealed class KeyProbing : QueryAttack
{
    public override string Name => "group-keys";

    public override string Source => "Korolova, Kenthapadi, Mishra and Ntoulas 2009, after the search log that was published in 2006";

    public override string Game => "Groups by the text that only the target has, and looks whether it is among the keys.";

    public override NaiveDefence Victim => new() { Epsilon = 1 };

    public override bool NeedsText => true;

    public override async Task<double> PlayAsync(Game game)
    {
        var reply = await game.AskAsync(new("count(*) as n", game.Shape.From) { Key = game.Shape.Text }).ConfigureAwait(false);
        return reply.Refusal is not null ? game.Coin : reply.Keys.Contains(game.Shape.MarkOf(game.Target), StringComparer.Ordinal) ? 1 : 0;
    }
}
