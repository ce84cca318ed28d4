using Tacit.Auditing;
using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Query.Tests.Sql;

/// <summary>
/// A black-box audit of questions in SQL, from the file to the released table: the same question over neighbouring data, many times. The lower bound on ε that the
/// answers prove (Clopper–Pearson, 99 %) is at most the claim, and at least 0.6 of the part of it that the answer can show.
/// </summary>
public sealed class SqlAuditTests : IDisposable
{
    private const double Alpha = 0.01;
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    // ε, δ, the share of ε that is in the answer, the runs on each side, and the event: the only value is at least so much.
    [Theory]
    [InlineData("select count(*) from visits", 1, 0, 1, 1000, 43)] // Three rows more.
    [InlineData("select sum(age) from persons", 1, 0, 1, 1000, 100)]
    [InlineData("select avg(age) from persons", 4, 0, 1, 2500, 6)] // Others at one end, one at the other: the sum and the count say the same.
    [InlineData("select sum(m) from (select id, max(value) as m from visits group by id) t", 1, 0, 1, 1000, 10)]
    [InlineData("select count(*) from visits v join persons p on v.id = p.id where p.sex = 'f'", 1, 0, 1, 1000, 23)]
    [InlineData("select max(score) from persons", 9, 0, 0.5, 1000, 93.75)] // See below.
    [InlineData("select town, count(distinct id) from persons where town = 'Ulm' group by town", 2, 0.01, 1, 1000, 4)] // That the key is named, and its count.

    [InlineData("select histogram(score, [0, 50, 100]) from persons", 1, 0, 1, 1000, 21)] // The last bin.
    [InlineData("select count(distinct age) from persons", 1, 0, 1, 1000, 2)]
    [InlineData("select median(half) from persons", 15, 0, 0.25, 1000, 50)] // Half of them at each end: the one more decides, by the node of one level of three, each at a third of ε, and noise of the other end hides him.
    [InlineData("select var_pop(age) from persons", 9, 0, 0.5, 1000, 200)] // Squares, sum and count have a third each, and say nearly the same.

    // What max shows: about half of ε. A person is in one node of each of three levels of its tree of counts, at ε/3 each, and the answer is made of ranks that are sums of nodes, smoothed. The pair:
    // everybody stands one leaf below 93.75 of 100, where the last of 16 nodes of the upper level begins and a rank has one node beyond it, but for two at it; a third at it is just more than what
    // noise alone is taken for (2.24 counts, at ε = 9). That he is missed then takes the noise of his upper node and of one below it to be wrong at once, where smoothing mends one: that is e^(-2ε/3)
    // or less of the time, beside a third of the time without him. What would show more takes all three, e^(-ε), and a thousand runs see what comes a few times in a thousand: ln(1000/10) = 4.6.
    public async Task A_question_spends_what_it_claims(string sql, double claim, double delta, double visible, int runs, double atLeast)
    {
        var hits = new int[2];
        for (var side = 0; side < 2; side++)
        {
            await using var data = await OpenAsync(side == 1);
            await using var ledger = new SimulatedLedger(seed: 77);
            var spend = (await ledger.AccountAsync(data.Population)).Spend(claim, delta);
            for (var i = 0; i < runs; i++)
            {
                var answer = await data.QueryAsync(sql, spend);
                Assert.False(answer.Receipt.IsRepeated);
                hits[side] += answer.Value.Rows is [.., var row] && row.Values[0] is { } value && value.Value >= atLeast ? 1 : 0;
            }
        }

        var proven = EmpiricalLoss.EpsilonOfEventAndComplement(hits[1], runs, hits[0], runs, Alpha, delta);
        TestContext.Current.TestOutputHelper?.WriteLine($"{hits[0]} and {hits[1]} of {runs}: ε ≥ {proven}");
        Assert.True(proven >= 0.6 * visible * claim && proven <= claim, $"{hits[0]} and {hits[1]} of {runs}: ε ≥ {proven}");
    }

