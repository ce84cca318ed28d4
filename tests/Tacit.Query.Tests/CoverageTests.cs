using Tacit.Data;
using Tacit.Randomness;

namespace Tacit.Query.Tests;

/// <summary>Intervals of 95 % cover the value that a ledger without noise gives, about as often as they say.</summary>
public sealed class CoverageTests
{
    private const int Rounds = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Counts_sums_means_and_rates_of_persons_with_two_rows(bool gaussian)
    {
        using var scratch = new Scratch();
        var random = RandomSource.Seeded(51);
        await using var data = await OpenAsync(scratch, random);
        var question = Question.From("t").GroupBy("sex").Count().CountUnits().Sum("v").Mean("v").Rate("f");
        var covered = await CoverAsync(data, question, gaussian);
        Assert.All(covered, c => Assert.InRange(c / Rounds, 0.92, 0.98));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Quantiles(bool gaussian)
    {
        // The interval is the hull of all leaves that the noise does not rule out: it may cover more often than 95 %, not less.
        using var scratch = new Scratch();
        await using var data = await OpenAsync(scratch, RandomSource.Seeded(52));
        var covered = await CoverAsync(data, Question.From("t").Quantiles("v", 0.1, 0.5, 0.9), gaussian, rounds: 300);
        Assert.All(covered, c => Assert.InRange(c / 300, 0.92, 1));
    }

    private static Task<Dataset> OpenAsync(Scratch scratch, RandomSource random) => scratch.OpenAsync(
        Enumerable.Range(0, 3000).Select(i => $"{i / 2},{"fm"[(int)random.NextBelow(2)]},{random.NextBelow(180) - 20.0 + (random.NextBelow(1000) / 1000.0)},{random.NextBelow(4) / 3}").Prepend("id,sex,v,f"),
        t => t.Category("sex", "f", "m").Number("v", -50, 150).Flag("f").AtMost(2));

    private static async Task<double[]> CoverAsync(Dataset data, Question question, bool gaussian, int rounds = Rounds)
    {
        var exact = Flat(await data.ExactAsync(question));
        var covered = new double[exact.Length];
        for (var round = 0; round < rounds; round++)
        {
            await using var ledger = new SimulatedLedger(seed: (ulong)round);
            var account = await ledger.AccountAsync(data.Population);
            var answer = Flat((await data.QueryAsync(question, gaussian ? account.SpendZcdp(0.02) : account.Spend(0.6))).Value);
            for (var i = 0; i < exact.Length; i++)
            {
                covered[i] += answer[i].Low <= exact[i].Value && exact[i].Value <= answer[i].High ? 1 : 0;
            }
        }

        return covered;
    }

    private static Estimate[] Flat(Table table) => [.. table.Rows.SelectMany(r => r.Values).Select(v => v!.Value)];
}
