using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tacit.Local;

/// <summary>Words as Bloom bits, and the permanent noise of a secret: the published derivations, bit by bit.</summary>
internal static class RapporBloom
{
    /// <summary>Bits h bytes of MD5(BE32(cohort) ‖ word) modulo k. What they hash needs no secrecy: the noise protects, not the hash.</summary>
    public static uint Bits(uint cohort, ReadOnlySpan<byte> word, int bits, int hashes)
    {
        var message = new byte[4 + word.Length];
        BinaryPrimitives.WriteUInt32BigEndian(message, cohort);
        word.CopyTo(message.AsSpan(4));
#pragma warning disable CA5351 // Part of the published format; nothing rests on it.
        var digest = MD5.HashData(message);
#pragma warning restore CA5351
        var bloom = 0u;
        for (var i = 0; i < hashes; i++)
        {
            bloom |= 1u << (digest[i] % bits);
        }

        return bloom;
    }

    /// <summary>The permanent randomized response: byte i decides by its lowest bit what bit i becomes, and by the others, below F of 128, whether.</summary>
    public static uint Permanent(byte[] secret, RapporEncoding encoding, string encoder, uint bloom, int bits, int noise)
    {
        byte[] name = encoding == RapporEncoding.Cpp ? [1, .. Encoding.UTF8.GetBytes(encoder)] : [];
        var message = new byte[name.Length + 4];
        name.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(name.Length), bloom);
        var digest = HMACSHA256.HashData(secret, message);
        var (uniform, mask) = (0u, 0u);
        for (var i = 0; i < bits; i++)
        {
            uniform |= (uint)(digest[i] & 1) << i;
            mask |= (digest[i] >> 1 < noise ? 1u : 0u) << i;
        }

        return (bloom & ~mask) | (uniform & mask);
    }

    /// <summary>The instantaneous one: ones of the permanent bits take q-bits, zeros p-bits.</summary>
    public static uint Instantaneous(uint permanent, uint zeros, uint ones) => (zeros & ~permanent) | (ones & permanent);

    /// <summary>The cohort that follows from a secret, in a power of two of them.</summary>
    public static uint Cohort(byte[] secret, int cohorts) => BinaryPrimitives.ReadUInt32LittleEndian(HMACSHA256.HashData(secret, Array.Empty<byte>())) & (uint)(cohorts - 1);
}
