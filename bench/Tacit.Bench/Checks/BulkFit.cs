using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Bench.Checks;

/// <summary>Goodness of fit of bulk noise over very many draws: cells, the distribution function, tails and correlation. A correct law fails one of them with probability below 1e-4 in all.</summary>
internal static class BulkFit
{
    private const int Cells = 1024;
    private const int Lags = 8;
    private const int Scale = 1024;
    private const double Width = 16.0 / Cells;

    public static bool Run(long draws)
    {
        var gaussian = FloatNoise.Gaussian(1);
        var laplace = FloatNoise.Laplace(1);
        var lattice = LatticeNoise.RoundedGaussian(Scale);
        var passed = Fit("FloatNoise.Gaussian", draws, 1, (values, random) => gaussian.AddTo(values, random), Normal.Cdf);
        passed &= Fit("FloatNoise.Laplace", draws, Math.Sqrt(2), (values, random) => laplace.AddTo(values, random), x => x < 0 ? Math.Exp(x) / 2 : 1 - (Math.Exp(-x) / 2));

        // Its points are multiples of 1/1024, and cells have edges there: P(round(N) < k) = Φ((k − ½)/1024).
        var integers = new int[1 << 22];
        passed &= Fit("LatticeNoise.RoundedGaussian, σ = 1024", draws, 1, (values, random) =>
        {
            integers.AsSpan().Clear();
            lattice.AddTo(integers.AsMemory(0, values.Length), random);
            for (var i = 0; i < values.Length; i++)
            {
                values.Span[i] = integers[i] * (1f / Scale);
            }
        }, x => Normal.Cdf(x - (0.5 / Scale)));
        return passed;
    }

    private static bool Fit(string name, long draws, double deviation, Action<Memory<float>, RandomSource> draw, Func<double, double> cdf)
    {
        var random = RandomSource.Create();
        var values = new float[1 << 22];
        var counts = new long[Cells + 2];
        var products = new double[Lags];
        long total = 0, beyondFour = 0, beyondFive = 0;
        double sum = 0, squares = 0;
        while (total < draws)
        {
            values.AsSpan().Clear();
            draw(values, random);
            foreach (var x in values)
            {
                // Cells of 1/64 from −8 to 8, and what is beyond.
                counts[Math.Clamp((int)Math.Floor((x * 64.0) + (Cells / 2)) + 1, 0, Cells + 1)]++;
                var size = Math.Abs(x);
                beyondFour += size > 4 ? 1 : 0;
                beyondFive += size > 5 ? 1 : 0;
                sum += x;
                squares += (double)x * x;
            }

            for (var lag = 1; lag <= Lags; lag++)
            {
                var product = 0.0;
                for (var i = lag; i < values.Length; i++)
                {
                    product += (double)values[i] * values[i - lag];
                }

                products[lag - 1] += product;
            }

            total += values.Length;
        }

        double Edge(int cell) => cell <= 0 ? 0 : cell >= Cells + 2 ? 1 : cdf(-8 + ((cell - 1) * Width));
        double statistic = 0, distance = 0, seen = 0;
        var (freedom, expected, observed) = (-1, 0.0, 0.0);
        for (var cell = 0; cell < Cells + 2; cell++)
        {
            expected += total * (Edge(cell + 1) - Edge(cell));
            observed += counts[cell];
            seen += counts[cell];
            distance = Math.Max(distance, Math.Abs((seen / total) - Edge(cell + 1)));
            if (expected >= 25 || cell == Cells + 1)
            {
                statistic += expected > 0 ? (observed - expected) * (observed - expected) / expected : 0;
                freedom += expected >= 25 ? 1 : 0;
                (expected, observed) = (0, 0);
            }
        }

        var z = new List<(string What, double Score)>
        {
            ("chi-square of cells", (Math.Cbrt(statistic / freedom) - (1 - (2.0 / (9 * freedom)))) / Math.Sqrt(2.0 / (9 * freedom))),
            ("mean", sum / Math.Sqrt(total) / deviation),
            ("variance", (squares - (total * deviation * deviation)) / (Math.Sqrt(total) * deviation * deviation * Math.Sqrt(deviation > 1 ? 5 : 2))),
        };
        var lattice = Math.Abs(cdf(0) - 0.5) > 1e-9 ? 0.5 / Scale : 0;
        foreach (var (limit, count) in new[] { (4.0, beyondFour), (5.0, beyondFive) })
        {
            var tail = deviation > 1 ? Math.Exp(-limit) : 2 * Normal.UpperTail(limit + lattice);
            z.Add((FormattableString.Invariant($"beyond {limit}: {count} of {total * tail:0}"), (count - (total * tail)) / Math.Sqrt(total * tail)));
        }

        for (var lag = 1; lag <= Lags; lag++)
        {
            z.Add(($"correlation at lag {lag}", products[lag - 1] / (Math.Sqrt(total) * deviation * deviation)));
        }

        // Kolmogorov's law for a continuous distribution, which for values at edges of cells alone is larger than the truth: 2·e^(−2λ²) < 1e-6 at 2.7.
        var kolmogorov = Math.Sqrt(total) * distance;
        var passed = z.TrueForAll(s => Math.Abs(s.Score) < 5) && kolmogorov < 2.7;
        Console.WriteLine(FormattableString.Invariant($"{name}: {total} draws, {freedom} degrees of freedom, chi-square {statistic:0.0}, Kolmogorov–Smirnov √n·D {kolmogorov:0.000}: {(passed ? "passed" : "FAILED")}"));
        foreach (var (what, score) in z)
        {
            Console.WriteLine(FormattableString.Invariant($"  {what}: {score:0.00} standard deviations"));
        }

        return passed;
    }
}
