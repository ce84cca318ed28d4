using Tacit.Audit.Local;
using Tacit.Auditing;
using Tacit.Local;

namespace Tacit.Audit.Tests.Local;

/// <summary>What attacks find in the limit: closed forms against published numbers, and simulations against closed forms.</summary>
public sealed class AttackLawTests
{
    [Theory]
    [InlineData(25, 0.5, .5, .304, .262, .295, .250, .229, .319)]
    [InlineData(25, 1, 1, .643, .527, .656, .495, .399, .680)]
    [InlineData(25, 4, 4, 4, 2.250, 2.849, 2.070, .716, 2.846)]
    [InlineData(100, 1, 1, .628, .507, .629, .475, .385, .652)]
    [InlineData(100, 4, 4, 3.567, 2.067, 3.407, 1.959, .685, 3.408)]
    [InlineData(100, 10, 10, 10, 5.569, 4.611, 4.700, .703, 4.611)]
    public void Guesses_find_what_was_computed(int domain, double epsilon, double grr, double subset, double sue, double oue, double the, double blh, double olh)
    {
        // The table rounds the size of a subset to the nearest integer.
        var size = Math.Max(1, (int)Math.Round(domain / (Math.Exp(epsilon) + 1)));
        var expected = new (OracleKind Kind, double Epsilon, int? Size)[]
        {
            (OracleKind.Grr, grr, null), (OracleKind.Subset, subset, size), (OracleKind.Sue, sue, null), (OracleKind.Oue, oue, null), (OracleKind.The, the, null), (OracleKind.Blh, blh, null),
            (OracleKind.Olh, olh, epsilon < 10 ? null : 256),
        };
        foreach (var (kind, found, chosen) in expected)
        {
            var law = AttackLaw.Guess(FrequencyOracle.Create(kind, domain, epsilon, chosen), 0, domain - 1);
            if (epsilon < 10 || kind != OracleKind.Olh)
            {
                Assert.True(Math.Abs(law.Epsilon - found) < 0.0015, $"{kind}: {law.Epsilon} where {found} was computed");
            }
        }
    }

    [Fact]
    public void Pairwise_events_show_the_whole_loss()
    {
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            foreach (var (domain, epsilon) in new[] { (2, 1.0), (10, 0.5), (33, 3.0) })
            {
                var oracle = FrequencyOracle.Create(kind, domain, epsilon);
                Assert.Equal(oracle.Privacy.TightEpsilon, AttackLaw.Pairwise(oracle).Epsilon, 1e-9);
            }
        }
    }

    [Fact]
    public void A_hash_without_noise_shows_what_a_guess_gets()
    {
        var hit = AttackLaw.Alone(24, 0.1);
        Assert.Equal(2.6513, Math.Log(hit * 24 / (1 - hit)), 5e-5);
    }

    public static TheoryData<OracleKind, int, double> Cells()
    {
        var data = new TheoryData<OracleKind, int, double>();
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            data.Add(kind, 25, 1);
            data.Add(kind, 100, 4);
            data.Add(kind, 2, 0.5);
        }

        return data;
    }

    // 6.1 standard deviations: 1e-9. Hashes in use are not quite independent, which moves ε by .013 at most.
    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Simulated_attacks_find_what_the_forms_say(OracleKind kind, int domain, double epsilon)
    {
        var oracle = FrequencyOracle.Create(kind, domain, epsilon);
        var options = new LocalAuditOptions { Trials = 50_000, Seed = 5 };
        var slack = kind is OracleKind.Blh or OracleKind.Olh ? 0.013 : 0;
        foreach (var (attack, law) in new[] { (ReportAttack.Guess(oracle, 0), AttackLaw.Guess(oracle, 0, domain - 1)), (ReportAttack.Pairwise(oracle, 0, domain - 1), AttackLaw.Pairwise(oracle)) })
        {
            var result = await LdpAuditor.RunAsync(ReportSource.Of(oracle), attack, options);

            // The first event is fixed; a search on the seed of a hash finds nothing.
            var found = result.Events.Single(e => e.Draws == options.Trials);
            var shown = Math.Log((double)found.Hits / found.NeighbourHits);
            Assert.True(Math.Abs(shown - law.Epsilon) < (6.1 * law.Deviation(options.Trials)) + slack, $"{attack.Name}: {shown} where {law.Epsilon} is expected");
            Assert.Equal(LocalVerdict.Within, result.Verdict);
        }
    }

    [Fact]
    public void Bounds_are_those_that_were_computed_elsewhere()
    {
        Assert.Equal(.0490047, ClopperPearson.Lower(10, 100, 0.025), 1e-6);
        Assert.Equal(.1762226, ClopperPearson.Upper(10, 100, 0.025), 1e-6);
        Assert.Equal(.990068, EmpiricalLoss.EpsilonAtLeast(365_529, 1_000_000, 134_471, 1_000_000, 0.01), 1e-6);
        Assert.Equal(.989178, EmpiricalLoss.EpsilonAtLeast(365_529, 1_000_000, 134_471, 1_000_000, 0.005), 1e-6);
        Assert.Equal(.942084, EmpiricalLoss.EpsilonAtLeast(7311, 10_000, 2689, 10_000, 0.01), 1e-6);
        Assert.Equal(.936917, EmpiricalLoss.EpsilonAtLeast(7311, 10_000, 2689, 10_000, 0.005), 1e-6);
        foreach (var (trials, ceiling, strict) in new[] { (10_000L, 7.5427, 7.4197), (100_000, 9.8455, 9.7226), (1_000_000, 12.1481, 12.0252) })
        {
            Assert.Equal(ceiling, LdpAuditor.Ceiling(trials, 0.01), 1e-4);
            Assert.Equal(strict, LdpAuditor.Ceiling(trials, 0.005), 1e-4);
        }
    }
}
