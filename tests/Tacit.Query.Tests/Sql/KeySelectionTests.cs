using Tacit.Auditing;
using Tacit.Data;

namespace Tacit.Query.Tests.Sql;

/// <summary>How often keys that nobody declared are named, by how many persons have them: what (ε, δ) allows for one person more, and no rule on the true number beside it.</summary>
/// <remarks>Seeded. Each of the bounds would fail an honest rule with probability 10⁻¹⁰ at most, and there are six.</remarks>
public sealed class KeySelectionTests : IDisposable
{
    private const double Epsilon = 0.5, Delta = 0.02;
    private const int Keys = 30, Runs = 150;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    // Traps 8 and 22 of the peers: a threshold that is inclusive in the code and exclusive in δ; a raw number of rows as a filter.
    [Fact]
    public async Task A_key_is_named_as_seldom_as_its_price_says()
    {
        // Key "3-17" is one of thirty that three persons have.
        _scratch.Write("t.csv", Enumerable.Range(1, 6).SelectMany(n => Enumerable.Range(0, Keys).SelectMany(k => Enumerable.Range(0, n).Select(i => $"{n}-{k}-{i},{n}-{k}"))).Prepend("id,town"));
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Text("town").OnePerUnit()));
        await using var ledger = new SimulatedLedger(seed: 8);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(Epsilon, Delta);
        var named = new long[7];
        for (var i = 0; i < Runs; i++)
        {
            foreach (var row in (await data.QueryAsync("select town, count(distinct id) from t group by town", spend)).Value.Rows)
            {
                named[row.Keys[0][0] - '0']++;
            }
        }

        var previous = 0.0;
        for (var n = 1; n <= 6; n++)
        {
            // π(n) ≤ e^ε π(n−1) + δ, from nobody on.
            var most = (Math.Exp(Epsilon) * previous) + Delta;
            Assert.True(ClopperPearson.Lower(named[n], Keys * Runs, 1e-10) <= most, $"{n} persons: named {named[n]} times of {Keys * Runs}, where at most {most} of them is paid for.");
            previous = most;
        }

        Assert.InRange(named[1], 1, Delta * Keys * Runs * 1.7);
        Assert.True(named[6] > named[1] * 5, "Keys of many are hardly named more often than those of one.");
    }
}
