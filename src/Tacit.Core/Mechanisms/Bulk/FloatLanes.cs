using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tacit.Mechanisms.Bulk;

/// <summary>One float or sixteen: what is written against this gives the same bits for both, because each operation rounds as IEEE 754 says.</summary>
internal interface ILanes<T>
    where T : struct, ILanes<T>
{
    static abstract T Of(float constant);

    static abstract T operator +(T x, T y);

    static abstract T operator -(T x, T y);

    static abstract T operator *(T x, T y);

    /// <summary>x·y + z, rounded once.</summary>
    static abstract T Fma(T x, T y, T z);

    static abstract T Sqrt(T x);

    /// <summary>x = 2^exponent · m with m from √½ to √2.</summary>
    static abstract T Split(T x, out T exponent);

    /// <summary><paramref name="then"/> where <paramref name="x"/> is zero, else <paramref name="otherwise"/>.</summary>
    static abstract T WhereZero(T x, T then, T otherwise);
}

/// <summary>The path without vectors.</summary>
internal readonly struct OneLane(float value) : ILanes<OneLane>
{
    internal const int RootHalf = 0x3F3504F3;
    internal const int Mantissa = 0x7FFFFF;

    public float Value { get; } = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane operator +(OneLane x, OneLane y) => new(x.Value + y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane operator -(OneLane x, OneLane y) => new(x.Value - y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane operator *(OneLane x, OneLane y) => new(x.Value * y.Value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Of(float constant) => new(constant);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Fma(OneLane x, OneLane y, OneLane z) => new(MathF.FusedMultiplyAdd(x.Value, y.Value, z.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Sqrt(OneLane x) => new(MathF.Sqrt(x.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane Split(OneLane x, out OneLane exponent)
    {
        var bits = BitConverter.SingleToInt32Bits(x.Value) - RootHalf;
        exponent = new(bits >> 23);
        return new(BitConverter.Int32BitsToSingle((bits & Mantissa) + RootHalf));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static OneLane WhereZero(OneLane x, OneLane then, OneLane otherwise) => x.Value == 0 ? then : otherwise;
}

/// <summary>Two vectors of 256 bits side by side: the operations of one fill the time in which those of the other wait for results.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct SixteenLanes : ILanes<SixteenLanes>
{
    public const int Count = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SixteenLanes(Vector256<float> low, Vector256<float> high) => (Low, High) = (low, high);

    public readonly Vector256<float> Low;

    public readonly Vector256<float> High;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes operator +(SixteenLanes x, SixteenLanes y) => new(x.Low + y.Low, x.High + y.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes operator -(SixteenLanes x, SixteenLanes y) => new(x.Low - y.Low, x.High - y.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes operator *(SixteenLanes x, SixteenLanes y) => new(x.Low * y.Low, x.High * y.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes Of(float constant)
    {
        var all = Vector256.Create(constant);
        return new(all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes Fma(SixteenLanes x, SixteenLanes y, SixteenLanes z) =>
        new(Vector256.FusedMultiplyAdd(x.Low, y.Low, z.Low), Vector256.FusedMultiplyAdd(x.High, y.High, z.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes Sqrt(SixteenLanes x) => new(Vector256.Sqrt(x.Low), Vector256.Sqrt(x.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes Split(SixteenLanes x, out SixteenLanes exponent)
    {
        var rootHalf = Vector256.Create(OneLane.RootHalf);
        var mantissa = Vector256.Create(OneLane.Mantissa);
        var (low, high) = (x.Low.AsInt32() - rootHalf, x.High.AsInt32() - rootHalf);
        exponent = new(Vector256.ConvertToSingle(low >> 23), Vector256.ConvertToSingle(high >> 23));
        return new(((low & mantissa) + rootHalf).AsSingle(), ((high & mantissa) + rootHalf).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SixteenLanes WhereZero(SixteenLanes x, SixteenLanes then, SixteenLanes otherwise) => new(
        Vector256.ConditionalSelect(Vector256.Equals(x.Low, Vector256<float>.Zero), then.Low, otherwise.Low),
        Vector256.ConditionalSelect(Vector256.Equals(x.High, Vector256<float>.Zero), then.High, otherwise.High));
}
