using System.Globalization;
using Tacit.Numerics;

namespace Tacit.Local.Tests.Privacy;

/// <summary>Probabilities as integers, and documents that lie about them.</summary>
public sealed class ThresholdTests
{
    // From an independent implementation in arbitrary precision, at ε = 1.
    [Theory]
    [InlineData(OracleKind.Oue, 16, null, "8000000000000000", "44d9585152ea1936")]
    [InlineData(OracleKind.Sue, 16, null, "9f597ea69a1c85f1", "60a6815965e37a0f")]
    [InlineData(OracleKind.Grr, 16, null, "27465288ed371f03", "0000000000000000")]
    [InlineData(OracleKind.Olh, 16, 4, "79b1a4eec500ab94", "0000000000000000")]
    [InlineData(OracleKind.Hadamard, 16, null, "bb26a7aead15e6ca", "0000000000000000")]
    [InlineData(OracleKind.Subset, 10, 3, "89c105890fcb3379", "0000000000000000")]
    public void Reference_thresholds(OracleKind kind, int domain, int? size, string keep, string noise)
    {
        var p = FrequencyParameters.For(kind, domain, 1, size);
        Assert.Equal(keep, p.KeepThreshold.ToString("x16", CultureInfo.InvariantCulture));
        Assert.Equal(noise, p.NoiseThreshold.ToString("x16", CultureInfo.InvariantCulture));
    }

    // Few steps more truth, or less noise, are beyond ε. A step of noise outweighs e^ε steps of truth.
    [Theory]
    [MemberData(nameof(Laws.Grid), MemberType = typeof(Laws))]
    public void Thresholds_are_the_nearest_that_keep_epsilon(OracleKind kind, int domain, string epsilon)
    {
        var p = FrequencyParameters.For(kind, domain, Rational.Parse(epsilon));
        Assert.Equal(p, new FrequencyParameters(kind, domain, p.Epsilon, p.Size, p.KeepThreshold, p.NoiseThreshold));
        if (kind == OracleKind.The)
        {
            return; // spends less than ε by construction
        }

        var more = Assert.Throws<BadInputException>(() => new FrequencyParameters(kind, domain, p.Epsilon, p.Size, p.KeepThreshold + (p.NoiseThreshold == 0 ? 3UL : 4096), p.NoiseThreshold));
        Assert.Contains("reveal more than", more.Message, StringComparison.Ordinal);
        if (p.NoiseThreshold != 0)
        {
            Assert.Throws<BadInputException>(() => new FrequencyParameters(kind, domain, p.Epsilon, p.Size, p.KeepThreshold, p.NoiseThreshold - 3));
        }
    }

    [Fact]
    public void Thresholds_that_say_nothing_or_the_opposite_are_refused()
    {
        Assert.Throws<BadInputException>(() => new FrequencyParameters(OracleKind.Grr, 2, 1, 0, 1UL << 62, 0));
        Assert.Throws<BadInputException>(() => new FrequencyParameters(OracleKind.Grr, 2, 1, 0, 0, 0));
        Assert.Throws<BadInputException>(() => new FrequencyParameters(OracleKind.Oue, 8, 1, 0, 1UL << 63, 0));
        Assert.Throws<BadInputException>(() => new FrequencyParameters(OracleKind.Oue, 8, 1, 0, 1UL << 60, 1UL << 62));
    }

    [Theory]
    [InlineData(1, "1", "domain")]
    [InlineData((1 << 24) + 1, "1", "domain")]
    [InlineData(8, "0", "Epsilon")]
    [InlineData(8, "-1", "Epsilon")]
    [InlineData(8, "33", "0.000001 to 32")]
    [InlineData(8, "1/3", "decimal")]
    public void Parameters_out_of_range_are_refused_in_words(int domain, string epsilon, string says)
    {
        foreach (var kind in Enum.GetValues<OracleKind>())
        {
            Assert.Contains(says, Assert.Throws<BadInputException>(() => FrequencyParameters.For(kind, domain, Rational.Parse(epsilon))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Sizes_are_the_best_by_variance()
    {
        Assert.Equal([3, 4, 8, 56, 149], new[] { 0.5, 1, 2, 4, 5 }.Select(e => FrequencyParameters.For(OracleKind.Olh, 100, e).Size));
        Assert.Equal(1, FrequencyParameters.For(OracleKind.Subset, 184, 4.8).Size);
        Assert.Equal(1 << 11, FrequencyParameters.For(OracleKind.Hadamard, 1025, 1).Size);
        foreach (var (domain, epsilon) in new[] { (10, 0.5), (32, 1), (100, 4), (184, 4.8), (57, 2.2) })
        {
            var best = FrequencyOracle.Create(OracleKind.Subset, domain, epsilon).Law.Variance(0);
            Assert.All(Enumerable.Range(1, domain - 1), size => Assert.True(FrequencyOracle.Create(OracleKind.Subset, domain, epsilon, size).Law.Variance(0) >= best * (1 - 1e-12)));
        }
    }
}
