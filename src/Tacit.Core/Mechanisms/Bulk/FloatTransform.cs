using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tacit.Mechanisms.Bulk;

/// <summary>
/// Words of 32 bits to standard Gaussian or Laplace floats, added to an array: a sign and 31 bits of U, inverted. With vectors or without it is the same code
/// (<see cref="FloatInverse"/>), so the same bits. Where U is within 2^−8 of one, it gets 32 more bits; such values are gathered and inverted sixteen at a time.
/// </summary>
internal static class FloatTransform
{
    private const int Lanes = SixteenLanes.Count;
    private const int Top = int.MaxValue;
    private const int Tail = 1 << 23;
    private const float FarUnit = 1f / (1UL << 63);

    /// <summary>Adds <paramref name="scale"/> times a draw to each of <paramref name="values"/>, of the length of <paramref name="words"/>.</summary>
    public static void AddTo(Span<float> values, bool gaussian, float scale, BulkStream stream, int from, ReadOnlySpan<uint> words)
    {
        values = values[..words.Length];
        Span<int> tails = stackalloc int[2 * Lanes];
        var waiting = 0;
        var i = 0;
        if (!stream.Plain && Vector256.IsHardwareAccelerated)
        {
            ref var word = ref MemoryMarshal.GetReference(words);
            ref var value = ref MemoryMarshal.GetReference(values);
            for (; i + Lanes <= words.Length; i += Lanes)
            {
                var (low, high) = (Vector256.LoadUnsafe(ref word, (nuint)i), Vector256.LoadUnsafe(ref word, (nuint)i + 8));
                var (lowU, highU) = ((low >> 1).AsInt32(), (high >> 1).AsInt32());
                var (lowV, highV) = (Vector256.Create(Top) - lowU, Vector256.Create(Top) - highU);
                var u = new SixteenLanes(Vector256.ConvertToSingle(lowU), Vector256.ConvertToSingle(highU));
                var v = new SixteenLanes(Vector256.ConvertToSingle(lowV), Vector256.ConvertToSingle(highV));
                var size = gaussian ? FloatInverse.Gaussian(u, v) : FloatInverse.Laplace(u, v);
                var (lowNoise, highNoise) = (size.Low | (low << 31).AsSingle(), size.High | (high << 31).AsSingle());
                var (lowTail, highTail) = (Vector256.LessThan(lowV, Vector256.Create(Tail)), Vector256.LessThan(highV, Vector256.Create(Tail)));
                var far = lowTail.ExtractMostSignificantBits() | (highTail.ExtractMostSignificantBits() << 8);
                if (far != 0)
                {
                    (lowNoise, highNoise) = (Vector256.AndNot(lowNoise, lowTail.AsSingle()), Vector256.AndNot(highNoise, highTail.AsSingle()));
                    for (; far != 0; far &= far - 1)
                    {
                        tails[waiting++] = i + BitOperations.TrailingZeroCount(far);
                    }
                }

                (Vector256.LoadUnsafe(ref value, (nuint)i) + (lowNoise * scale)).StoreUnsafe(ref value, (nuint)i);
                (Vector256.LoadUnsafe(ref value, (nuint)i + 8) + (highNoise * scale)).StoreUnsafe(ref value, (nuint)i + 8);
                if (waiting >= Lanes)
                {
                    AddFar(values, gaussian, scale, stream, from, words, tails[..Lanes]);
                    tails[Lanes..].CopyTo(tails);
                    waiting -= Lanes;
                }
            }
        }

        for (; i < words.Length; i++)
        {
            var u = (int)(words[i] >> 1);
            var v = Top - u;
            if (v >= Tail)
            {
                var size = gaussian ? FloatInverse.Gaussian(new OneLane(u), new OneLane(v)).Value : FloatInverse.Laplace(new OneLane(u), new OneLane(v)).Value;
                values[i] += ((words[i] & 1) == 0 ? size : -size) * scale;
                continue;
            }

            tails[waiting++] = i;
            if (waiting == Lanes)
            {
                AddFar(values, gaussian, scale, stream, from, words, tails[..Lanes]);
                waiting = 0;
            }
        }

        AddFar(values, gaussian, scale, stream, from, words, tails[..waiting]);
    }

    // At most sixteen values whose 31 bits are not enough: 1 − U in units of 2^−63.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddFar(Span<float> values, bool gaussian, float scale, BulkStream stream, int from, ReadOnlySpan<uint> words, ReadOnlySpan<int> tails)
    {
        Span<ulong> more = stackalloc ulong[Lanes];
        Span<float> t = stackalloc float[Lanes];
        stream.More(from, tails, more[..tails.Length]);
        for (var k = 0; k < tails.Length; k++)
        {
            var complement = ((long)(Top - (int)(words[tails[k]] >> 1)) << 32) | (long)(more[k] >> 32);
            t[k] = (complement + 0.5f) * FarUnit;
        }

        if (!stream.Plain && Vector256.IsHardwareAccelerated)
        {
            var all = new SixteenLanes(Vector256.Create<float>(t), Vector256.Create<float>(t[8..]));
            var size = gaussian ? FloatInverse.FarGaussian(all) : FloatInverse.FarLaplace(all);
            size.Low.CopyTo(t);
            size.High.CopyTo(t[8..]);
        }
        else
        {
            for (var k = 0; k < tails.Length; k++)
            {
                t[k] = (gaussian ? FloatInverse.FarGaussian(new OneLane(t[k])) : FloatInverse.FarLaplace(new OneLane(t[k]))).Value;
            }
        }

        for (var k = 0; k < tails.Length; k++)
        {
            values[tails[k]] += ((words[tails[k]] & 1) == 0 ? t[k] : -t[k]) * scale;
        }
    }
}
