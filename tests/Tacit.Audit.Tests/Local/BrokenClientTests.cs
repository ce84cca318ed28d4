using System.Numerics;
using Tacit.Audit.Local;
using Tacit.Audit.Targets;
using Tacit.Audit.Tests.Local.Support;
using Tacit.Local;
using Tacit.Randomness;

namespace Tacit.Audit.Tests.Local;

/// <summary>Faults of published packages, rebuilt: each is caught, and its correct sibling is not.</summary>
public sealed class BrokenClientTests
{
    private static readonly FrequencyOracle Oue = FrequencyOracle.Create(OracleKind.Oue, 25, 1);

    [Fact]
    public async Task The_last_bit_bare()
    {
        var source = ReportSource.Of(seed => BrokenUnary.LastBitBare(Oue.Client(LocalRandomness.Seeded(seed))));
        var pairwise = await LdpAuditor.RunAsync(source, ReportAttack.Pairwise(Oue, 0, 24), new() { Trials = 10_000, Seed = 1 });
        Assert.Equal(LocalVerdict.Exceeded, pairwise.Verdict);

        // The event needs the first bit, too, which has a half.
        Assert.InRange(pairwise.EpsilonLower, pairwise.Ceiling - 0.8, pairwise.Ceiling);
        var search = await LdpAuditor.RunAsync(source, ReportAttack.Search(), new() { Trials = 10_000, Seed = 1 });
        Assert.Equal(search.Ceiling, search.EpsilonLower, 1e-9);
    }

    [Fact]
    public async Task A_true_bit_that_is_never_cleared()
    {
        var source = ReportSource.Of(seed => BrokenUnary.NeverCleared(Oue.Client(LocalRandomness.Seeded(seed))));
        var attack = ReportAttack.Of(new ReportEvent("bit 0 is 0", report => (report[0] & 1) == 0, secondIsLikelier: true));
        var result = await LdpAuditor.RunAsync(source, attack, new() { Trials = 10_000, Seed = 1 });
        Assert.Equal((LocalVerdict.Exceeded, 0L), (result.Verdict, result.Fp));
        Assert.InRange(result.EpsilonLower, result.Ceiling - 0.4, result.Ceiling);
        Assert.Equal(LocalVerdict.Exceeded, (await LdpAuditor.RunAsync(source, ReportAttack.Search(), new() { Trials = 10_000, Seed = 1 })).Verdict);
    }

