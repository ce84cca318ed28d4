using Tacit.Auditing;
using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Query.Tests;

/// <summary>
/// A black-box audit of whole questions, from the file to the released table: neighbouring data sets are opened, the question is asked many times, and
/// the lower bound on ε that the answers prove (Clopper–Pearson, 99 %) is at most the claim and not far below it.
/// </summary>
public sealed class AuditTests : IDisposable
{
    private const double Alpha = 0.01;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_count_of_persons_spends_what_it_claims(double claim)
    {
        var question = Question.From("t").GroupBy("sex").CountUnits();
        var (with, without) = await RunAsync(question, claim, 4_000, table => table["persons", "f"]!.Value.Value >= 21);
        Assert.InRange(EmpiricalLoss.EpsilonOfEventAndComplement(with, 4_000, without, 4_000, Alpha), 0.6 * claim, claim);
    }

    [Fact]
    public async Task A_mean_spends_at_most_what_it_claims()
    {
        // Half of the price buys the count that the sum is divided by. A mean in the middle of its bounds hardly shows it: the answers can prove the other half.
        const double Claim = 2;
        var (with, without) = await RunAsync(Question.From("t").Mean("age"), Claim, 3_000, table => table["mean of age"] is { Value: > 50.6 });
        Assert.InRange(EmpiricalLoss.EpsilonOfEventAndComplement(with, 3_000, without, 3_000, Alpha), 0.6 * (Claim / 2), Claim);
    }

    [Fact]
    public async Task Half_the_noise_for_the_same_claim_is_caught()
    {
        const int Runs = 4_000;
        var claim = IntegerNoise.Laplace((Rational)2, 1, "a person counts once").Loss;
        var half = new DiscreteLaplace(new Rational(1, 4));
        var hits = new int[2];
        for (var side = 0; side < 2; side++)
        {
            await using var data = await OpenAsync(side == 1);
            await using var ledger = new SimulatedLedger(seed: 900);
            var account = await ledger.AccountAsync(data.Population);
            var recipe = data.Push(new PushedStatement("SELECT count(*) FROM t0 WHERE c0 = 0", 0, 1));
            for (var i = 0; i < Runs; i++)
            {
                var answer = await account.Spend(2).RunAsync(
                    "a count with half the noise",
                    claim,
                    async (permit, token) =>
                    {
                        var exact = (await permit.OpenAsync(recipe, token))[0].Integers[0];
                        return (long)permit.Draw(claim, source => exact + half.Sample(source), () => exact);
                    },
                    Codec.Integer);
                hits[side] += answer.Value >= 21 ? 1 : 0;
            }
        }

        Assert.True(EmpiricalLoss.EpsilonOfEventAndComplement(hits[1], Runs, hits[0], Runs, Alpha) > 2, $"{hits[0]} and {hits[1]} of {Runs}");
    }

    private async Task<(int With, int Without)> RunAsync(Question question, double claim, int runs, Func<Table, bool> hit)
    {
        var hits = new int[2];
        for (var side = 0; side < 2; side++)
        {
            await using var data = await OpenAsync(side == 1);
            await using var ledger = new SimulatedLedger(seed: 800);
            var account = await ledger.AccountAsync(data.Population);
            for (var i = 0; i < runs; i++)
            {
                var release = await data.QueryAsync(question, account.Spend(claim));
                Assert.False(release.Receipt.IsRepeated);
                hits[side] += hit(release.Value) ? 1 : 0;
            }
        }

        return (hits[1], hits[0]);
    }

    // The largest ε that the counts of one event rule out, in both directions.
    private static double Epsilon(int hits, int hitsOfNeighbour, int draws) => new[]
    {
        (hits, hitsOfNeighbour), (hitsOfNeighbour, hits), (draws - hits, draws - hitsOfNeighbour), (draws - hitsOfNeighbour, draws - hits),
    }.Max(p => Math.Log(ClopperPearson.Lower(p.Item1, draws, Alpha / 8) / ClopperPearson.Upper(p.Item2, draws, Alpha / 8)));

    // 40 persons in the middle of the bounds; the neighbour has one more, at the end of them.
    private async Task<Dataset> OpenAsync(bool withOneMore) => await _scratch.OpenAsync(
        Enumerable.Range(0, 40).Select(i => $"{i},{(i % 2 == 0 ? "f" : "m")},50").Concat(withOneMore ? ["40,f,100"] : []).Prepend("id,sex,age"),
        t => t.Category("sex", "f", "m").Number("age", 0, 100).OnePerUnit());
}
