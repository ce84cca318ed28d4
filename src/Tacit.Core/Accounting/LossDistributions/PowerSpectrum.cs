using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>The product of powers of the transforms of two real laws, on half the circle, with a bound on the error of every frequency.</summary>
/// <remarks>A computed frequency ẑ is off by at most a, so a factor ẑ^T is off by at most (|ẑ|+a)^T(1+5Tu) − |ẑ|^T (u = 2⁻⁵³; powers by squaring).</remarks>
internal sealed class PowerSpectrum : IDisposable
{
    private const double Unit = 1.1102230246251565e-16;

    // e^{−69} ≈ 1e-30: a product that small is left out, and its bound kept.
    private const double LogNegligible = -69;

    private readonly Lent _lent = new();
    private readonly Half _upper;
    private readonly Half _lower;

    public PowerSpectrum(int size)
    {
        _upper = new(size, _lent);
        _lower = new(size, _lent);
    }

    public void Dispose() => _lent.Dispose();

    /// <summary>Multiplies by the <paramref name="count"/>-th power of the transform whose real part came from the upper law and whose imaginary part came from the lower one.</summary>
    public void Times(double[] re, double[] im, int n, long count, double error)
    {
        var threshold = Math.Exp(LogNegligible / count);
        for (var k = 0; k <= n / 2; k++)
        {
            var mirror = k == 0 ? 0 : n - k;
            _upper.Apply(k, (re[k] + re[mirror]) / 2, (im[k] - im[mirror]) / 2, count, error, threshold);
            _lower.Apply(k, (im[k] + im[mirror]) / 2, (re[mirror] - re[k]) / 2, count, error, threshold);
        }
    }

    /// <summary>Writes the whole circle of upper + i·lower and gives Euclidean bounds on the error of each law after the inverse transform.</summary>
    public (double Upper, double Lower) Into(double[] re, double[] im, int n, double phi)
    {
        double errorUpper = 0;
        double errorLower = 0;
        double squares = 0;
        for (var k = 0; k <= n / 2; k++)
        {
            var mirror = k == 0 ? 0 : n - k;
            var weight = mirror == k ? 1 : 2;
            var (u, v) = _upper[k];
            var (x, y) = _lower[k];
            if (mirror == k)
            {
                (re[k], im[k]) = (u, x);
            }
            else
            {
                (re[k], im[k]) = (u - y, v + x);
                (re[mirror], im[mirror]) = (u + y, x - v);
            }

            squares += weight * ((u * u) + (v * v) + (x * x) + (y * y));
            var (b, c) = (_upper.Error(k), _lower.Error(k));
            errorUpper += weight * b * b;
            errorLower += weight * c * c;
        }

        var inverse = phi * Math.Sqrt(squares);
        var root = Math.Sqrt(n);
        return ((Math.Sqrt(errorUpper) + inverse) / root * (1 + 1e-9), (Math.Sqrt(errorLower) + inverse) / root * (1 + 1e-9));
    }

    private sealed class Half
    {
        private readonly double[] _re;
        private readonly double[] _im;

        // ln of Π(|ẑ|+a)^T/|ẑ|^T with rounding, while the product is kept; ln of Π(|ẑ|+a)^T once it is left out.
        private readonly double[] _log;

        public Half(int size, Lent lent)
        {
            (_re, _im, _log) = (lent.Array(size), lent.Zeros(size), lent.Zeros(size));
            _re.AsSpan(0, size).Fill(1);
        }

        public (double Re, double Im) this[int k] => (_re[k], _im[k]);

        public double Error(int k) => _re[k] == 0 && _im[k] == 0
            ? Math.Exp(_log[k])
            : Math.Sqrt((_re[k] * _re[k]) + (_im[k] * _im[k])) * Elementary.ExpM1(_log[k]);

        public void Apply(int k, double re, double im, long count, double error, double threshold)
        {
            var size = Math.Sqrt((re * re) + (im * im));
            if (_re[k] == 0 && _im[k] == 0)
            {
                _log[k] += Math.Max(LogNegligible, count * Math.Log(size + error));
                return;
            }

            if (size + error < threshold || size == 0)
            {
                // What was kept so far is at most about one.
                var before = Math.Sqrt((_re[k] * _re[k]) + (_im[k] * _im[k]));
                _log[k] += Math.Log(before) + Math.Max(LogNegligible, count * Math.Log(size + error));
                (_re[k], _im[k]) = (0, 0);
                return;
            }

            var (powerRe, powerIm) = Power(re, im, count);
            (_re[k], _im[k]) = Product(_re[k], _im[k], powerRe, powerIm);
            _log[k] += (count * Elementary.LogP1(error / size)) + (5.0 * (count + 1) * Unit);
            if (_re[k] == 0 && _im[k] == 0)
            {
                _log[k] = LogNegligible;
            }
        }

        private static (double Re, double Im) Power(double re, double im, long count)
        {
            var (x, y) = (1.0, 0.0);
            for (var e = count; e > 0; e >>= 1)
            {
                if ((e & 1) == 1)
                {
                    (x, y) = Product(x, y, re, im);
                }

                (re, im) = Product(re, im, re, im);
            }

            return (x, y);
        }

        private static (double Re, double Im) Product(double a, double b, double c, double d) => ((a * c) - (b * d), (a * d) + (b * c));
    }
}