    [Fact]
    public async Task A_seed_that_depends_on_the_value_is_found_by_the_search_on_it()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Olh, 25, 1);
        var source = ReportSource.Of(seed => new SeedOfValue(oracle, LocalRandomness.Seeded(seed)));
        var pairwise = await LdpAuditor.RunAsync(source, ReportAttack.Pairwise(oracle, 0, 24), new() { Trials = 10_000, Seed = 1 });
        Assert.DoesNotContain("support", pairwise.Events[0].Event, StringComparison.Ordinal);
        Assert.Equal(LdpAuditor.Ceiling(8_000, 0.005), pairwise.EpsilonLower, 1e-9);
        var search = await LdpAuditor.RunAsync(source, ReportAttack.Search(), new() { Trials = 10_000, Seed = 1 });
        Assert.Equal(LdpAuditor.Ceiling(8_000, 0.01), search.EpsilonLower, 1e-9);
    }

    // Half of the seed is fresh, so that no seed comes twice, and the other half names the value.
    [Fact]
    public async Task A_seed_that_depends_on_the_value_in_half_is_found_too()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Olh, 25, 1);
        var source = ReportSource.Of(seed => new SeedOfValue(oracle, LocalRandomness.Seeded(seed), RandomSource.Seeded(~seed)));
        var result = await LdpAuditor.RunAsync(source, ReportAttack.Pairwise(oracle, 0, 24), new() { Trials = 10_000, Seed = 1 });
        Assert.Equal(LocalVerdict.Exceeded, result.Verdict);
        Assert.Equal(LdpAuditor.Ceiling(8_000, 0.005), result.EpsilonLower, 1e-9);
    }

    [Theory]
    [InlineData(OracleKind.Grr)]
    [InlineData(OracleKind.Subset)]
    [InlineData(OracleKind.Sue)]
    [InlineData(OracleKind.Olh)]
    [InlineData(OracleKind.Hadamard)]
    public async Task A_value_that_is_kept_too_often(OracleKind kind)
    {
        var generous = FrequencyOracle.Create(kind, 8, 2);
        var source = ReportSource.OfHistories(seed => generous.Client(LocalRandomness.Seeded(seed)), [0], [7], new LocalClaim(1));
        Assert.Equal(LocalVerdict.Exceeded, (await LdpAuditor.RunAsync(source, ReportAttack.Pairwise(generous, 0, 7), new() { Trials = 10_000, Seed = 1 })).Verdict);
    }

    // The whole law of a small domain, from the integers.
    [Theory]
    [InlineData(OracleKind.Sue)]
    [InlineData(OracleKind.Oue)]
    public void The_loss_of_a_bit_that_is_not_cleared_is_known(OracleKind kind)
    {
        foreach (var epsilon in new[] { 0.25, 1, 2, 4 })
        {
            var p = FrequencyOracle.Create(kind, 4, epsilon).Parameters;
            var whole = BigInteger.One << 64;
            BigInteger keep = p.KeepThreshold, noise = p.NoiseThreshold;
            var worst = 0.0;
            for (var report = 0; report < 16; report++)
            {
                BigInteger Weight(int value)
                {
                    var weight = BigInteger.One;
                    for (var bit = 0; bit < 4; bit++)
                    {
                        var zero = bit == value ? (whole - keep) * (whole - noise) : whole * (whole - noise);
                        weight *= ((report >> bit) & 1) == 0 ? zero : (whole * whole) - zero;
                    }

                    return weight;
                }

                worst = Math.Max(worst, BigInteger.Log(Weight(0)) - BigInteger.Log(Weight(3)));
            }

            var e = Math.Exp(epsilon);
            Assert.Equal(kind == OracleKind.Oue ? Math.Log(e + 2) : Math.Log(e + Math.Sqrt(e) + 1), worst, 1e-9);
        }
    }

    [Theory]
    [InlineData(OracleKind.Sue, 0.25, 1.127)]
    [InlineData(OracleKind.Oue, 0.25, 1.089)]
    [InlineData(OracleKind.Sue, 0.75, 1.414)]
    [InlineData(OracleKind.Oue, 0.75, 1.313)]
    [InlineData(OracleKind.Sue, 1, 1.571)]
    [InlineData(OracleKind.Oue, 1, 1.446)]
    [InlineData(OracleKind.Sue, 2, 2.277)]
    [InlineData(OracleKind.Oue, 2, 2.105)]
    public async Task A_bit_that_is_not_cleared_is_found_by_the_pair_and_not_by_the_guess(OracleKind kind, double epsilon, double expected)
    {
        var oracle = FrequencyOracle.Create(kind, 25, epsilon);
        var options = new LocalAuditOptions { Trials = 10_000, Seed = 2 };
        var source = ReportSource.Of(seed => new BuggyUnaryEncodingClient(oracle, seed));
        var pairwise = await LdpAuditor.RunAsync(source, ReportAttack.Pairwise(oracle, 0, 24), options);
        Assert.Equal(LocalVerdict.Exceeded, pairwise.Verdict);
        var (p, q) = (oracle.Law.Truth + ((1 - oracle.Law.Truth) * oracle.Law.Other), oracle.Law.Other);
        var law = new AttackRates(p * (1 - q), q * (1 - p));
        Assert.Equal(expected, law.ExpectedBound(10_000, 0.01), 1e-3);
        Assert.InRange(pairwise.EpsilonLower, expected - (6.1 * law.Deviation(10_000)), expected + (6.1 * law.Deviation(10_000)));

        if (epsilon > 0.5)
        {
            // Below, the limit of a guess is above ε, and so many trials may find it.
            Assert.Equal(LocalVerdict.Within, (await LdpAuditor.RunAsync(source, ReportAttack.Guess(oracle, 0), options)).Verdict);
        }

        Assert.Equal(LocalVerdict.Within, (await LdpAuditor.RunAsync(oracle, options)).Verdict);
    }

    [Fact]
    public async Task A_hash_without_noise_is_told_apart_for_certain()
    {
        var oracle = FrequencyOracle.Create(OracleKind.Olh, 25, 2, 10);
        var source = ReportSource.Of(seed => new HashOnlyClient(oracle, seed));
        var guess = await LdpAuditor.RunAsync(source, ReportAttack.Guess(oracle, 0), new() { Trials = 100_000, Seed = 1 });
        var hit = AttackLaw.Alone(24, 0.1);
        var law = new AttackRates(hit, (1 - hit) / 24);
        Assert.Equal(law.Epsilon, Math.Log((double)guess.Tp / guess.Fp), (6.1 * law.Deviation(100_000)) + 0.02);
        var pairwise = await LdpAuditor.RunAsync(source, ReportAttack.Pairwise(oracle, 0, 24), new() { Trials = 100_000, Seed = 1 });
        Assert.Equal((LocalVerdict.Exceeded, 0L), (pairwise.Verdict, pairwise.Fp));
        Assert.InRange(pairwise.EpsilonLower, pairwise.Ceiling - 0.3, pairwise.Ceiling);
    }

    [Fact]
    public void Broken_clients_are_of_their_kind()
    {
        Assert.Throws<BadInputException>(() => new BuggyUnaryEncodingClient(FrequencyOracle.Create(OracleKind.Grr, 4, 1), 1));
        Assert.Throws<BadInputException>(() => new HashOnlyClient(Oue, 1));
    }
}
