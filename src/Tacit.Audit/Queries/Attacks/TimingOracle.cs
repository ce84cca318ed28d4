using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Work that is done for the target's row alone: the answer is how long it took.</summary>
internal sealed class TimingOracle : QueryAttack
{
    public override string Name => "timing";

    public override string Source => "Haeberlen, Pierce and Narayan 2011";

    public override string Game => "A long computation where a row is the target's: a list of 300,000 squares or, where lists are refused, a tower of logarithms and exponentials. The score is the time to the reply; half of the plays choose the threshold, the others judge it.";

    public override NaiveDefence Victim => new() { Epsilon = 1 };

    public override bool IsOfTime => true;

    public override async Task<double> PlayAsync(Game game)
    {
        var number = game.Shape.Number;
        var reply = await game.AskAsync($"count(case when {game.IsTarget} then list_sum(list_transform(range(cast(300000 + 0 * {number} as bigint)), x -> x * x)) end)", null, 2).ConfigureAwait(false);
        if (reply.Refusal is not null)
        {
            var tower = Enumerable.Range(0, 3).Aggregate($"1 + abs({number})", (inner, _) => $"ln(1 + exp(least({inner}, 10)))");
            reply = await game.AskAsync($"count(case when {game.IsTarget} then {tower} end)", null, 2).ConfigureAwait(false);
        }

        return reply.Elapsed.TotalSeconds;
    }
}
