using Tacit.Auditing;
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

        var honest = LowerBound(await HitsAsync(with), await HitsAsync(without));
        Assert.InRange(honest, 0.6 * Claim, Claim);

        // The twin draws for twice the ε that it says.
        var random = Tacit.Randomness.RandomSource.Seeded(3);
        var half = new DiscreteLaplace(Numerics.Rational.FromDouble(1 / (2 * Claim)));
        int Broken(int count) => Enumerable.Range(0, Runs).Count(_ => count + half.Sample(random) >= threshold);
        Assert.True(LowerBound(Broken(threshold), Broken(threshold - 1)) > Claim);
    }

    // The ε that one event rules out in one direction, at 99 %.
    private static double LowerBound(int hits, int otherHits) => EmpiricalLoss.EpsilonAtLeast(hits, Runs, otherHits, Runs, 0.01);
}
