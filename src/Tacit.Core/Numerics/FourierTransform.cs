using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tacit.Numerics;

/// <summary>The discrete Fourier transform of one length: Stockham's self-sorting passes of radix 4, 3 and 2 over split real and imaginary parts.</summary>
/// <remarks>
/// Source: Van Loan (1992), section 1.7. Lengths are multiples of 16, so that the first pass of radix 4 fills whole vectors. The normwise error is at most <see cref="RelativeError"/>·‖x‖ per transform
/// (Higham 2002, Theorem 24.2, with twiddles correct to the last place or two).
/// </remarks>
public sealed class FourierTransform
{
    private const double HalfRootThree = 0.86602540378443864676;
    private static readonly ConcurrentDictionary<int, FourierTransform> Plans = new();

    private readonly Pass[] _passes;

    private FourierTransform(int length)
    {
        Length = length;
        RelativeError = 8 * Math.ScaleB(1, -53) * Math.Log2(length);
        var (cos, sin) = Circle(length);
        var passes = new List<Pass>();
        for (var (n, stride) = (length, 1); n > 1;)
        {
            var radix = n % 4 == 0 ? 4 : n % 3 == 0 ? 3 : 2;
            passes.Add(Pass.Create(radix, n, stride, length, cos, sin));
            n /= radix;
            stride *= radix;
        }

        _passes = [.. passes];
    }

    /// <summary>N.</summary>
    public int Length { get; }

    /// <summary>φ: the computed transform differs from the exact one by at most φ·√N·‖x‖₂ in the Euclidean norm.</summary>
    public double RelativeError { get; }

    /// <summary>The transform of a length that <see cref="LengthFor"/> gave. Tables are kept: there are few such lengths.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is not one that <see cref="LengthFor"/> gives.</exception>
    public static FourierTransform For(int length) => length < 256 || LengthFor(length) != length
        ? throw new ArgumentOutOfRangeException(nameof(length), length, "Take a length from LengthFor.")
        : Plans.GetOrAdd(length, static n => new FourierTransform(n));

    /// <summary>The smallest length 2^k·{16, 18, 24, 27} of at least <paramref name="size"/>.</summary>
    public static int LengthFor(long size)
    {
        for (long scale = 16; ; scale *= 2)
        {
            foreach (var factor in (ReadOnlySpan<int>)[16, 18, 24, 27])
            {
                if (scale * factor >= size)
                {
                    return checked((int)(scale * factor));
                }
            }
        }
    }

    /// <summary>X_k = Σ x_j e^{−2πijk/N}, in place.</summary>
    /// <param name="re">Real parts, N values.</param>
    /// <param name="im">Imaginary parts, N values.</param>
    /// <param name="workRe">Scratch, N values.</param>
    /// <param name="workIm">Scratch, N values.</param>
    /// <exception cref="ArgumentException">An array is shorter than N.</exception>
    public void Forward(double[] re, double[] im, double[] workRe, double[] workIm)
    {
        ArgumentNullException.ThrowIfNull(re);
        ArgumentNullException.ThrowIfNull(im);
        ArgumentNullException.ThrowIfNull(workRe);
        ArgumentNullException.ThrowIfNull(workIm);
        if (Math.Min(Math.Min(re.Length, im.Length), Math.Min(workRe.Length, workIm.Length)) < Length)
        {
            throw new ArgumentException($"The transform has length {Length}; every array must hold as many values.", nameof(re));
        }

        var (fromRe, fromIm, toRe, toIm) = (re, im, workRe, workIm);
        foreach (var pass in _passes)
        {
            pass.Run(fromRe, fromIm, toRe, toIm);
            (fromRe, fromIm, toRe, toIm) = (toRe, toIm, fromRe, fromIm);
        }

        if (!ReferenceEquals(fromRe, re))
        {
            fromRe.AsSpan(0, Length).CopyTo(re);
            fromIm.AsSpan(0, Length).CopyTo(im);
        }
    }

    /// <summary>N times the inverse transform, in place: the forward one with the parts exchanged.</summary>
    /// <param name="re">Real parts, N values.</param>
    /// <param name="im">Imaginary parts, N values.</param>
    /// <param name="workRe">Scratch, N values.</param>
    /// <param name="workIm">Scratch, N values.</param>
    /// <exception cref="ArgumentException">An array is shorter than N.</exception>
    public void InverseTimesLength(double[] re, double[] im, double[] workRe, double[] workIm) => Forward(im, re, workIm, workRe);

