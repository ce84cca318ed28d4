using System.Numerics;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>P(k) = (1−a)/(1+a)·a^|k|, a = e^(−1/b): chi-square against the formula, written out here.</summary>
public sealed class DiscreteLaplaceTests
{
    [Theory]
    [InlineData("1", 1_000_000)]
    [InlineData("2", 1_000_000)]
    [InlineData("1/3", 500_000)]
    [InlineData("7/5", 500_000)]
    [InlineData("1/4", 300_000)]
    public void Law_is_exact(string scale, int draws)
    {
        var b = Rational.Parse(scale);
        var counts = Draw(b, draws, 301, z => (long)z);
        GoodnessOfFit.Check(counts, k => Probability(b.ToDouble(), k), -60, 60, $"discrete Laplace, b = {scale}");
    }

    [Fact]
    public void Noise_of_a_tiny_scale_is_hardly_ever_there() =>
        Assert.Equal([0L], Draw(new Rational(3, 1000), 1000, 308, z => (long)z).Keys);

    [Fact]
    public void Law_is_exact_for_a_wide_scale()
    {
        // Cells of 100 integers: {0..99} is cell 0, {−100..−1} cell −1.
        const double B = 600;
        var counts = Draw(600, 500_000, 302, z => (long)Math.Floor((double)z / 100));
        GoodnessOfFit.Check(counts, cell => Enumerable.Range(0, 100).Sum(i => Probability(B, (cell * 100) + i)), -80, 79, "discrete Laplace, b = 600");
    }

    [Fact]
    public void Low_digits_of_a_wide_scale_are_exact()
    {
        // P(Z mod 7 = r) by summation; a sampler that rounds or quantises shows here.
        const double B = 600;
        var counts = Draw(600, 200_000, 303, z => (long)(((z % 7) + 7) % 7));
        GoodnessOfFit.Check(counts, r => Enumerable.Range(-4000, 8000).Sum(i => Probability(B, (7L * i) + r)), 0, 6, "b = 600 modulo 7");
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void Slow_path_is_exact(int bits)
    {
        // The numerator of the scale is above 2^55; its value is 1 + 2^-bits, within 1e-18 of 1.
        var b = new Rational((BigInteger.One << bits) + 1, BigInteger.One << bits);
        var counts = Draw(b, 100_000, 304, z => (long)z);
        GoodnessOfFit.Check(counts, k => Probability(1, k), -60, 60, "slow path");
    }

    [Fact]
    public void Slow_path_is_exact_for_a_huge_scale()
    {
        // Z / b is Laplace to within 1e-18: quarters of b, folded to both signs.
        var b = BigInteger.One << 70;
        var counts = Draw((Rational)b, 100_000, 305, z => (long)BigInteger.Divide((BigInteger)Int128.Abs(z) * 4, b) * (z < 0 ? -1 : 1) - (z < 0 ? 1 : 0));
        GoodnessOfFit.Check(counts, c => (Math.Exp(-(c < 0 ? -c - 1 : c) / 4.0) - Math.Exp(-(c < 0 ? -c : c + 1) / 4.0)) / 2, -60, 59, "b = 2^70");
    }

    [Fact]
    public void Small_and_large_numbers_take_the_same_law()
    {
        // b = 2^55/2^54 is 2; b = (2^55+2)/(2^54+1) as well, but only after the fraction is reduced.
        Assert.Equal(new DiscreteLaplace(2).Scale, new DiscreteLaplace(new Rational((BigInteger.One << 55) + 2, (BigInteger.One << 54) + 1)).Scale);
        var edge = new Rational((BigInteger.One << 55) - 1, BigInteger.One << 54);
        GoodnessOfFit.Check(Draw(edge, 100_000, 306, z => (long)z), k => Probability(2, k), -60, 60, "largest fast scale");
    }

    [Fact]
    public void Oracles()
    {
        Assert.Equal(0.4621171573, new DiscreteLaplace(1).Probability(0), 1e-10);
        Assert.Equal(1.8413471884, new DiscreteLaplace(1).Variance, 1e-10);
        Assert.Equal(7.8353961781, new DiscreteLaplace(2).Variance, 1e-10);
        Assert.Equal(1, Enumerable.Range(-400, 801).Sum(k => new DiscreteLaplace(7).Probability(k)), 1e-12);
        Assert.Equal(Probability(7, -13), new DiscreteLaplace(7).Probability(-13), 1e-15);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 6)]
    [InlineData(5, 15)]
    [InlineData(10, 30)]
    public void HalfWidth_at_95_percent(int scale, double expected)
    {
        var law = new DiscreteLaplace(scale);
        Assert.Equal(expected, law.HalfWidth(0.95));
        Assert.True(Inside(law, (long)expected) >= 0.95);
        Assert.True(Inside(law, (long)expected - 1) < 0.95);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void HalfWidth_covers_where_the_confidence_is_just_beyond_a_step(int scale)
    {
        // Confidences a ten-billionth of α above what t − 1 covers: t is needed, and a width that is rounded down a little has no right to it.
        var law = new DiscreteLaplace(scale);
        var a = Math.Exp(-1.0 / scale);
        foreach (var t in new[] { 1, 2, 5 })
        {
            var alpha = 2 * Math.Pow(a, t) / (1 + a);
            Assert.Equal(t, law.HalfWidth(1 - (alpha * (1 - (1e-10 / scale)))));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    public async Task What_is_no_confidence_is_refused(double confidence)
    {
        // A width for it would be wrong, and a search for it does not end.
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(2).HalfWidth(confidence));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiscreteLaplace(0.01).HalfWidth(confidence));
        var gaussian = Task.Run(() => Record.Exception(() => new DiscreteGaussian(2).HalfWidth(confidence)));
        Assert.Same(gaussian, await Task.WhenAny(gaussian, Task.Delay(3000)));
        Assert.IsType<ArgumentOutOfRangeException>(await gaussian);
    }

    [Fact]
    public void Variance_is_that_of_the_draws()
    {
        const int Draws = 200_000;
        var source = RandomSource.Seeded(307);
        var law = new DiscreteLaplace(2);
        var squares = Enumerable.Range(0, Draws).Average(_ => Math.Pow((double)law.Sample(source), 2));

        // Kurtosis of the discrete Laplace is at most 6 + 1/variance: six standard errors, 2e-9.
        Assert.Equal(law.Variance, squares, 6.1 * law.Variance * Math.Sqrt(5.2 / Draws));
    }

    [Fact]
    public void Bad_scales_are_refused()
    {
        foreach (var bad in new[] { Rational.Zero, -Rational.One, new Rational((BigInteger.One << 90) + 1, 1) })
        {
            Assert.Throws<BadInputException>(() => new DiscreteLaplace(bad));
        }
    }

    private static double Probability(double b, long k) => (1 - Math.Exp(-1 / b)) / (1 + Math.Exp(-1 / b)) * Math.Exp(-Math.Abs(k) / b);

    private static double Inside(DiscreteLaplace law, long t) => Enumerable.Range((int)-t, (int)(2 * t) + 1).Sum(k => law.Probability(k));

    private static Dictionary<long, long> Draw(Rational b, int draws, ulong seed, Func<Int128, long> cell, SamplerRoute route = SamplerRoute.Coins)
    {
        var law = new DiscreteLaplace(b, route);
        var source = RandomSource.Seeded(seed);
        return GoodnessOfFit.Count(draws, () => cell(law.Sample(source)));
    }
}
