using System.Numerics;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Every route of a sampler has one law: chi-square of each against the probabilities, summed here, and of two routes against each other.</summary>
public sealed class SamplerRouteTests
{
    [Theory]
    [InlineData("1", SamplerRoute.Table, 1_000_000)]
    [InlineData("1/3", SamplerRoute.Table, 500_000)]
    [InlineData("7/5", SamplerRoute.Table, 500_000)]
    [InlineData("10", SamplerRoute.Table, 500_000)]
    [InlineData("33", SamplerRoute.Table, 500_000)]
    [InlineData("1", SamplerRoute.Precise, 60_000)]
    [InlineData("1/3", SamplerRoute.Precise, 60_000)]
    [InlineData("65/2", SamplerRoute.Precise, 60_000)]
    public void Laplace_has_its_law(string scale, SamplerRoute route, int draws)
    {
        var b = Rational.Parse(scale);
        var law = new DiscreteLaplace(b, route);
        var source = RandomSource.Seeded(320);
        var counts = GoodnessOfFit.Count(draws, () => (long)law.Sample(source));
        GoodnessOfFit.Check(counts, k => Math.Tanh(1 / b.ToDouble() / 2) * Math.Exp(-Math.Abs(k) / b.ToDouble()), -400, 400, $"discrete Laplace, b = {scale}, {route}");
    }

    [Theory]
    [InlineData("1", SamplerRoute.Table, 1_000_000)]
    [InlineData("1/2", SamplerRoute.Table, 500_000)]
    [InlineData("10/7", SamplerRoute.Table, 500_000)]
    [InlineData("10", SamplerRoute.Table, 500_000)]
    [InlineData("1", SamplerRoute.Precise, 60_000)]
    [InlineData("1/2", SamplerRoute.Precise, 60_000)]
    [InlineData("10", SamplerRoute.Precise, 60_000)]
    public void Gaussian_has_its_law(string sigma, SamplerRoute route, int draws)
    {
        var s = Rational.Parse(sigma);
        var law = new DiscreteGaussian(s, route);
        var source = RandomSource.Seeded(321);
        var counts = GoodnessOfFit.Count(draws, () => (long)law.Sample(source));
        GoodnessOfFit.Check(counts, Gaussian(s.ToDouble()), -120, 120, $"discrete Gaussian, σ = {sigma}, {route}");
    }

    [Theory]
    [InlineData(600, false)]
    [InlineData(4096, false)]
    [InlineData(600, true)]
    [InlineData(4096, true)]
    [InlineData(100_000, true)]
    public void Wide_tables_have_their_law_in_cells_and_in_low_digits(int scale, bool gaussian)
    {
        // Cells of a twentieth of the scale, and the remainders by seven: a block that is wrong inside shows in one of them.
        var source = RandomSource.Seeded(322);
        Func<RandomSource, Int128> draw = gaussian ? new DiscreteGaussian(scale).Sample : new DiscreteLaplace(scale).Sample;
        var width = scale / 20;
        var (cells, digits) = (new Dictionary<long, long>(), new Dictionary<long, long>());
        for (var i = 0; i < 300_000; i++)
        {
            var z = (long)draw(source);
            var (cell, digit) = ((long)Math.Floor((double)z / width), ((z % 7) + 7) % 7);
            cells[cell] = cells.GetValueOrDefault(cell) + 1;
            digits[digit] = digits.GetValueOrDefault(digit) + 1;
        }

        Func<long, double> law = gaussian
            ? k => Math.Exp(-(double)k * k / (2.0 * scale * scale)) / (scale * Math.Sqrt(2 * Math.PI)) // Poisson summation: right to e^(−2π²σ²).
            : k => Math.Tanh(0.5 / scale) * Math.Exp(-Math.Abs((double)k) / scale);
        GoodnessOfFit.Check(cells, c => Enumerable.Range(0, width).Sum(i => law((c * width) + i)), -200, 199, $"scale {scale}");
        GoodnessOfFit.Check(digits, _ => 1 / 7.0, 0, 6, $"scale {scale} modulo 7"); // Right to 2e-8 at these scales.
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Table_and_coins_are_one_law(bool gaussian)
    {
        // Two samples of one law: Σ (n − m)²/(n + m) is chi-square; no probability is assumed.
        const int Draws = 300_000;
        var source = RandomSource.Seeded(323);
        Dictionary<long, long> Take(SamplerRoute route)
        {
            var (laplace, normal) = (new DiscreteLaplace(new Rational(17, 3), route), new DiscreteGaussian(new Rational(17, 3), route));
            return GoodnessOfFit.Count(Draws, () => (long)(gaussian ? normal.Sample(source) : laplace.Sample(source)));
        }

        var (table, coins) = (Take(SamplerRoute.Table), Take(SamplerRoute.Coins));
        var keys = table.Keys.Union(coins.Keys).Where(k => table.GetValueOrDefault(k) + coins.GetValueOrDefault(k) >= 100).ToArray();
        var statistic = keys.Sum(k => Math.Pow(table.GetValueOrDefault(k) - coins.GetValueOrDefault(k), 2) / (table.GetValueOrDefault(k) + coins.GetValueOrDefault(k)));
        Assert.True(SpecialFunctions.ChiSquareTail(statistic, keys.Length) > GoodnessOfFit.FalseAlarm, $"chi-square {statistic:F1} on {keys.Length}");
    }

    [Fact]
    public void A_seed_repeats_whatever_was_drawn_before()
    {
        static Int128[] Take(int scale)
        {
            var source = RandomSource.Seeded(324);
            var (laplace, gaussian) = (new DiscreteLaplace(scale), new DiscreteGaussian(scale));
            return [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? laplace.Sample(source) : gaussian.Sample(source))];
        }

        var first = Take(77);
        for (var scale = 1; scale <= 140; scale++)
        {
            Take(scale); // More tables than are kept.
        }

        Assert.Equal(first, Take(77));
    }