    // e^{−2πik/N} from an eighth of the circle, so that no angle is above π/4 and none is rounded twice.
    private static (double[] Cos, double[] Sin) Circle(int n)
    {
        var (cos, sin) = (new double[n], new double[n]);
        for (var k = 0; k < n; k++)
        {
            var eighth = 8L * k / n;
            var (c, s) = eighth switch
            {
                0 => Angle(k, n),
                1 or 2 => Turn(Angle((4L * k) - n, 4L * n)),
                3 or 4 => Half(Angle((2L * k) - n, 2L * n)),
                5 or 6 => Back(Angle((4L * k) - (3L * n), 4L * n)),
                _ => Angle(k - n, n),
            };
            (cos[k], sin[k]) = (c, -s);
        }

        return (cos, sin);

        static (double Cos, double Sin) Angle(long k, long n)
        {
            var (s, c) = Math.SinCos(2 * Math.PI * k / n);
            return (c, s);
        }

        static (double Cos, double Sin) Turn((double Cos, double Sin) a) => (-a.Sin, a.Cos);
        static (double Cos, double Sin) Half((double Cos, double Sin) a) => (-a.Cos, -a.Sin);
        static (double Cos, double Sin) Back((double Cos, double Sin) a) => (a.Sin, -a.Cos);
    }

    private sealed class Pass
    {
        private int _radix;
        private int _stride;
        private int _parts;
        private double[][] _cos = [];
        private double[][] _sin = [];

        public static Pass Create(int radix, int n, int stride, int length, double[] cos, double[] sin)
        {
            var parts = n / radix;
            double[][] Table(double[] circle) => [.. Enumerable.Range(1, radix - 1).Select(j =>
            {
                var table = new double[parts];
                for (var p = 0; p < parts; p++)
                {
                    table[p] = circle[(int)((long)p * j * (length / n) % length)];
                }

                return table;
            })];
            return new() { _radix = radix, _stride = stride, _parts = parts, _cos = Table(cos), _sin = Table(sin) };
        }

        public void Run(double[] xRe, double[] xIm, double[] yRe, double[] yIm)
        {
            ref var ar = ref MemoryMarshal.GetArrayDataReference(xRe);
            ref var ai = ref MemoryMarshal.GetArrayDataReference(xIm);
            ref var br = ref MemoryMarshal.GetArrayDataReference(yRe);
            ref var bi = ref MemoryMarshal.GetArrayDataReference(yIm);
            if (_stride == 1)
            {
                First(ref ar, ref ai, yRe, yIm);
            }
            else if (_radix == 4)
            {
                Four(ref ar, ref ai, ref br, ref bi);
            }
            else if (_radix == 3)
            {
                Three(ref ar, ref ai, ref br, ref bi);
            }
            else
            {
                Two(ref ar, ref ai, ref br, ref bi);
            }
        }

        // The first pass has stride 1: four butterflies side by side, their results interleaved.
        private void First(ref double xr, ref double xi, double[] yRe, double[] yIm)
        {
            var m = (nuint)_parts;
            for (nuint p = 0; p < m; p += 4)
            {
                var b = Butterfly4(ref xr, ref xi, p, m);
                for (var lane = 0; lane < 4; lane++)
                {
                    var at = (int)p + lane;
                    var to = 4 * at;
                    yRe[to] = b.R0[lane];
                    yIm[to] = b.I0[lane];
                    (yRe[to + 1], yIm[to + 1]) = Times(b.R1[lane], b.I1[lane], _cos[0][at], _sin[0][at]);
                    (yRe[to + 2], yIm[to + 2]) = Times(b.R2[lane], b.I2[lane], _cos[1][at], _sin[1][at]);
                    (yRe[to + 3], yIm[to + 3]) = Times(b.R3[lane], b.I3[lane], _cos[2][at], _sin[2][at]);
                }
            }
        }

        private void Four(ref double xr, ref double xi, ref double yr, ref double yi)
        {
            var s = (nuint)_stride;
            var step = s * (nuint)_parts;
            for (var p = 0; p < _parts; p++)
            {
                var from = s * (nuint)p;
                var to = 4 * from;
                var (c1, s1) = (Vector256.Create(_cos[0][p]), Vector256.Create(_sin[0][p]));
                var (c2, s2) = (Vector256.Create(_cos[1][p]), Vector256.Create(_sin[1][p]));
                var (c3, s3) = (Vector256.Create(_cos[2][p]), Vector256.Create(_sin[2][p]));
                for (nuint q = 0; q < s; q += 4)
                {
                    var b = Butterfly4(ref xr, ref xi, from + q, step);
                    b.R0.StoreUnsafe(ref yr, to + q);
                    b.I0.StoreUnsafe(ref yi, to + q);
                    Store(b.R1, b.I1, c1, s1, ref yr, ref yi, to + s + q);
                    Store(b.R2, b.I2, c2, s2, ref yr, ref yi, to + (2 * s) + q);
                    Store(b.R3, b.I3, c3, s3, ref yr, ref yi, to + (3 * s) + q);
                }
            }
        }

