using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Noise of floating-point numbers has low bits that a sum with one does not have.</summary>
internal sealed class FloatingPoint : QueryAttack
{
    private const int Times = 10;

    public override string Name => "floating-point";

    public override string Source => "Mironov 2012; precision-based form Haney, Desfontaines, Hartman, Shrestha and Hay 2022";

    public override string Game => "Asks ten times how many rows the target has. A small answer with bits below 2⁻⁵³ cannot be one plus noise: then he is not in.";

    public override NaiveDefence Victim => new() { Epsilon = 1 };

    public override async Task<double> PlayAsync(Game game)
    {
        var (guess, replies) = (1.0, 0);
        for (var i = 0; i < Times; i++)
        {
            var reply = await game.AskAsync("count(*)", FormattableString.Invariant($"{game.IsTarget} and {game.Shape.Number} < {1e6 + i}"), Times).ConfigureAwait(false);
            if (reply.Number is { } number)
            {
                replies++;
                guess = double.IsInteger(Math.ScaleB(number, 53)) ? guess : 0;
            }
        }

        return replies == 0 ? game.Coin : guess;
    }
}
