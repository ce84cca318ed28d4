using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Noise on the counts, but rows in the order of the true ones: one person decides which of two equal groups comes first.</summary>
internal sealed class RowOrder : QueryAttack
{
    public override string Name => "row-order";

    public override string Source => "a class of faults of today's systems: order and LIMIT applied before the noise (opendp/opendp#2185; AWS Clean Rooms limitations)";

    public override string Game => "Makes two groups of equal size, puts the target into the second, orders by their counts and takes one row.";

    public override NaiveDefence Victim => new() { Epsilon = 1 };

    public override async Task<double> PlayAsync(Game game)
    {
        var first = game.Shape.AnyOf(game.Others.Take(game.Others.Count / 2));
        var reply = await game.AskAsync(new("count(*) as n", game.Shape.From)
        {
            Key = $"case when {first} then 'a' else 'b' end",
            Tail = "order by n desc, k limit 1",
        }).ConfigureAwait(false);
        return reply.Keys is [var key] ? key == "b" ? 1 : 0 : game.Coin;
    }
}
