using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local.Tests.Privacy;

/// <summary>
/// ε by enumeration of every report. The twins are laws with the faults of published packages: they show that the enumeration sees such faults. That clients follow their laws is
/// tested with the clients, and clients that were broken in the same way are caught by the auditor.
/// </summary>
public sealed class ExactPrivacyTests
{
    [Theory]
    [MemberData(nameof(Laws.Grid), MemberType = typeof(Laws))]
    public void The_largest_ratio_is_the_declared_one_and_never_above_epsilon(OracleKind kind, int domain, string epsilon)
    {
        var oracle = FrequencyOracle.Create(kind, domain, Rational.Parse(epsilon));
        var laws = Enumerable.Range(0, domain).Select(v => Laws.Of(oracle.Parameters, v)).ToList();
        Assert.Single(laws.Select(l => l.Values.Aggregate(BigInteger.Zero, (a, b) => a + b)).Distinct());
        Assert.Equal(oracle.Privacy.TightEpsilon, Laws.WorstLoss(laws), 1e-9);
        Assert.True(oracle.Privacy.TightEpsilon <= oracle.Parameters.Epsilon.ToDouble());
        Assert.True(oracle.Privacy.TightEpsilon > (kind == OracleKind.The ? 0 : oracle.Parameters.Epsilon.ToDouble() - 1e-12), "what is paid is delivered");

        // In fractions, against an e^ε that is certified from below: rounding has no say.
        var floor = ExponentialBounds.Of(oracle.Parameters.Epsilon, 256).Low;
        Assert.All(laws[0].Keys.ToList(), report =>
        {
            BigInteger[] weights = [.. laws.Select(l => l.GetValueOrDefault(report))];
            Assert.True(weights.Max() * floor.Denominator <= floor.Numerator * weights.Min() || weights.Max().IsZero);
        });
    }

    // The delivered ε of the reference table: the client's threshold costs privacy that nobody gets.
    [Theory]
    [InlineData("0.5", 0.4719)]
    [InlineData("1", 0.8960)]
    [InlineData("2", 1.6357)]
    [InlineData("4", 2.8589)]
    public void Thresholded_histograms_deliver_less(string epsilon, double delivered) =>
        Assert.Equal(delivered, FrequencyOracle.Create(OracleKind.The, 8, Rational.Parse(epsilon)).Privacy.TightEpsilon, 1e-4);

    [Theory]
    [InlineData(OracleKind.Sue)]
    [InlineData(OracleKind.Oue)]
    public void A_last_coordinate_that_is_not_perturbed_is_seen(OracleKind kind)
    {
        var p = FrequencyParameters.For(kind, 5, 1);
        var twins = Enumerable.Range(0, 5).Select(v => Twin(p, v, lastIsBare: true, isCleared: true)).ToList();
        Assert.Equal(double.PositiveInfinity, Laws.WorstLoss(twins));
    }

    [Theory]
    [InlineData(OracleKind.Sue)]
    [InlineData(OracleKind.Oue)]
    public void A_true_bit_whose_noise_is_not_cleared_is_seen(OracleKind kind)
    {
        var p = FrequencyParameters.For(kind, 5, 1);
        Assert.True(Laws.WorstLoss([.. Enumerable.Range(0, 5).Select(v => Twin(p, v, lastIsBare: false, isCleared: false))]) > 1.1);
        Assert.Equal(1, Laws.WorstLoss([.. Enumerable.Range(0, 5).Select(v => Twin(p, v, lastIsBare: false, isCleared: true))]), 1e-9);
    }

    [Fact]
    public void A_seed_that_is_tied_to_the_value_is_seen()
    {
        var p = FrequencyParameters.For(OracleKind.Olh, 5, 1);
        Assert.Equal(double.PositiveInfinity, Laws.WorstLoss([.. Enumerable.Range(0, 5).Select(v => Laws.Of(p, v).ToDictionary(r => $"seed {v} {r.Key}", r => r.Value))]));
    }

    // Drawn from all k values in place of the k − 1 others, the true value is kept more often than its probability says.
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void A_true_value_that_is_kept_too_often_is_seen(int domain)
    {
        var p = FrequencyParameters.For(OracleKind.Grr, domain, 1);
        BigInteger keep = p.KeepThreshold, lost = (BigInteger.One << 64) - keep;
        var twins = Enumerable.Range(0, domain).Select(v => Enumerable.Range(0, domain).ToDictionary(y => $"{y}", y => (y == v ? keep * domain : 0) + lost)).ToList();
        Assert.True(Laws.WorstLoss(twins) > 1.1);
    }

    private static Dictionary<string, BigInteger> Twin(FrequencyParameters p, int value, bool lastIsBare, bool isCleared)
    {
        var whole = BigInteger.One << 64;
        var law = new Dictionary<string, BigInteger>();
        for (var bits = 0; bits < 1 << p.Domain; bits++)
        {
            var weight = BigInteger.One;
            for (var v = 0; v < p.Domain; v++)
            {
                var isOne = ((bits >> v) & 1) == 1;
                BigInteger one = v == value ? p.KeepThreshold : p.NoiseThreshold;
                one = v == value && !isCleared ? whole - ((whole - one) * (whole - p.NoiseThreshold) / whole) : one;
                one = lastIsBare && v == p.Domain - 1 ? (v == value ? whole : 0) : one;
                weight *= isOne ? one : whole - one;
            }

            law[$"{bits}"] = weight;
        }

        return law;
    }
}
