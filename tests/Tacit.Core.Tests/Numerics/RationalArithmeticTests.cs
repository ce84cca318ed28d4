using System.Numerics;
using CsCheck;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Numerics;

/// <summary>Properties against cross-multiplied integers: nothing of <see cref="Rational"/> is used to judge it.</summary>
public sealed class RationalArithmeticTests
{
    private static readonly Gen<(Rational A, Rational B)> Pair = Gen.Select(Generators.Rational, Generators.Rational);

    [Fact]
    public void Ten_tenths_are_one_and_eleven_are_not()
    {
        Rational sum = 0;
        for (var i = 0; i < 10; i++)
        {
            sum += 0.1;
        }

        Assert.Equal(Rational.One, sum);
        Assert.True(sum + 0.1 > Rational.One);
        Assert.NotEqual(1.0, Enumerable.Repeat(0.1, 10).Aggregate(0.0, (a, b) => a + b));
    }

    [Fact]
    public void Lowest_terms_and_a_positive_denominator() => Gen.Select(Generators.Big, Generators.Positive, Gen.Bool).Sample((n, d, flip) =>
    {
        var value = flip ? new Rational(-n, -d) : new Rational(n, d);
        Assert.Equal(n * value.Denominator, value.Numerator * d);
        Assert.True(value.Denominator >= 1);
        Assert.True(BigInteger.GreatestCommonDivisor(value.Numerator, value.Denominator).IsOne);
    });

    [Fact]
    public void Default_is_zero()
    {
        Assert.Equal(Rational.Zero, default);
        Assert.Equal(new Rational(0, 5), default);
        Assert.Equal(BigInteger.One, default(Rational).Denominator);
        Assert.Throws<DivideByZeroException>(() => new Rational(1, 0));
        Assert.Throws<DivideByZeroException>(() => Rational.One / default(Rational));
    }

    [Fact]
    public void Sum_and_difference() => Pair.Sample((a, b) =>
    {
        Same(a + b, (a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);
        Same(a - b, (a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator);
    });

    [Fact]
    public void Product_and_quotient() => Pair.Sample((a, b) =>
    {
        Same(a * b, a.Numerator * b.Numerator, a.Denominator * b.Denominator);
        if (b.Sign != 0)
        {
            Same(a / b, a.Numerator * b.Denominator, a.Denominator * b.Numerator);
        }
    });

    [Fact]
    public void Order_is_that_of_cross_products() => Pair.Sample((a, b) =>
    {
        var expected = (a.Numerator * b.Denominator).CompareTo(b.Numerator * a.Denominator);
        Assert.Equal(expected, a.CompareTo(b));
        Assert.Equal((expected < 0, expected <= 0, expected > 0, expected >= 0, expected == 0), (a < b, a <= b, a > b, a >= b, a == b));
        Assert.Equal(expected <= 0 ? a : b, Rational.Min(a, b));
        Assert.Equal(expected >= 0 ? a : b, Rational.Max(a, b));
        Assert.Equal(expected == 0, a.GetHashCode() == b.GetHashCode());
    });

    [Fact]
    public void Floor_and_ceiling_enclose() => Generators.Rational.Sample(a =>
    {
        var floor = a.Floor();
        Assert.True(floor * a.Denominator <= a.Numerator && (floor + 1) * a.Denominator > a.Numerator);
        var ceiling = a.Ceiling();
        Assert.True(ceiling * a.Denominator >= a.Numerator && (ceiling - 1) * a.Denominator < a.Numerator);
    });

    [Fact]
    public void RoundUp_is_the_next_multiple() => Gen.Select(Generators.Rational, Gen.Int[0, 80]).Sample((a, bits) =>
    {
        var rounded = a.RoundUp(bits);
        var step = new Rational(1, BigInteger.One << bits);
        Assert.True(rounded >= a && rounded - step < a);
        Assert.Equal(BigInteger.One, (rounded / step).Denominator);
    });

    [Fact]
    public void SqrtUp_is_the_next_multiple_above_the_root() => Gen.Select(Generators.Rational, Gen.Int[0, 80]).Sample((a, bits) =>
    {
        var value = a.Sign < 0 ? -a : a;
        var root = value.SqrtUp(bits);
        var below = root - new Rational(1, BigInteger.One << bits);
        Assert.True(root.Sign >= 0 && root * root >= value, "below the root");
        Assert.True(below.Sign < 0 || below * below < value, "further than one step above the root");
    });

    [Fact]
    public void SqrtUp_keeps_exact_roots_and_refuses_negative_numbers()
    {
        Assert.Equal(new Rational(3, 2), new Rational(9, 4).SqrtUp(1));
        Assert.Equal(Rational.Zero, Rational.Zero.SqrtUp(24));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Rational(-1, 4).SqrtUp(24));
    }

    [Fact]
    public void IntegerSqrt_is_the_floor() => Generators.Big.Sample(n =>
    {
        var value = BigInteger.Abs(n);
        var root = Rational.IntegerSqrt(value);
        Assert.True(root * root <= value && (root + 1) * (root + 1) > value);
    });

    private static void Same(Rational value, BigInteger numerator, BigInteger denominator) =>
        Assert.Equal(numerator * value.Denominator, value.Numerator * denominator);
}
