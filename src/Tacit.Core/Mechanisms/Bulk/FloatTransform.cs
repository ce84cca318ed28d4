using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tacit.Mechanisms.Bulk;

/// <summary>
/// Words of 32 bits to standard Gaussian or Laplace floats: a sign and 31 bits of U, inverted. With 256-bit vectors or without: the same operations in
/// the same order, so the same bits. Where U is within 2^−8 of one, it gets 32 more bits and is inverted in doubles.
/// </summary>
/// <remarks>
/// Sources: Giles (2010), the central branch of his single-precision erfinv; Wichura (1988), AS 241, for the tail; the logarithm is that of Cephes
/// (Moshier 1989).
/// </remarks>
internal static class FloatTransform
{
    private const int Top = int.MaxValue;
    private const int Tail = 1 << 23;
    private const float Unit = 1f / (1u << 31);
    private const float RootTwo = 1.41421356f;
    private const int RootHalf = 0x3F3504F3;
    /// <summary>Fills <paramref name="noise"/>, of the length of <paramref name="words"/>.</summary>
    public static void Draw(bool gaussian, BulkStream stream, int from, ReadOnlySpan<uint> words, Span<float> noise)
    {
        var i = 0;
        if (!stream.Plain && Vector256.IsHardwareAccelerated)
        {
            for (; i + 8 <= words.Length; i += 8)
            {
                var word = Vector256.Create(words[i..]);
                var u = (word >> 1).AsInt32();
                var v = Vector256.Create(Top) - u;
                var size = gaussian ? Gaussian(u, v) : Laplace(u, v);
                (size | (word << 31).AsSingle()).CopyTo(noise[i..]);
                if (Vector256.LessThanAny(v, Vector256.Create(Tail)))
                {
                    for (var lane = 0; lane < 8; lane++)
                    {
                        if (v[lane] < Tail)
                        {
                            noise[i + lane] = Far(gaussian, stream, from + i + lane, words[i + lane]);
                        }
                    }
                }
            }
        }

        for (; i < words.Length; i++)
        {
            var u = (int)(words[i] >> 1);
            var v = Top - u;
            if (v < Tail)
            {
                noise[i] = Far(gaussian, stream, from + i, words[i]);
                continue;
            }

            var size = gaussian ? Gaussian(u, v) : Laplace(u, v);
            noise[i] = (words[i] & 1) == 0 ? size : -size;
        }
    }

    /// <summary>Φ⁻¹(1 − p) for p below 0.075 (AS 241): a rational function in √(−ln p).</summary>
    public static double UpperQuantile(double p)
    {
        var r = Math.Sqrt(-Math.Log(p));
        return r <= 5
            ? Horner(
                r - 1.6,
                [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734],
                [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940, 2.05319162663775882187, 1])
            : Horner(
                r - 5,
                [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720],
                [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1]);
    }

