using Tacit.Mechanisms;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Long runs of every noise, of vectors coordinate by coordinate: moments, distribution function, correlation at short and long lags, tails to 5 σ, and streams of two sources, against the exact law.</summary>
public sealed class SequenceTests
{
    private const int Draws = 1 << 18;

    public static TheoryData<string> Laws => ["laplace by table", "laplace by coins", "gaussian by table", "gaussian by coins", "staircase", "L-infinity", "analytic Gaussian", "bulk laplace", "bulk gaussian", "bulk rounded"];

    [Theory]
    [MemberData(nameof(Laws))]
    public void Noise_is_independent_and_has_its_law_to_five_sigma(string law)
    {
        var (probability, draw, dependence) = Make(law);
        const int Reach = 2000;
        var p = Enumerable.Range(-Reach, (2 * Reach) + 1).Select(k => probability(k)).ToArray();
        Assert.Equal(1, p.Sum(), 1e-9);
        double Moment(int n) => p.Select((x, i) => x * Math.Pow(i - Reach, n)).Sum();
        var (variance, fourth) = (Moment(2), Moment(4));
        var sigma = Math.Sqrt(variance);
        var noise = draw(RandomSource.Seeded(771));
        float[] unit = [.. noise.Select(z => (float)(z / sigma))];

        // Coordinates of one vector of L∞ noise have no correlation but are not independent: sums of their products scatter more.
        var scatter = Math.Sqrt(dependence);
        Series.Mean(unit, x => x, 0, 1, "mean");
        Series.Mean(unit, x => x * x, 1, Math.Sqrt((fourth / (variance * variance)) - 1) * scatter * (dependence > 1 ? 3 : 1), "variance");
        Series.Mean(unit, x => x * x * x, 0, Math.Sqrt(Moment(6) / Math.Pow(variance, 3)), "skewness");

        // Also where a batch of words and a stretch of a thread end.
        foreach (var lag in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 512, 1024, 1 << 16 })
        {
            Series.Uncorrelated(Scaled(unit, 1 / scatter), unit.AsSpan(lag), $"{law}, lag {lag}");
        }

        Series.Uncorrelated(Scaled(unit, 1 / scatter), [.. draw(RandomSource.Seeded(772)).Select(z => (float)(z / sigma))], $"{law}, two sources");
        if (dependence > 1)
        {
            return;
        }

        foreach (var z in new[] { 3, 4, 5 })
        {
            var tail = p.Where((_, i) => Math.Abs(i - Reach) > z * sigma).Sum();
            GoodnessOfFit.CheckRate(noise.Count(x => Math.Abs(x) > z * sigma), Draws, tail, $"{law}, beyond {z} sigma");
        }

        // Dvoretzky, Kiefer, Wolfowitz, Massart: 2·e^(−2nD²) bounds the false alarms of any law.
        var counts = GoodnessOfFit.Count(Draws, ((IEnumerable<long>)noise).GetEnumerator() is var e ? () => e.MoveNext() ? e.Current : 0 : null!);
        double seen = 0, expected = 0, distance = 0;
        for (var k = -Reach; k <= Reach; k++)
        {
            (seen, expected) = (seen + (counts.GetValueOrDefault(k) / (double)Draws), expected + p[k + Reach]);
            distance = Math.Max(distance, Math.Abs(seen - expected));
        }

        Assert.True(2 * Math.Exp(-2 * Draws * distance * distance) > GoodnessOfFit.FalseAlarm, $"{law}: distance {distance:E2}");
    }

    private static float[] Scaled(float[] values, double factor) => Array.ConvertAll(values, x => (float)(x * factor));

    private static (Func<long, double> Probability, Func<RandomSource, long[]> Draw, double Dependence) Make(string law)
    {
        var (laplace, gaussian) = (new DiscreteLaplace(10), new DiscreteGaussian(10));
        var staircase = new Staircase(1, 8);
        double Rounded(double s, long k) => Normal.UpperTail((Math.Abs(k) - 0.5) / s) - Normal.UpperTail((Math.Abs(k) + 0.5) / s);
        long[] Each(Func<Int128> one) => [.. Enumerable.Range(0, Draws).Select(_ => (long)one())];
        long[] Bulk(LatticeNoise noise, RandomSource random)
        {
            var values = new long[Draws];
            noise.AddTo(values, random);
            return values;
        }

        switch (law)
        {
            case "laplace by table": return (laplace.Probability, r => Each(() => laplace.Sample(r)), 1);
            case "laplace by coins": return (laplace.Probability, r => new DiscreteLaplace(10, SamplerRoute.Coins) is var coins ? Each(() => coins.Sample(r)) : [], 1);
            case "gaussian by table": return (Written(10), r => Each(() => gaussian.Sample(r)), 1);
            case "gaussian by coins": return (Written(10), r => new DiscreteGaussian(10, SamplerRoute.Coins) is var coins ? Each(() => coins.Sample(r)) : [], 1);
            case "staircase": return (staircase.Probability, r => Each(() => staircase.Sample(0, r)), 1);
            case "analytic Gaussian":
                var analytic = new AnalyticGaussian(1, 1e-5, 4);
                return (k => Rounded(analytic.Sigma.ToDouble(), k), r => analytic.Sample(new long[Draws], r), 1);
            case "bulk laplace": return (laplace.Probability, r => Bulk(LatticeNoise.DiscreteLaplace(10), r), 1);
            case "bulk gaussian": return (Written(10), r => Bulk(LatticeNoise.DiscreteGaussian(10), r), 1);
            case "bulk rounded": return (k => Rounded(10, k), r => Bulk(LatticeNoise.RoundedGaussian(10), r), 1);
            default:
                // Uniform on the cube of radius R, P(R) ∝ (2R+1)^d·a^R.
                const int D = 8;
                var noise = new LInfinityNoise(1, 1, D);
                var radius = Enumerable.Range(0, 200).Select(r => Math.Exp((D * Math.Log((2 * r) + 1)) - r)).ToArray();
                radius = [.. radius.Select(w => w / radius.Sum())];
                double Moment(int power) => radius.Select((w, r) => w * Math.Pow(r * (r + 1) / 3.0, power)).Sum();
                return (
                    k => Math.Abs(k) >= 200 ? 0 : radius.Select((w, r) => r >= Math.Abs(k) ? w / ((2 * r) + 1) : 0).Sum(),
                    r => [.. Enumerable.Range(0, Draws / D).SelectMany(_ => noise.Sample(new long[D], r)).Select(z => (long)z)],
                    Moment(2) / (Moment(1) * Moment(1)));
        }
    }

    private static Func<long, double> Written(double sigma)
    {
        var total = Enumerable.Range(-400, 801).Sum(k => Math.Exp(-k * k / (2 * sigma * sigma)));
        return k => Math.Exp(-k * k / (2 * sigma * sigma)) / total;
    }
}
