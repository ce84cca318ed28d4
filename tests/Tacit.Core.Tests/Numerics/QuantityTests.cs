using Tacit.Numerics;

namespace Tacit.Core.Tests.Numerics;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.5)]
    public void What_is_no_amount_is_refused_by_every_reading(double value)
    {
        Quantity quantity = value;
        Assert.Throws<BadInputException>(() => quantity.Positive("Epsilon"));
        Assert.Throws<BadInputException>(() => quantity.NonNegative("Epsilon"));
        Assert.Throws<BadInputException>(() => quantity.Delta());
        Assert.Throws<BadInputException>(() => quantity.Probability("The rate"));
    }

    [Fact]
    public void Refusal_names_the_parameter_and_the_value()
    {
        var error = Assert.Throws<BadInputException>(() => ((Quantity)double.NaN).Positive("Epsilon"));
        Assert.Contains("Epsilon", error.Message, StringComparison.Ordinal);
        Assert.Contains("NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Edges_of_the_ranges()
    {
        Assert.Equal(Rational.Zero, default(Quantity).NonNegative("x"));
        Assert.Throws<BadInputException>(() => default(Quantity).Positive("x"));
        Assert.Equal(Rational.Zero, default(Quantity).Delta());
        Assert.Throws<BadInputException>(() => ((Quantity)1).Delta());
        Assert.Equal(new Rational(999, 1000), ((Quantity)0.999).Delta());
        Assert.Equal(Rational.One, ((Quantity)1).Probability("x"));
        Assert.Throws<BadInputException>(() => default(Quantity).Probability("x"));
        Assert.Throws<BadInputException>(() => ((Quantity)1.0000001).Probability("x"));
    }

    [Fact]
    public void Double_means_its_decimal() => Assert.Equal(new Rational(1, 10), ((Quantity)0.1).Positive("x"));
}
