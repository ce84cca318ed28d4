using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Noise or answers that are kept for the rows that a question selects: two questions get the same answer where they select the same rows.</summary>
internal sealed class StoredAnswers : QueryAttack
{
    public override string Name => "stored-answers";

    public override string Source => "Gadotti, Houssiau, Rocher, Livshits and de Montjoye 2019, against noise that sticks";

    public override string Game => "Asks for all rows and for all rows but the target's. Equal answers, or the word that the second is a stored one, say that he is not in.";

    public override NaiveDefence Victim => new() { Epsilon = 1, SmallestGroup = 5, NoiseSticksToAnswer = true };

    public override async Task<double> PlayAsync(Game game)
    {
        var all = await game.AskAsync("count(*)", null, 2).ConfigureAwait(false);
        var others = await game.AskAsync("count(*)", $"not ({game.IsTarget})", 2).ConfigureAwait(false);
        return all.Number is null || others.Number is null ? game.Coin : others.IsRepeated || all.Number == others.Number ? 0 : 1;
    }
}