    // Gaussian noise has no ε: what is claimed is ε at a δ.
    [Fact]
    public async Task A_question_in_rho_spends_what_it_claims_and_half_of_its_noise_is_caught()
    {
        const double Delta = 0.1;
        const int Runs = 2500;
        var (hits, halved) = (new int[2], new int[2]);
        var claim = 0.0;
        for (var side = 0; side < 2; side++)
        {
            await using var data = await OpenAsync(side == 1);
            await using var ledger = new SimulatedLedger(seed: 78);
            var spend = (await ledger.AccountAsync(data.Population)).SpendZcdp(0.5);
            var half = new DiscreteGaussian(new Rational(1, 2));
            var recipe = data.Push(new PushedStatement("SELECT count(*) FROM t0", 0, 1));
            for (var i = 0; i < Runs; i++)
            {
                var answer = await data.QueryAsync("select count(*) from persons", spend);
                hits[side] += answer.Value.Rows.Single().Values[0]!.Value.Value >= 22 ? 1 : 0;
                claim = answer.Receipt.Loss.Epsilon(Delta, Neighbours.AddRemove);
                var twin = await spend.RunAsync("half the noise", answer.Receipt.Loss, async (permit, token) =>
                {
                    var exact = (await permit.OpenAsync(recipe, token))[0].Integers[0];
                    return (long)permit.Draw(answer.Receipt.Loss, source => exact + half.Sample(source), () => exact);
                }, Codec.Integer);
                halved[side] += twin.Value >= 21 ? 1 : 0;
            }
        }

        // The receipt's loss, of a vector of counts, is priced by its ρ; that of the one count which was asked for is 1.232 at this δ, and its best event is the one below.
        Assert.InRange(claim, 1.65, 1.66);
        Assert.InRange(EmpiricalLoss.EpsilonOfEventAndComplement(hits[1], Runs, hits[0], Runs, Alpha, Delta), 0.6 * 1.232, 1.232);
        Assert.True(EmpiricalLoss.EpsilonOfEventAndComplement(halved[1], Runs, halved[0], Runs, Alpha, Delta) > claim, $"{halved[0]} and {halved[1]} of {Runs}");
    }

    // Means lie in the middle, and squares at half of what they can be, so that to first order each answer has the noise of one part: of ε/10, in units of its own weight.
    [Fact]
    public async Task The_noise_of_each_sum_has_the_size_of_its_weight()
    {
        const int Rows = 400, Runs = 200;
        _scratch.Write("t.csv", Enumerable.Range(0, Rows).Select(i => $"{i},{45 + (i % 4 < 2 ? 10 : -10)},{10 + ((i % 2 == 0 ? 20 : -20) / Math.Sqrt(2)):R}").Prepend("id,x,y"));
        await using var data = await _scratch.OpenAsync(d => d.Table("t", "t.csv", t => t.Number("x", 0, 90).Number("y", -10, 30).OnePerUnit()));
        await using var ledger = new SimulatedLedger(seed: 5);
        var spend = (await ledger.AccountAsync(data.Population)).Spend(40);
        var answers = new List<double[]>();
        for (var i = 0; i < Runs; i++)
        {
            answers.Add([.. (await data.QueryAsync("select sum(x), avg(x), var_pop(y), covar_pop(x, y) from t", spend)).Value.Rows.Single().Values.Select(v => v!.Value.Value)]);
        }

        var one = Math.Sqrt(2) * 10 / 40;
        double[] expected = [one * 90, one * 45 / Rows, one * 20 * 20 / 2 / Rows, one * 45 * 20 / Rows];
        for (var i = 0; i < expected.Length; i++)
        {
            var mean = answers.Average(a => a[i]);
            Assert.InRange(Math.Sqrt(answers.Average(a => (a[i] - mean) * (a[i] - mean))) / expected[i], 0.75, 1.25);
        }
    }

    // Twenty persons at the lower end, half of them women, with two visits each; the neighbour has a woman more, at the upper end, with all the visits that are kept.
    private async Task<Dataset> OpenAsync(bool withOneMore)
    {
        var people = Enumerable.Range(0, 20).Select(i => $"{i},{"fm"[i % 2]},{(i < 3 ? "Ulm" : "Bonn")},0,{(i < 2 ? 93.76 : 93.74)},{i % 2 * 100}");
        var visits = Enumerable.Range(0, 40).Select(i => $"{i % 20},0");
        _scratch.Write("persons.csv", people.Concat(withOneMore ? ["99,f,Ulm,100,93.76,100"] : []).Prepend("id,sex,town,age,score,half"));
        _scratch.Write("visits.csv", visits.Concat(withOneMore ? Enumerable.Repeat("99,10", 5) : []).Prepend("id,value"));
        return await _scratch.OpenAsync(d => d
            .Table("persons", "persons.csv", t => t.Category("sex", "f", "m").Text("town").Number("age", 0, 100).Number("score", 0, 100).Number("half", 0, 100).OnePerUnit())
            .Table("visits", "visits.csv", t => t.Number("value", 0, 10).AtMost(3)));
    }
}
