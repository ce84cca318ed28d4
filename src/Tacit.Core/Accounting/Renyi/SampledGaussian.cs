using System.Runtime.Intrinsics;
using Tacit.Numerics;

namespace Tacit.Accounting.Renyi;

/// <summary>τ(α) of Poisson-subsampled Gaussian noise, at any order above one.</summary>
/// <remarks>
/// (α−1)τ = ln E_{x~N(0,σ²)}[(1−q+q e^{(2x−1)/2σ²})^α]: the "remove" direction, which dominates the other (Mironov, Talwar and Zhang 2019).
/// The integrand is analytic in the strip |Im x| &lt; πσ² and falls like a Gaussian, so the trapezoidal rule converges geometrically
/// (Trefethen and Weideman 2014); all terms are positive. The popular series with |C(α,i)| is loose and is not used.
/// </remarks>
internal sealed class SampledGaussian
{
    private const int MostTerms = 1 << 14;

    private readonly double _rate;
    private readonly double _mu2;
    private readonly double _sigma;
    private readonly double _step;
    private readonly double _weight;
    private readonly double _from;
    private Points _points = new([], [], [], []);

    public SampledGaussian(double rate, double muSquared)
    {
        _rate = rate;
        _mu2 = muSquared;
        var sigma = 1 / Math.Sqrt(muSquared);
        _sigma = sigma;

        // Error e^{−2πd/step + growth} at half of the strip; ten more e-folds than a double holds.
        _step = Math.Min(0.4 * sigma, Math.PI * Math.PI * sigma * sigma / 46);
        _from = -12 * sigma;
        _weight = _step / (sigma * Math.Sqrt(2 * Math.PI));
    }

    public double Divergence(double alpha)
    {
        var gaussian = alpha * _mu2 / 2 * (1 + 1e-11);

        // The mass sits between 0 and α; 12σ beyond either end is below 1e-31.
        var terms = Math.Ceiling((alpha + (12 * _sigma) - _from) / _step);
        if (_rate == 1 || !(terms < MostTerms))
        {
            return _rate == 1 ? gaussian : Amplification.Renyi(alpha, gaussian, _rate);
        }

        var points = Upto((int)terms + 1);
        var count = ((int)terms + 1 + 3) / 4 * 4;
        var max = Largest(points, alpha, count);
        var log = max < 30 ? Elementary.LogP1(Excess(points, alpha, count)) : max + Math.Log(Scaled(points, alpha, count, max) * _weight);
        return Math.Min(log / (alpha - 1) * (1 + 1e-11), gaussian);
    }

    private static double Largest(Points points, double alpha, int count)
    {
        var max = Vector256.Create(double.NegativeInfinity);
        for (var k = 0; k < count; k += 4)
        {
            max = Vector256.Max(max, (points.Loss(k) * alpha) - points.Half(k));
        }

        return Math.Max(Math.Max(max[0], max[1]), Math.Max(max[2], max[3]));
    }

    // E[(1+y)^α] − 1 = E[(1+y)^α − 1 − αy], because E[y] = 0: nothing of order one cancels when q is small. With z = α ln(1+y) and d = y − ln(1+y)
    // the term is (e^z − 1 − z) − αd, and both are positive.
    private double Excess(Points points, double alpha, int count)
    {
        var sum = Vector256<double>.Zero;
        var rounding = Vector256<double>.Zero;
        for (var k = 0; k < count; k += 4)
        {
            var z = points.Loss(k) * alpha;
            var density = points.Density(k);
            var rest = points.Excess(k) * alpha;
            var small = Vector256.LessThan(Vector256.Abs(z), Vector256.Create(0.5));
            var series = density * Second(z);
            if (!Vector256.EqualsAll(small.AsInt64(), Vector256<long>.AllBitsSet))
            {
                var large = Vector256.Exp(z - points.Half(k)) - (density * (Vector256.Create(1.0) + z));
                series = Vector256.ConditionalSelect(small, series, large);
                rounding += Vector256.ConditionalSelect(small, Vector256<double>.Zero, density * (Vector256.Create(1.0) + Vector256.Abs(z)));
            }

            sum += series - rest;
            rounding += Vector256.Abs(series) + rest;
        }

        return (Vector256.Sum(sum) + (8e-16 * Vector256.Sum(rounding))) * _weight;
    }

    // e^z − 1 − z for |z| < ½, to the last place or two.
    private static Vector256<double> Second(Vector256<double> z)
    {
        var sum = Vector256.Create(1.0 / 87178291200);
        foreach (var term in (ReadOnlySpan<double>)[1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5])
        {
            sum = (sum * z) + Vector256.Create(term);
        }

        return sum * z * z;
    }

    private static double Scaled(Points points, double alpha, int count, double max)
    {
        var sum = Vector256<double>.Zero;
        for (var k = 0; k < count; k += 4)
        {
            sum += Vector256.Exp((points.Loss(k) * alpha) - points.Half(k) - Vector256.Create(max));
        }

        return Vector256.Sum(sum);
    }

    // The tables, long enough; whoever extends them makes new ones, so that readers of the old ones are not disturbed.
    private Points Upto(int count)
    {
        var points = _points;
        if (points.Length >= count)
        {
            return points;
        }

        var length = (count + 67) / 64 * 64;
        var (losses, halves, densities, excesses) = (Longer(points.Losses, length), Longer(points.Halves, length), Longer(points.Densities, length), Longer(points.Excesses, length));
        for (var k = points.Length; k < length; k++)
        {
            var x = _from + (k * _step);
            var loss = Amplification.Loss(((2 * x) - 1) / (2 * _sigma * _sigma), _rate);
            losses[k] = loss;
            halves[k] = x / _sigma * (x / _sigma) / 2;
            densities[k] = Math.Exp(-halves[k]);
            excesses[k] = Math.Abs(loss) < 0.5
                ? densities[k] * Second(Vector256.Create(loss))[0]
                : Math.Exp(loss - halves[k]) - (densities[k] * (1 + loss));
        }

        return _points = new(losses, halves, densities, excesses);
    }

    private static double[] Longer(double[] values, int length)
    {
        var longer = new double[length];
        values.CopyTo(longer, 0);
        return longer;
    }

    private sealed record Points(double[] Losses, double[] Halves, double[] Densities, double[] Excesses)
    {
        public int Length => Losses.Length;

        public Vector256<double> Loss(int k) => Vector256.LoadUnsafe(ref Losses[k]);

        public Vector256<double> Half(int k) => Vector256.LoadUnsafe(ref Halves[k]);

        public Vector256<double> Density(int k) => Vector256.LoadUnsafe(ref Densities[k]);

        /// <summary>The density times d.</summary>
        public Vector256<double> Excess(int k) => Vector256.LoadUnsafe(ref Excesses[k]);
    }
}
