using Tacit.Mechanisms;

namespace Tacit.Query.Tests;

/// <summary>An audit of a whole question, from file to answer: the lower bound on ε stays under the claim and near it, and half the noise is caught.</summary>
public sealed class EndToEndAuditTests
{
    private const int Runs = 4000;

    [Fact]
    public async Task A_count_of_persons_keeps_its_promise_and_a_broken_twin_does_not()
    {
        const double Claim = 1;
        await using var with = await Clinic.OpenAsync(41, 12);
        await using var without = await Clinic.OpenAsync(41, 12, without: "p0");
        var sex = with.SexOf("p0");
        var threshold = with.Persons.Count(p => p.Sex == sex);
        var question = Question.From("persons").GroupBy("sex").CountUnits();
        await using var ledger = new SimulatedLedger(seed: 99);
        async Task<int> HitsAsync(Clinic clinic)
        {
            var account = await ledger.AccountAsync(clinic.Data);
            var hits = 0;
            for (var i = 0; i < Runs; i++)
            {
                hits += (await clinic.Data.QueryAsync(question, account.Spend(Claim))).Value["persons", sex]!.Value.Value >= threshold ? 1 : 0;
            }

            return hits;
        }

        var honest = BinomialBounds.EpsilonLowerBound(await HitsAsync(with), await HitsAsync(without), Runs, 0.01);
        Assert.InRange(honest, 0.6 * Claim, Claim);

        // The twin draws for twice the ε that it says.
        var random = Tacit.Randomness.RandomSource.Seeded(3);
        var half = new DiscreteLaplace(Numerics.Rational.FromDouble(1 / (2 * Claim)));
        int Broken(int count) => Enumerable.Range(0, Runs).Count(_ => count + half.Sample(random) >= threshold);
        Assert.True(BinomialBounds.EpsilonLowerBound(Broken(threshold), Broken(threshold - 1), Runs, 0.01) > Claim);
    }
}

/// <summary>Exact binomial bounds, found by bisection on the binomial tail.</summary>
internal static class BinomialBounds
{
    public static double EpsilonLowerBound(int hits, int otherHits, int runs, double alpha) =>
        Math.Max(0, Math.Log(Lower(hits, runs, alpha / 2) / Upper(otherHits, runs, alpha / 2)));

    private static double Lower(int hits, int runs, double alpha) => hits == 0 ? 0 : Solve(p => TailAtLeast(hits, runs, p) >= alpha);

    private static double Upper(int hits, int runs, double alpha) => 1 - Lower(runs - hits, runs, alpha);

    private static double Solve(Func<double, bool> reached)
    {
        double low = 0, high = 1;
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = reached(middle) ? (low, middle) : (middle, high);
        }

        return low;
    }

    private static double TailAtLeast(int hits, int runs, double p)
    {
        double log = runs * Math.Log(1 - p), sum = 0;
        for (var k = 0; k <= runs; k++)
        {
            sum += k >= hits ? Math.Exp(log) : 0;
            log += Math.Log((runs - k) / (k + 1.0)) + Math.Log(p / (1 - p));
        }

        return sum;
    }
}
