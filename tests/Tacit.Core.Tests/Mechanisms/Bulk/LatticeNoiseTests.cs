using Tacit.Mechanisms;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms.Bulk;

/// <summary>Exact noise for arrays: every single value against the law at its own uniform word, and the law against frequencies.</summary>
public sealed class LatticeNoiseTests
{
    public static TheoryData<string, string> Laws => new()
    {
        { "rounded", "1" }, { "rounded", "7/2" }, { "rounded", "1024" }, { "rounded", "4096" },
        { "gaussian", "1/2" }, { "gaussian", "10" }, { "gaussian", "1500" },
        { "laplace", "1/3" }, { "laplace", "10" }, { "laplace", "2000" },
    };

    [Theory]
    [MemberData(nameof(Laws))]
    public void Every_value_is_the_inverse_of_its_law_at_its_own_word(string law, string scale)
    {
        // |Z| = k exactly where P(|Z| < k) ≤ U < P(|Z| ≤ k). Words that 31 bits do not decide are followed into their further bits.
        const int Count = 1 << 18;
        var noise = Draw(law, scale, 701, Count);
        var above = Above(law, Rational.Parse(scale).ToDouble());
        using var stream = new Keystream(701);
        var words = stream.Words(Count);
        var followed = 0;
        for (var i = 0; i < Count; i++)
        {
            Assert.True(noise[i] == 0 || noise[i] < 0 == ((words[i] & 1) == 1));
            var k = Math.Abs(noise[i]);

            // In units of 2^−31, from the top: 1 − U lies in (complement, complement + 1].
            double complement = int.MaxValue - (int)(words[i] >> 1);
            double upper = above(k - 1) * (1L << 31), lower = above(k) * (1L << 31);
            Assert.True(complement < upper + 1e-3 && complement + 1 > lower - 1e-3, $"value {i}: {noise[i]}");
            if (complement + 1 > upper + 1e-3 || complement < lower - 1e-3)
            {
                followed++;
                var rest = complement + 1 - ((stream.More(i) >> 32) / (double)(1L << 32));
                Assert.True(rest <= upper + 1e-3 && rest >= lower - 1e-3, $"value {i}: {noise[i]} by further bits");
            }
        }

        Assert.True(followed < 100);
    }

    [Theory]
    [MemberData(nameof(Laws))]
    public void Frequencies_are_those_of_the_law(string law, string scale)
    {
        var s = Rational.Parse(scale).ToDouble();
        var above = Above(law, s);
        var cell = (int)Math.Max(1, Math.Floor(s / 64));
        var counts = new Dictionary<long, long>();
        foreach (var z in Draw(law, scale, 702, 1 << 20))
        {
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, (long)Math.Floor((double)z / cell), out _)++;
        }

