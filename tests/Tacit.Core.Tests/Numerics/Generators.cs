using System.Numerics;
using CsCheck;

namespace Tacit.Core.Tests.Numerics;

internal static class Generators
{
    private static readonly double[] Edges =
        [0, 1, -1, 0.1, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 2.2250738585072014e-308, 1e-6, 1e22, 1e23];

    /// <summary>Integers of both signs from one digit to about 200 bits.</summary>
    public static Gen<BigInteger> Big { get; } =
        Gen.Select(Gen.Byte.Array[1, 25], Gen.Bool).Select((bytes, negative) => negative ? -new BigInteger(bytes, isUnsigned: true) : new BigInteger(bytes, isUnsigned: true));

    public static Gen<BigInteger> Positive { get; } = Big.Select(b => BigInteger.Abs(b) + 1);

    public static Gen<Tacit.Numerics.Rational> Rational { get; } = Gen.Frequency(
        (2, Gen.Select(Big, Positive).Select((n, d) => new Tacit.Numerics.Rational(n, d))),
        (2, Gen.Select(Gen.Int[-1000, 1000], Gen.Int[1, 60]).Select((n, d) => new Tacit.Numerics.Rational(n, d))),
        (1, FiniteDouble.Select(Tacit.Numerics.Rational.FromDoubleExact)),
        (1, FiniteDouble.Select(Tacit.Numerics.Rational.FromDouble)));

    /// <summary>Every bit pattern of a finite double, subnormal numbers and zeros with it.</summary>
    public static Gen<double> FiniteDouble => Gen.Frequency(
        (3, Gen.Double),
        (3, Gen.ULong.Select(BitConverter.UInt64BitsToDouble).Where(double.IsFinite)),
        (1, Gen.Int[0, Edges.Length - 1].Select(i => Edges[i])));
}
