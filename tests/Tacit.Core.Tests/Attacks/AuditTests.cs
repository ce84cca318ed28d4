using Tacit.Auditing;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Attacks;

/// <summary>
/// A black-box audit of whole runs, ledger and all: the empirical lower bound on ε stays under the claim and comes close to it; a mechanism with half
/// the noise is caught. Clopper–Pearson at 1e-9 for every bound.
/// </summary>
public sealed class AuditTests
{
    private const int Runs = 6_000;
    private const double Alpha = 1e-9;

    [Fact]
    public async Task Honest_noise_stays_under_its_claim_and_comes_close()
    {
        var noise = Hospital.Noise(1);
        var bound = await LowerBoundAsync((permit, exact) => permit.Draw(noise, exact), noise.Loss);
        Assert.InRange(bound, 0.6, 1);
    }

    [Fact]
    public async Task Half_the_noise_is_caught()
    {
        // The broken twin claims ε = 1, records that draw, and draws at ε = 2 inside of it.
        var claim = Hospital.Noise(1).Loss;
        var half = new DiscreteLaplace(new Rational(1, 2));
        var bound = await LowerBoundAsync((permit, exact) => permit.Draw(claim, source => exact + half.Sample(source), () => exact), claim);
        Assert.True(bound > 1.2, $"{bound}");
    }

    [Fact]
    public async Task Answers_whose_last_digit_is_left_bare_are_caught()
    {
        var claim = Hospital.Noise(1).Loss;
        var wide = new DiscreteLaplace(1);
        var bound = await LowerBoundAsync(
            (permit, exact) => permit.Draw(claim, source => exact + (2 * wide.Sample(source)), () => exact), claim, y => y & 1);
        Assert.True(bound > 4, $"{bound}");
    }

    private static async Task<double> LowerBoundAsync(
        Func<Permit, Int128, Int128> draw, PrivacyLoss claim, Func<long, long>? feature = null)
    {
        await using var ledger = new SimulatedLedger(seed: 700);
        var account = await ledger.AccountAsync(Hospital.People);
        var answers = new long[2][];
        for (var side = 0; side < 2; side++)
        {
            answers[side] = new long[Runs];
            for (var i = 0; i < Runs; i++)
            {
                var release = await account.Spend(1).RunAsync(
                    "audited", claim, async (permit, token) => (long)draw(permit, await permit.OpenAsync(Hospital.Count(side), token)), Codec.Integer);
                answers[side][i] = feature is null ? release.Value : feature(release.Value);
            }
        }

        // The events are fixed before looking: y ≥ 1 for one person more, y ≤ 0 for one less.
        var (absent, present) = (answers[0].Count(y => y >= 1), answers[1].Count(y => y >= 1));
        return Math.Max(Bound(present, absent), Bound(Runs - absent, Runs - present));
    }

    private static double Bound(long hits, long hitsOfNeighbour) =>
        EmpiricalLoss.EpsilonAtLeast(hits, Runs, hitsOfNeighbour, Runs, 2 * Alpha);
}
