using System.Runtime.Intrinsics;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;

namespace Tacit.Bench.Checks;

/// <summary>
/// The error of the float path against the exact inverse, over everything that it can be given: all 2^31 values of U (the sign is a bit of its own, so these
/// are all 2^32 words), and every float that the complement of a tail can be. And that sixteen lanes give the bits of one.
/// </summary>
internal static class FloatInverseSweep
{
    private const double Allowed = 5e-7;
    private const int Chunk = 1 << 20;
    private const int Tail = 1 << 23;
    private const int Top = int.MaxValue;
    private const double Unit = 1.0 / (1L << 31);

    public static bool Run()
    {
        var passed = Report("Gaussian, |U| below 1 − 2^−8", Sweep(0, (1L << 31) - Tail, (u, sizes) => Near(true, u, sizes), (u, z) => GaussianError(z, (Top - u + 0.5) * Unit, (u + 0.5) * Unit)));
        passed &= Report("Laplace, |U| below 1 − 2^−8", Sweep(0, (1L << 31) - Tail, (u, sizes) => Near(false, u, sizes), (u, z) => LaplaceError(z, (Top - u + 0.5) * Unit, (u + 0.5) * Unit)));

        // Floats from 2^−64 to 2^−8, by their bits. Rounding the complement to one of them moves z by less than 2^−24/8 of itself.
        long from = BitConverter.SingleToInt32Bits(MathF.ScaleB(1, -64)), to = BitConverter.SingleToInt32Bits(MathF.ScaleB(1, -8)) + 1L;
        passed &= Report("Gaussian, tail", Sweep(from, to, (bits, sizes) => Far(true, bits, sizes), (bits, z) => GaussianError(z, Float(bits), 1)));
        passed &= Report("Laplace, tail", Sweep(from, to, (bits, sizes) => Far(false, bits, sizes), (bits, z) => LaplaceError(z, Float(bits), 1)));
        return passed;
    }

    private static bool Report(string name, (long Count, double Error, long At, long Different) worst)
    {
        var passed = worst.Error <= Allowed && worst.Different == 0;
        Console.WriteLine(FormattableString.Invariant(
            $"{name}: {worst.Count} arguments, largest relative error {worst.Error:0.000e0} at {worst.At}, {worst.Different} differ between one lane and sixteen: {(passed ? "passed" : "FAILED")}"));
        return passed;
    }

    private static (long Count, double Error, long At, long Different) Sweep(long from, long to, Func<long, float[], int> sizes, Func<long, float, double> error)
    {
        var gate = new Lock();
        (long Count, double Error, long At, long Different) worst = (to - from, 0, 0, 0);
        Parallel.For(0, (to - from + Chunk - 1) / Chunk, chunk =>
        {
            var start = from + (chunk * Chunk);
            var end = Math.Min(to, start + Chunk);
            var (largest, at, different) = (0.0, 0L, 0L);
            var buffer = new float[SixteenLanes.Count];
            for (var x = start; x < end; x += SixteenLanes.Count)
            {
                different += sizes(x, buffer);
                for (var lane = 0; lane < SixteenLanes.Count && x + lane < end; lane++)
                {
                    var e = Math.Abs(error(x + lane, buffer[lane]));
                    if (!(e <= largest))
                    {
                        (largest, at) = (e, x + lane);
                    }
                }
            }

            lock (gate)
            {
                worst = worst with { Different = worst.Different + different };
                worst = largest > worst.Error || double.IsNaN(largest) ? worst with { Error = largest, At = at } : worst;
            }
        });
        return worst;
    }

    // Sixteen arguments from u on; the number of lanes that differ from the path of one lane.
    private static int Near(bool gaussian, long u, float[] sizes)
    {
        var first = Vector256.Create((int)u) + Vector256.CreateSequence(0, 1);
        var second = first + Vector256.Create(8);
        var us = new SixteenLanes(Vector256.ConvertToSingle(first), Vector256.ConvertToSingle(second));
        var vs = new SixteenLanes(Vector256.ConvertToSingle(Vector256.Create(Top) - first), Vector256.ConvertToSingle(Vector256.Create(Top) - second));
        Store(gaussian ? FloatInverse.Gaussian(us, vs) : FloatInverse.Laplace(us, vs), sizes);
        var different = 0;
        for (var lane = 0; lane < sizes.Length; lane++)
        {
            var (one, complement) = (new OneLane((int)u + lane), new OneLane(Top - ((int)u + lane)));
            different += Same(sizes[lane], gaussian ? FloatInverse.Gaussian(one, complement) : FloatInverse.Laplace(one, complement)) ? 0 : 1;
        }

        return different;
    }

    private static int Far(bool gaussian, long bits, float[] sizes)
    {
        var first = Vector256.Create((int)bits) + Vector256.CreateSequence(0, 1);
        var t = new SixteenLanes(first.AsSingle(), (first + Vector256.Create(8)).AsSingle());
        Store(gaussian ? FloatInverse.FarGaussian(t) : FloatInverse.FarLaplace(t), sizes);
        var different = 0;
        for (var lane = 0; lane < sizes.Length; lane++)
        {
            var one = new OneLane(Float(bits + lane));
            different += Same(sizes[lane], gaussian ? FloatInverse.FarGaussian(one) : FloatInverse.FarLaplace(one)) ? 0 : 1;
        }

        return different;
    }

    private static void Store(SixteenLanes lanes, float[] sizes)
    {
        lanes.Low.CopyTo(sizes);
        lanes.High.CopyTo(sizes, 8);
    }

    private static bool Same(float x, OneLane y) => BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y.Value);

    private static float Float(long bits) => BitConverter.Int32BitsToSingle((int)bits);

    // To first order, which at errors of 1e-7 is right to 1e-13: (what is left beyond z − what should be) / (density · z), for |Z|.
    private static double GaussianError(float z, double complement, double u)
    {
        var density = 2 * Normal.Density(z) * z;
        return z < 0.5f ? (Within(z) - u) / density : (complement - (2 * Normal.UpperTail(z))) / density;
    }

    // P(|Z| < z) by its series.
    private static double Within(double z)
    {
        var (term, sum) = (z, z);
        for (var k = 1; term > 1e-18 * sum; k++)
        {
            term *= z * z / ((2 * k) + 1);
            sum += term;
        }

        return 2 * sum * Normal.Density(z);
    }

    private static double LaplaceError(float z, double complement, double u) => (z / (u < 0.25 ? NearZero(u) : -Math.Log(complement))) - 1;

    // −ln(1 − u) = 2·artanh(u/(2 − u)).
    private static double NearZero(double u)
    {
        var y = u / (2 - u);
        var (power, sum) = (y, y);
        for (var k = 3; power > 1e-18 * sum; k += 2)
        {
            power *= y * y;
            sum += power / k;
        }

        return 2 * sum;
    }
}
