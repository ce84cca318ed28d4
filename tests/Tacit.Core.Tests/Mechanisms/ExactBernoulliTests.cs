using System.Numerics;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>Coins of exact probability, judged by exact binomial tails at a false alarm rate of 1e-9.</summary>
public sealed class ExactBernoulliTests
{
    private const int Draws = 200_000;

    [Theory]
    [InlineData("0")]
    [InlineData("1/1000")]
    [InlineData("1/7")]
    [InlineData("1/2")]
    [InlineData("99/100")]
    [InlineData("1")]
    [InlineData("101/100")]
    [InlineData("3/2")]
    [InlineData("2")]
    [InlineData("7/3")]
    [InlineData("5")]
    [InlineData("100000000000000000000/30000000000000000000")]
    public void E_to_the_minus_x(string x)
    {
        var value = Rational.Parse(x);
        var parts = x.Split('/');
        var (numerator, denominator) = parts.Length == 2 ? (BigInteger.Parse(parts[0]), BigInteger.Parse(parts[1])) : (BigInteger.Parse(x), BigInteger.One);
        var source = RandomSource.Seeded(201);
        var hits = Enumerable.Range(0, Draws).Count(_ => ExactBernoulli.DrawExpMinus(source, numerator, denominator));
        GoodnessOfFit.CheckRate(hits, Draws, Math.Exp(-value.ToDouble()), $"e^-{x}");
    }

    [Fact]
    public void E_to_the_minus_a_lot_ends_quickly_and_fails()
    {
        var source = RandomSource.Seeded(202);
        Assert.False(ExactBernoulli.DrawExpMinus(source, BigInteger.Pow(10, 30), BigInteger.One));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 3)]
    [InlineData(5, 5)]
    [InlineData(2, 1_000_003)]
    public void Rational_coin(long numerator, long denominator)
    {
        var source = RandomSource.Seeded(203);
        var hits = Enumerable.Range(0, Draws).Count(_ => ExactBernoulli.Draw(source, numerator, denominator));
        GoodnessOfFit.CheckRate(hits, Draws, (double)numerator / denominator, $"{numerator}/{denominator}");
    }

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        var source = RandomSource.Seeded(204);
        Assert.ThrowsAny<ArgumentException>(() => ExactBernoulli.Draw(source, 6, 5));
        Assert.ThrowsAny<ArgumentException>(() => ExactBernoulli.Draw(source, -1, 5));
        Assert.ThrowsAny<ArgumentException>(() => ExactBernoulli.Draw(source, 1, 0));
        Assert.ThrowsAny<ArgumentException>(() => ExactBernoulli.DrawExpMinus(source, -1, 5));
        Assert.ThrowsAny<ArgumentException>(() => ExactBernoulli.DrawExpMinus(source, 1, -5));
    }
}