        double Below(long k) => k <= 0 ? above((int)-k) / 2 : 1 - (above((int)k - 1) / 2);
        GoodnessOfFit.Check(counts, c => Below((c + 1) * cell) - Below(c * cell), -2500, 2499, $"{law} {scale}");
    }

    [Fact]
    public void Tails_reach_beyond_five_sigma()
    {
        var noise = Draw("rounded", "1024", 703, 1 << 23);
        foreach (var (z, tail) in new[] { (4, 6.334e-5), (5, 5.733e-7) })
        {
            // |round(N)| > zs exactly where |N| ≥ zs + ½.
            var exact = 2 * Normal.UpperTail(z + (0.5 / 1024));
            Assert.Equal(tail, exact, 0.01 * tail);
            GoodnessOfFit.CheckRate(noise.Count(k => Math.Abs(k) > 1024 * z), noise.Length, exact, $"beyond {z} sigma");
        }
    }

    [Theory]
    [InlineData("rounded", "1024")]
    [InlineData("laplace", "2000")]
    [InlineData("gaussian", "1/2")]
    public void Threads_instructions_and_the_rest_of_the_array_change_nothing(string law, string scale)
    {
        const int Count = (3 << 16) + 1021;
        var expected = Draw(law, scale, 704, Count);
        Assert.Equal(expected, Draw(law, scale, 704, Count, new BulkOptions(1)));
        Assert.Equal(expected, Draw(law, scale, 704, Count, new BulkOptions(16)));
        Assert.Equal(expected, Draw(law, scale, 704, Count, new BulkOptions(16, Plain: true)));
        foreach (var shorter in new[] { 1, 7, 8, 1025, (1 << 16) + 3 })
        {
            Assert.Equal(expected[..shorter], Draw(law, scale, 704, shorter));
            Assert.Equal(expected[..shorter], Draw(law, scale, 704, shorter, new BulkOptions(1, Plain: true)));
        }

        var longs = Enumerable.Repeat(1L << 40, Count).ToArray();
        Make(law, scale).AddTo(longs, RandomSource.Seeded(704));
        Assert.Equal(expected, longs.Select(x => (int)(x - (1L << 40))));
    }

    [Fact]
    public void Noise_is_added_and_wraps()
    {
        var values = Enumerable.Repeat(int.MaxValue, 1000).ToArray();
        Make("gaussian", "10").AddTo(values, RandomSource.Seeded(705));
        Assert.Equal(Draw("gaussian", "10", 705, 1000).Select(z => unchecked(int.MaxValue + z)), values);
        Make("gaussian", "10").AddTo(Array.Empty<int>(), RandomSource.Seeded(705));
    }

    [Fact]
    public void Every_array_has_a_key_of_its_own()
    {
        var source = RandomSource.Seeded(706);
        var (first, second) = (new int[1 << 18], new int[1 << 18]);
        Make("rounded", "1024").AddTo(first, source);
        Make("rounded", "1024").AddTo(second, source);
        float[] Unit(int[] values) => [.. values.Select(x => x / 1024f)];
        Series.Uncorrelated(Unit(first), Unit(second), "two arrays");
        for (var lag = 1; lag <= 8; lag++)
        {
            Series.Uncorrelated(Unit(first), Unit(first).AsSpan(lag), $"lag {lag}");
        }

        // Beginnings of the stretches that threads take.
        Series.Uncorrelated(Unit(first).AsSpan(0, 1 << 16), Unit(first).AsSpan(1 << 16), "two stretches");
    }

    [Fact]
    public void The_loss_is_that_of_the_law()
    {
        Assert.Equal(PrivacyLoss.Gaussian(102.4), Make("rounded", "1024").Loss(10));
        Assert.Equal(PrivacyLoss.DiscreteGaussian(10, 3), Make("gaussian", "10").Loss(3));
        Assert.Equal(PrivacyLoss.DiscreteLaplace(10, 3), Make("laplace", "10").Loss(3));
        Assert.Throws<BadInputException>(() => Make("laplace", "10").Loss(0));
    }

    [Theory]
    [InlineData("rounded", "1/2")]
    [InlineData("rounded", "4097")]
    [InlineData("gaussian", "0")]
    [InlineData("gaussian", "-1")]
    [InlineData("laplace", "5000")]
    public void Scales_outside_the_tables_are_refused(string law, string scale) => Assert.Throws<BadInputException>(() => Make(law, scale));

    private static LatticeNoise Make(string law, string scale) => law switch
    {
        "rounded" => LatticeNoise.RoundedGaussian(Rational.Parse(scale)),
        "gaussian" => LatticeNoise.DiscreteGaussian(Rational.Parse(scale)),
        _ => LatticeNoise.DiscreteLaplace(Rational.Parse(scale)),
    };

    private static int[] Draw(string law, string scale, ulong seed, int count, BulkOptions options = default)
    {
        var values = new int[count];
        Make(law, scale).AddTo(values, RandomSource.Seeded(seed), options);
        return values;
    }

    // P(|Z| > k), written out here: a Gaussian tail, a sum from its far end, a geometric tail.
    private static Func<int, double> Above(string law, double s)
    {
        var tails = new double[(int)(40 * s) + 60];
        var a = Math.Exp(-1 / s);
        var sum = 0.0;
        for (var k = tails.Length - 1; k >= 0; k--)
        {
            tails[k] = law switch { "rounded" => k > 12 * s ? 0 : 2 * Normal.UpperTail((k + 0.5) / s), "gaussian" => sum, _ => 2 * Math.Pow(a, k + 1) / (1 + a) };
            sum += (k == 0 ? 1 : 2) * Math.Exp(-(double)k * k / (2 * s * s));
        }

        return k => k < 0 ? 1 : k >= tails.Length ? 0 : law == "gaussian" ? tails[k] / sum : tails[k];
    }
}