        private void Three(ref double xr, ref double xi, ref double yr, ref double yi)
        {
            var s = (nuint)_stride;
            var step = s * (nuint)_parts;
            var half = Vector256.Create(0.5);
            var root = Vector256.Create(HalfRootThree);
            for (var p = 0; p < _parts; p++)
            {
                var from = s * (nuint)p;
                var to = 3 * from;
                var (c1, s1) = (Vector256.Create(_cos[0][p]), Vector256.Create(_sin[0][p]));
                var (c2, s2) = (Vector256.Create(_cos[1][p]), Vector256.Create(_sin[1][p]));
                for (nuint q = 0; q < s; q += 4)
                {
                    var (ar, ai) = Load(ref xr, ref xi, from + q);
                    var (br, bi) = Load(ref xr, ref xi, from + step + q);
                    var (cr, ci) = Load(ref xr, ref xi, from + (2 * step) + q);
                    var (sumR, sumI) = (br + cr, bi + ci);
                    var (midR, midI) = (ar - (half * sumR), ai - (half * sumI));
                    var (difR, difI) = (root * (br - cr), root * (bi - ci));
                    (ar + sumR).StoreUnsafe(ref yr, to + q);
                    (ai + sumI).StoreUnsafe(ref yi, to + q);
                    Store(midR + difI, midI - difR, c1, s1, ref yr, ref yi, to + s + q);
                    Store(midR - difI, midI + difR, c2, s2, ref yr, ref yi, to + (2 * s) + q);
                }
            }
        }

        private void Two(ref double xr, ref double xi, ref double yr, ref double yi)
        {
            var s = (nuint)_stride;
            var step = s * (nuint)_parts;
            for (var p = 0; p < _parts; p++)
            {
                var from = s * (nuint)p;
                var to = 2 * from;
                var (c1, s1) = (Vector256.Create(_cos[0][p]), Vector256.Create(_sin[0][p]));
                for (nuint q = 0; q < s; q += 4)
                {
                    var (ar, ai) = Load(ref xr, ref xi, from + q);
                    var (br, bi) = Load(ref xr, ref xi, from + step + q);
                    (ar + br).StoreUnsafe(ref yr, to + q);
                    (ai + bi).StoreUnsafe(ref yi, to + q);
                    Store(ar - br, ai - bi, c1, s1, ref yr, ref yi, to + s + q);
                }
            }
        }

        private static Quad Butterfly4(ref double xr, ref double xi, nuint at, nuint step)
        {
            var (ar, ai) = Load(ref xr, ref xi, at);
            var (br, bi) = Load(ref xr, ref xi, at + step);
            var (cr, ci) = Load(ref xr, ref xi, at + (2 * step));
            var (dr, di) = Load(ref xr, ref xi, at + (3 * step));
            var (sumAcR, sumAcI, difAcR, difAcI) = (ar + cr, ai + ci, ar - cr, ai - ci);
            var (sumBdR, sumBdI, difBdR, difBdI) = (br + dr, bi + di, br - dr, bi - di);
            return new(
                sumAcR + sumBdR, sumAcI + sumBdI,
                difAcR + difBdI, difAcI - difBdR,
                sumAcR - sumBdR, sumAcI - sumBdI,
                difAcR - difBdI, difAcI + difBdR);
        }

        private static (Vector256<double> Re, Vector256<double> Im) Load(ref double re, ref double im, nuint at) =>
            (Vector256.LoadUnsafe(ref re, at), Vector256.LoadUnsafe(ref im, at));

        private static (double Re, double Im) Times(double re, double im, double c, double s) => ((re * c) - (im * s), (re * s) + (im * c));

        private static void Store(
            Vector256<double> re, Vector256<double> im, Vector256<double> c, Vector256<double> s, ref double yr, ref double yi, nuint at)
        {
            ((re * c) - (im * s)).StoreUnsafe(ref yr, at);
            ((re * s) + (im * c)).StoreUnsafe(ref yi, at);
        }

        [StructLayout(LayoutKind.Auto)]
        private readonly record struct Quad(
            Vector256<double> R0, Vector256<double> I0, Vector256<double> R1, Vector256<double> I1,
            Vector256<double> R2, Vector256<double> I2, Vector256<double> R3, Vector256<double> I3);
    }
}