    [Fact]
    public void A_draw_from_a_table_allocates_nothing()
    {
        // Many refills of the source's buffer, which allocate nothing either.
        var source = RandomSource.Seeded(325);
        var (laplace, wide, gaussian) = (new DiscreteLaplace(10), new DiscreteLaplace(1000), new DiscreteGaussian(10));
        for (var i = 0; i < 3; i++)
        {
            _ = laplace.Sample(source) + wide.Sample(source) + gaussian.Sample(source);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5000; i++)
        {
            _ = laplace.Sample(source) + wide.Sample(source) + gaussian.Sample(source);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(1 << 27)]
    public void A_draw_of_a_wide_whole_scale_allocates_nothing(int scale)
    {
        var source = RandomSource.Seeded(327);
        var (laplace, gaussian) = (new DiscreteLaplace(scale, SamplerRoute.Coins), new DiscreteGaussian(scale, SamplerRoute.Coins));
        _ = laplace.Sample(source) + gaussian.Sample(source);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 5000; i++)
        {
            _ = laplace.Sample(source) + gaussian.Sample(source);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("5000")]
    [InlineData("17/3")]
    [InlineData("100000")]
    [InlineData("134217728")]
    [InlineData("268435456")]
    [InlineData("100001/16777216")]
    public void Coins_in_machine_integers_are_those_in_big_ones(string sigma)
    {
        // The law as Canonne, Kamath and Steinke state it, in big integers, from the same bits.
        var s = Rational.Parse(sigma);
        var (p, q, t) = ((s * s).Numerator, (s * s).Denominator, s.Floor() + 1);
        var proposal = new DiscreteLaplace(t, SamplerRoute.Coins);
        var (one, other) = (RandomSource.Seeded(328), RandomSource.Seeded(328));
        var law = new DiscreteGaussian(s, SamplerRoute.Coins);
        for (var i = 0; i < 3000; i++)
        {
            BigInteger candidate, distance;
            do
            {
                candidate = (BigInteger)proposal.Sample(one);
                distance = (BigInteger.Abs(candidate) * q * t) - p;
            }
            while (!ExactBernoulli.DrawExpMinus(one, distance * distance, 2 * p * q * t * t));
            Assert.Equal(candidate, (BigInteger)law.Sample(other));
        }
    }

    [Fact]
    public void Tables_of_extreme_scales()
    {
        var source = RandomSource.Seeded(326);
        foreach (var tiny in new[] { new Rational(3, 1000), new Rational(1, BigInteger.One << 80) })
        {
            Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(Int128.Zero, new DiscreteLaplace(tiny).Sample(source) + new DiscreteGaussian(tiny).Sample(source)));
        }

        Assert.Throws<BadInputException>(() => new DiscreteLaplace(4097, SamplerRoute.Table));
        Assert.Throws<BadInputException>(() => new DiscreteGaussian(4097, SamplerRoute.Precise));
        Assert.NotEqual(Int128.Zero, new DiscreteGaussian(BigInteger.One << 80).Sample(source));
    }

    private static Func<long, double> Gaussian(double sigma)
    {
        var total = Enumerable.Range(-400, 801).Sum(k => Math.Exp(-k * k / (2 * sigma * sigma)));
        return k => Math.Exp(-k * k / (2 * sigma * sigma)) / total;
    }
}