    private static double Horner(double x, ReadOnlySpan<double> top, ReadOnlySpan<double> bottom)
    {
        var (numerator, denominator) = (0.0, 0.0);
        for (var i = 0; i < top.Length; i++)
        {
            numerator = (numerator * x) + top[i];
            denominator = (denominator * x) + bottom[i];
        }

        return numerator / denominator;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Far(bool gaussian, BulkStream stream, int index, uint word)
    {
        var complement = ((ulong)(Top - (int)(word >> 1)) << 32) | (stream.More(index, 0) >> 32);
        var t = (complement + 0.5) / (1UL << 63);
        var size = (float)(gaussian ? UpperQuantile(t / 2) : -Math.Log(t));
        return (word & 1) == 0 ? size : -size;
    }

    // x = U, t = 1 − U; |z| = √2·erfinv(x), a polynomial in −ln(t(2 − t)).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Gaussian(int u, int v)
    {
        var x = (u + 0.5f) * Unit;
        var t = (v + 0.5f) * Unit;
        var y = t * (2 - t);
        return Erfinv(-Log(y, y - 1) - 2.5f) * (x * RootTwo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gaussian(Vector256<int> u, Vector256<int> v)
    {
        var x = (Vector256.ConvertToSingle(u) + Vector256.Create(0.5f)) * Unit;
        var t = (Vector256.ConvertToSingle(v) + Vector256.Create(0.5f)) * Unit;
        var y = t * (Vector256.Create(2f) - t);
        return Erfinv(-Log(y, y - Vector256<float>.One) - Vector256.Create(2.5f)) * (x * RootTwo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Laplace(int u, int v) => -Log((v + 0.5f) * Unit, -((u + 0.5f) * Unit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Laplace(Vector256<int> u, Vector256<int> v) =>
        -Log((Vector256.ConvertToSingle(v) + Vector256.Create(0.5f)) * Unit, -((Vector256.ConvertToSingle(u) + Vector256.Create(0.5f)) * Unit));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Erfinv(float w) => Polynomial(
        w, 1.50140941f, 0.246640727f, -0.00417768164f, -0.00125372503f, 0.00021858087f, -4.39150654e-06f, -3.5233877e-06f, 3.43273939e-07f, 2.81022636e-08f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Erfinv(Vector256<float> w) => Polynomial(
        w, 1.50140941f, 0.246640727f, -0.00417768164f, -0.00125372503f, 0.00021858087f, -4.39150654e-06f, -3.5233877e-06f, 3.43273939e-07f, 2.81022636e-08f);

    // ln y for y in (0, 1]; less is y − 1, more exactly than it can be had from y.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Log(float y, float less)
    {
        var bits = BitConverter.SingleToInt32Bits(y) - RootHalf;
        var exponent = bits >> 23;
        var f = exponent == 0 ? less : BitConverter.Int32BitsToSingle((bits & 0x7FFFFF) + RootHalf) - 1;
        var p = Polynomial(
            f, 3.3333331174E-1f, -2.4999993993E-1f, 2.0000714765E-1f, -1.6668057665E-1f, 1.4249322787E-1f, -1.2420140846E-1f, 1.1676998740E-1f, -1.1514610310E-1f, 7.0376836292E-2f);
        return MathF.FusedMultiplyAdd(exponent, 0.69314718f, MathF.FusedMultiplyAdd(f * f, MathF.FusedMultiplyAdd(p, f, -0.5f), f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Log(Vector256<float> y, Vector256<float> less)
    {
        var bits = y.AsInt32() - Vector256.Create(RootHalf);
        var exponent = bits >> 23;
        var f = ((bits & Vector256.Create(0x7FFFFF)) + Vector256.Create(RootHalf)).AsSingle() - Vector256<float>.One;
        f = Vector256.ConditionalSelect(Vector256.Equals(exponent, Vector256<int>.Zero).AsSingle(), less, f);
        var p = Polynomial(
            f, 3.3333331174E-1f, -2.4999993993E-1f, 2.0000714765E-1f, -1.6668057665E-1f, 1.4249322787E-1f, -1.2420140846E-1f, 1.1676998740E-1f, -1.1514610310E-1f, 7.0376836292E-2f);
        return Vector256.FusedMultiplyAdd(
            Vector256.ConvertToSingle(exponent), Vector256.Create(0.69314718f),
            Vector256.FusedMultiplyAdd(f * f, Vector256.FusedMultiplyAdd(p, f, Vector256.Create(-0.5f)), f));
    }

    // Estrin's order: a tree instead of a chain, the same one with vectors and without.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Polynomial(float x, float a, float b, float c, float d, float e, float f, float g, float h, float i)
    {
        var square = x * x;
        var fourth = square * square;
        var low = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(d, x, c), square, MathF.FusedMultiplyAdd(b, x, a));
        var high = MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(h, x, g), square, MathF.FusedMultiplyAdd(f, x, e));
        return MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(i, fourth, high), fourth, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Polynomial(Vector256<float> x, float a, float b, float c, float d, float e, float f, float g, float h, float i)
    {
        var square = x * x;
        var fourth = square * square;
        var low = Vector256.FusedMultiplyAdd(
            Vector256.FusedMultiplyAdd(Vector256.Create(d), x, Vector256.Create(c)), square, Vector256.FusedMultiplyAdd(Vector256.Create(b), x, Vector256.Create(a)));
        var high = Vector256.FusedMultiplyAdd(
            Vector256.FusedMultiplyAdd(Vector256.Create(h), x, Vector256.Create(g)), square, Vector256.FusedMultiplyAdd(Vector256.Create(f), x, Vector256.Create(e)));
        return Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(Vector256.Create(i), fourth, high), fourth, low);
    }
}
