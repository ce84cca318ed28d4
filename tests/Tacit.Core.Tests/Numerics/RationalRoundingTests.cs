using System.Numerics;
using CsCheck;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Numerics;

/// <summary>To doubles on the stated side: a price never shrinks on its way to a double.</summary>
public sealed class RationalRoundingTests
{
    [Fact]
    public void Up_and_down_are_the_adjacent_doubles() => Generators.Rational.Sample(value =>
    {
        var up = value.ToDoubleUp();
        var down = value.ToDoubleDown();
        Assert.True(Rational.FromDoubleExact(up) >= value && Rational.FromDoubleExact(down) <= value);
        Assert.True(up == down || Math.BitIncrement(down) == up, $"{down:R} and {up:R} are not adjacent.");
    });

    [Fact]
    public void Exact_doubles_stay() => Generators.FiniteDouble.Sample(x =>
    {
        var value = Rational.FromDoubleExact(x);
        Assert.Equal((x, x, x), (value.ToDouble(), value.ToDoubleUp(), value.ToDoubleDown()));
    });

    [Fact]
    public void Nearest_is_at_most_one_off() => Generators.Rational.Sample(value =>
        Assert.InRange(value.ToDouble(), Math.BitDecrement(value.ToDoubleDown()), Math.BitIncrement(value.ToDoubleUp())));

    [Fact]
    public void Tiny_values_do_not_vanish_upwards()
    {
        var tiny = Rational.Parse("1e-1000");
        Assert.Equal(double.Epsilon, tiny.ToDoubleUp());
        Assert.Equal(0, tiny.ToDoubleDown());
        Assert.Equal(-double.Epsilon, (-tiny).ToDoubleDown());
    }

    [Fact]
    public void Huge_values_are_infinite_upwards_and_the_largest_double_downwards()
    {
        var huge = Rational.Parse("1e1000");
        Assert.Equal(double.PositiveInfinity, huge.ToDoubleUp());
        Assert.Equal(double.MaxValue, huge.ToDoubleDown());
        Assert.Equal(double.MinValue, (-huge).ToDoubleUp());
        Assert.Equal(double.MaxValue, (Rational.FromDoubleExact(double.MaxValue) + new Rational(BigInteger.One, 3)).ToDoubleDown());
    }
}
