using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tacit.Bench;

/// <summary>What others do: kept here, where nothing private is made, to compare with.</summary>
internal static class Baselines
{
    private const double R = 3.442619855899;
    private static readonly (uint[] Limit, float[] Width, float[] Height) Levels = MakeLevels();

#pragma warning disable RS0030 // The baseline is the predictable generator (xoshiro256**) that the library does not use.
    private static readonly Random Predictable = new();

    /// <summary>Marsaglia and Tsang (2000): 128 levels, over a predictable generator. Not secure.</summary>
    public static void Ziggurat(Span<float> values)
    {
        var (limit, width, height) = Levels;
        for (var i = 0; i < values.Length; i++)
        {
            while (true)
            {
                var word = (int)Predictable.NextInt64();
                var level = word & 127;
                if ((uint)Math.Abs((long)word) < limit[level])
                {
                    values[i] += word * width[level];
                    break;
                }

                var x = word * width[level];
                if (level == 0)
                {
                    double tail, y;
                    do
                    {
                        tail = -Math.Log(1 - Predictable.NextDouble()) / R;
                        y = -Math.Log(1 - Predictable.NextDouble());
                    }
                    while (y + y < tail * tail);
                    values[i] += (float)(word > 0 ? R + tail : -R - tail);
                    break;
                }

                if (height[level] + (Predictable.NextDouble() * (height[level - 1] - height[level])) < Math.Exp(-0.5 * x * x))
                {
                    values[i] += x;
                    break;
                }
            }
        }
    }

#pragma warning restore RS0030

    /// <summary>Box and Muller (1958) in single precision, two floats from two words of the keystream.</summary>
    public static void BoxMuller(Span<float> values, ReadOnlySpan<uint> words)
    {
        for (var i = 0; i + 1 < values.Length; i += 2)
        {
            var radius = MathF.Sqrt(-2 * MathF.Log((words[i] + 1f) * (1f / 4294967296f)));
            var (sine, cosine) = MathF.SinCos(words[i + 1] * (2 * MathF.PI / 4294967296f));
            values[i] += radius * cosine;
            values[i + 1] += radius * sine;
        }
    }

    /// <summary>±b·ln(U) in single precision from one word of the keystream.</summary>
    public static void NaiveLaplace(Span<float> values, ReadOnlySpan<uint> words)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var size = MathF.Log(((words[i] >> 1) + 1f) * (1f / 2147483648f));
            values[i] += (words[i] & 1) == 0 ? size : -size;
        }
    }

    /// <summary>The keystream of AES-256 in counter mode by the operating system's cipher.</summary>
    public static void Keystream(Aes aes, Span<uint> words)
    {
        var bytes = MemoryMarshal.AsBytes(words);
        for (var i = 0; i < bytes.Length; i += 16)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes[i..], (UInt128)i);
        }

        aes.EncryptEcb(bytes, bytes, PaddingMode.None);
    }

    private static (uint[] Limit, float[] Width, float[] Height) MakeLevels()
    {
        const double Scale = 2147483648.0, Area = 9.91256303526217e-3;
        var (limit, width, height) = (new uint[128], new float[128], new float[128]);
        double d = R, t = R, q = Area / Math.Exp(-0.5 * R * R);
        limit[0] = (uint)(R / q * Scale);
        limit[1] = 0;
        (width[0], width[127]) = ((float)(q / Scale), (float)(R / Scale));
        (height[0], height[127]) = (1, (float)Math.Exp(-0.5 * R * R));
        for (var i = 126; i >= 1; i--)
        {
            d = Math.Sqrt(-2 * Math.Log((Area / d) + Math.Exp(-0.5 * d * d)));
            limit[i + 1] = (uint)(d / t * Scale);
            t = d;
            (height[i], width[i]) = ((float)Math.Exp(-0.5 * d * d), (float)(d / Scale));
        }

        return (limit, width, height);
    }
}
