using CsCheck;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Numerics;

public sealed class RationalParsingTests
{
    [Theory]
    [InlineData("12", 12, 1)]
    [InlineData("-0.125", -1, 8)]
    [InlineData("0.1", 1, 10)]
    [InlineData("1e-6", 1, 1_000_000)]
    [InlineData("1E-6", 1, 1_000_000)]
    [InlineData("2.5e3", 2500, 1)]
    [InlineData("2.5E+3", 2500, 1)]
    [InlineData("1/3", 1, 3)]
    [InlineData("-2/6", -1, 3)]
    [InlineData(".5", 1, 2)]
    [InlineData("5.", 5, 1)]
    [InlineData("-0", 0, 1)]
    [InlineData("0/7", 0, 1)]
    public void Reads_what_a_person_writes(string text, long numerator, long denominator) =>
        Assert.Equal(new Rational(numerator, denominator), Rational.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("e5")]
    [InlineData("1/0")]
    [InlineData("1/-3")]
    [InlineData("1/3/5")]
    [InlineData("1/3e5")]
    [InlineData("1.5/3")]
    [InlineData("1.2.3")]
    [InlineData("1,000")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("∞")]
    [InlineData("Infinity")]
    [InlineData("1e2001")]
    [InlineData("1e99999999999")]
    [InlineData(null)]
    public void Refuses_what_is_no_number(string? text)
    {
        Assert.False(Rational.TryParse(text, out var value));
        Assert.Equal(Rational.Zero, value);
    }

    [Fact]
    public void Refusal_quotes_the_text_and_shows_how_to_write_it()
    {
        var error = Assert.Throws<FormatException>(() => Rational.Parse("one half"));
        Assert.Contains("'one half'", error.Message, StringComparison.Ordinal);
        Assert.Contains("1/3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exponent_at_the_edge_of_int_is_refused_and_does_not_overflow() =>
        Assert.False(Rational.TryParse("1e-2147483648", out _));

    [Theory]
    [InlineData(".-5")]
    [InlineData(".+5")]
    public void Sign_after_the_point_is_refused(string text) => Assert.False(Rational.TryParse(text, out _));

    [Fact]
    public void No_text_makes_the_reader_throw() =>
        Gen.Char["0123456789+-./eE "].Array[0, 14].Select(c => new string(c)).Sample(text =>
        {
            if (Rational.TryParse(text, out var value))
            {
                Assert.Equal(value, Rational.Parse(value.ToString()));
            }
        });

    [Fact]
    public void Text_reads_back_exactly() =>
        Generators.Rational.Sample(value => Assert.Equal(value, Rational.Parse(value.ToString())));

    [Theory]
    [InlineData("1/3", "1/3")]
    [InlineData("-1/8", "-0.125")]
    [InlineData("1/1000000", "0.000001")]
    [InlineData("300/3", "100")]
    [InlineData("-7/7", "-1")]
    [InlineData("1/30", "1/30")]
    public void Text_is_a_decimal_where_there_is_one(string value, string text) =>
        Assert.Equal(text, Rational.Parse(value).ToString());

    [Fact]
    public void Double_is_the_decimal_that_prints_it()
    {
        Assert.Equal(new Rational(1, 10), Rational.FromDouble(0.1));
        Assert.Equal(new Rational(1, 1_000_000), 1e-6);
        Assert.NotEqual(Rational.FromDoubleExact(0.1), Rational.FromDouble(0.1));
        Generators.FiniteDouble.Sample(x => Assert.Equal(x, double.Parse(
            System.FormattableString.Invariant($"{x:R}"), System.Globalization.CultureInfo.InvariantCulture)));
        Generators.FiniteDouble.Sample(x => Assert.InRange(Rational.FromDouble(x), Rational.FromDoubleExact(Below(x)), Rational.FromDoubleExact(Above(x))));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Doubles_that_are_not_finite_are_refused(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Rational.FromDouble(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rational.FromDoubleExact(value));
    }

    private static double Below(double x) => double.IsFinite(Math.BitDecrement(x)) ? Math.BitDecrement(x) : x;

    private static double Above(double x) => double.IsFinite(Math.BitIncrement(x)) ? Math.BitIncrement(x) : x;
}
