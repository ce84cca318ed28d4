using Tacit.Mechanisms;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms.Bulk;

/// <summary>Fast float noise: its stated error against the inverse law, and the tests that a good generator passes.</summary>
public sealed class FloatNoiseTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_value_is_the_inverse_of_its_law_at_its_own_word(bool gaussian)
    {
        // A sample. `bench/Tacit.Bench -- check float-inverse` goes through every word.
        const int Count = 1 << 19;
        var noise = Draw(gaussian, 711, Count);
        using var stream = new Keystream(711);
        var words = stream.Words(Count);
        for (var i = 0; i < Count; i++)
        {
            // The complement of U in the middle of its cell of 2^−31, or where it is small of 2^−63.
            var complement = (double)(int.MaxValue - (int)(words[i] >> 1));
            complement = complement < 1 << 23 ? (complement + (((stream.More(i) >> 32) + 0.5) / (1L << 32))) / (1L << 31) : (complement + 0.5) / (1L << 31);
            var exact = gaussian ? Inverse(complement / 2, Math.Abs(noise[i])) : -Math.Log(complement);
            Assert.Equal((words[i] & 1) == 1, float.IsNegative(noise[i]));
            Assert.True(Math.Abs(Math.Abs(noise[i]) - exact) <= (4e-7 * exact) + 1e-12, $"value {i}: {noise[i]:R} for {exact:R}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Moments_distribution_and_correlation(bool gaussian)
    {
        var noise = Draw(gaussian, 712, 1 << 20);
        var unit = gaussian ? noise : [.. noise.Select(x => x / (float)Math.Sqrt(2))];
        Series.Mean(unit, x => x, 0, 1, "mean");
        Series.Mean(unit, x => x * x, 1, Math.Sqrt(gaussian ? 2 : 5), "variance");
        Series.Mean(unit, x => x * x * x, 0, Math.Sqrt(gaussian ? 15 : 90), "skewness");
        Series.Mean(unit, x => x * x * x * x, gaussian ? 3 : 6, Math.Sqrt(gaussian ? 96 : 2484), "kurtosis");
        Series.KolmogorovSmirnov(noise.AsSpan(0, 200_000), gaussian ? Normal.Cdf : x => x < 0 ? Math.Exp(x) / 2 : 1 - (Math.Exp(-x) / 2), "distribution");
        for (var lag = 1; lag <= 8; lag++)
        {
            Series.Uncorrelated(unit, unit.AsSpan(lag), $"lag {lag}");
        }

        Series.Uncorrelated(unit, unit.AsSpan(1 << 16), "stretches of threads");
        Series.Uncorrelated(unit, gaussian ? Draw(true, 713, 1 << 20) : [.. Draw(false, 713, 1 << 20).Select(x => x / (float)Math.Sqrt(2))], "streams of two keys");
    }

    [Fact]
    public void Tails_to_five_sigma()
    {
        var noise = Draw(true, 714, 1 << 23);
        GoodnessOfFit.CheckRate(noise.Count(x => Math.Abs(x) > 4), noise.Length, 6.334248e-5, "beyond 4 sigma");
        GoodnessOfFit.CheckRate(noise.Count(x => Math.Abs(x) > 5), noise.Length, 5.733031e-7, "beyond 5 sigma");
        Assert.True(noise.Max(x => Math.Abs(x)) < 9.2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Threads_instructions_and_the_rest_of_the_array_change_nothing(bool gaussian)
    {
        const int Count = (3 << 16) + 1021;
        var expected = Draw(gaussian, 715, Count);
        Assert.Equal(expected, Draw(gaussian, 715, Count, new BulkOptions(16)));
        Assert.Equal(expected, Draw(gaussian, 715, Count, new BulkOptions(1, Plain: true)));
        Assert.Equal(expected[..1027], Draw(gaussian, 715, 1027));
        var doubles = Enumerable.Repeat(10.0, Count).ToArray();
        Make(gaussian, 3).AddTo(doubles, RandomSource.Seeded(715));
        Assert.Equal(expected.Select(x => 10 + (x * 3.0)), doubles);
        var floats = Enumerable.Repeat(10f, Count).ToArray();
        Make(gaussian, 3).AddTo(floats, RandomSource.Seeded(715));
        Assert.Equal(expected.Select(x => 10 + (x * 3f)), floats);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e40)]
    [InlineData(1e-40)]
    public void Bad_scales_are_refused(double scale)
    {
        Assert.Throws<BadInputException>(() => FloatNoise.Gaussian(scale));
        Assert.Throws<BadInputException>(() => FloatNoise.Laplace(scale));
    }

    private static FloatNoise Make(bool gaussian, double scale) => gaussian ? FloatNoise.Gaussian(scale) : FloatNoise.Laplace(scale);

    private static float[] Draw(bool gaussian, ulong seed, int count, BulkOptions options = default)
    {
        var values = new float[count];
        Make(gaussian, 1).AddTo(values, RandomSource.Seeded(seed), options);
        return values;
    }

    // One step of Halley's method from a value that is close: the error becomes that of the tail function.
    private static double Inverse(double tail, double near)
    {
        var x = near;
        for (var i = 0; i < 2; i++)
        {
            var e = ((near < 0.5 ? 0.5 - Middle(x) : Normal.UpperTail(x)) - tail) / Normal.Density(x);
            x += e / (1 - (x * e / 2));
        }

        return x;
    }

    // Φ(x) − ½ by its series, exact near zero.
    private static double Middle(double x)
    {
        var (term, sum) = (x, x);
        for (var k = 1; k < 40; k++)
        {
            term *= x * x / ((2 * k) + 1);
            sum += term;
        }

        return sum * Normal.Density(x);
    }
}
