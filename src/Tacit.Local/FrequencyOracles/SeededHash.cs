using System.Runtime.CompilerServices;

namespace Tacit.Local;

/// <summary>The hash functions of local hashing: affine maps whose two coefficients a client draws before it looks at its value.</summary>
/// <remarks>
/// Privacy never depends on them: it holds for every fixed seed. The estimate is unbiased because two different values meet with probability 1/g,
/// up to g/2^32 of it. <c>affine16</c> takes the top 16 bits of a·μ(v) + b mod 2^32, where μ is a fixed bijection of 16-bit integers
/// that breaks up neighbouring values; <c>affine32</c> takes the top 32 bits of a·v + b mod 2^64. Both are then scaled to 0 … g − 1.
/// Source: Dietzfelbinger (1996), multiply-shift with 16 (32) bits kept, strongly 2-universal.
/// </remarks>
public static class SeededHash
{
    /// <summary>Values that <c>affine16</c> hashes at most; larger domains take <c>affine32</c>.</summary>
    public const int LargestDomain16 = 1 << 16;

    /// <summary>Hash values that <c>affine16</c> has at most.</summary>
    public const int LargestSize16 = 256;

    /// <summary>μ: a bijection of 0 … 65,535.</summary>
    public static int Mix(int value)
    {
        var x = (uint)value & 0xffff;
        x ^= x >> 8;
        x = (x * 0x88b5) & 0xffff;
        x ^= x >> 7;
        x = (x * 0xdb2d) & 0xffff;
        x ^= x >> 9;
        return (int)x;
    }

    /// <summary><c>affine16</c> of a value that <see cref="Mix"/> has mixed: 0 … <paramref name="size"/> − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Affine16(uint a, uint b, int mixed, int size) => (int)(((((a * (uint)mixed) + b) >> 16) * (uint)size) >> 16);

    /// <summary><c>affine32</c>: 0 … <paramref name="size"/> − 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Affine32(ulong a, ulong b, int value, int size) => (int)(((((a * (ulong)value) + b) >> 32) * (ulong)size) >> 32);

    internal static bool IsWide(FrequencyParameters p) => IsWide(p.Domain, p.Size);

    internal static bool IsWide(int domain, int size) => domain > LargestDomain16 || size > LargestSize16;

    internal static string? NameFor(FrequencyParameters p) => p.Kind is not (OracleKind.Blh or OracleKind.Olh) ? null : IsWide(p) ? "affine32" : "affine16";
}
