using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Numerics;

public sealed class BinomialMassesTests
{
    [Theory]
    [InlineData(0, 0.3)]
    [InlineData(1, 0.5)]
    [InlineData(12, 0.25)]
    [InlineData(60, 0.9)]
    public void They_are_those_of_the_definition(int n, double p)
    {
        var (first, masses) = BinomialMasses.Of(n, p);
        for (var i = 0; i < masses.Length; i++)
        {
            var k = (int)first + i;
            var expected = (double)Choose(n, k) * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
            Assert.InRange(masses[i], expected * (1 - 1e-12), expected * (1 + 1e-12));
        }

        Assert.Equal(1, masses.Sum(), 1e-13);
    }

    [Fact]
    public void What_is_below_1e_30_of_the_largest_is_left_out()
    {
        var (first, masses) = BinomialMasses.Of(1_000_000, 0.5);
        Assert.InRange(masses.Length, 10_000, 14_000);
        Assert.Equal(500_000, first + (masses.Length / 2.0), 2.0);
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialMasses.Of(-1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialMasses.Of(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialMasses.Of(1, double.NaN));
    }

    private static BigInteger Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(BigInteger.One, (product, i) => product * (n - k + i) / i);
}
