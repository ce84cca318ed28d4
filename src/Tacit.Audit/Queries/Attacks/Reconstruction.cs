using System.Globalization;
using Tacit.Audit.Queries.Games;
using Tacit.Audit.Targets;
using Tacit.Randomness;

namespace Tacit.Audit.Queries.Attacks;

/// <summary>Many random subset counts with small noise: all at once they fit one data set only.</summary>
internal sealed class Reconstruction : QueryAttack
{
    private const int Questions = 4;
    private const int CountsEach = 16;

    public override string Name => "reconstruction";

    public override string Source => "Dinur and Nissim 2003; by linear programming Dwork, McSherry and Talwar 2007; on a product Cohen and Nissim 2018";

    public override string Game => "Sixteen persons may be in the data, half of them are. Asks for 64 random subset counts, finds the presences in [0, 1] that fit them with the least sum of absolute errors, and reads off the target's.";

    public override NaiveDefence Victim => new() { Epsilon = 2 };

    public override int Candidates => 16;

    public override IReadOnlyList<int> Others(RandomSource random) => [.. Enumerable.Range(0, Candidates - 1).Where(_ => random.NextBit())];

    public override async Task<double> PlayAsync(Game game)
    {
        var subsets = new List<bool[]>();
        var counts = new List<double>();
        for (var q = 0; q < Questions; q++)
        {
            var asked = Enumerable.Range(0, CountsEach).Select(_ => Subset(game.Random)).ToList();
            var select = string.Join(", ", asked.Select((s, i) => string.Create(CultureInfo.InvariantCulture, $"count(*) filter (where {game.Shape.AnyOf(Enumerable.Range(0, Candidates).Where(p => s[p]))}) as c{i}")));
            var reply = await game.AskAsync(select, null, Questions).ConfigureAwait(false);
            if (reply.Numbers.Count == CountsEach)
            {
                subsets.AddRange(asked);
                counts.AddRange(reply.Numbers);
            }
        }

        return counts.Count == 0 ? game.Coin : LeastAbsoluteFit.Of(subsets, counts)[game.Target];
    }

    private bool[] Subset(RandomSource random)
    {
        var subset = Enumerable.Range(0, Candidates).Select(_ => random.NextBit()).ToArray();
        return subset.Contains(true) ? subset : [.. subset.Select(_ => true)];
    }
}
