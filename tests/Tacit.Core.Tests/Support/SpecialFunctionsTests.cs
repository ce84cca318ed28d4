namespace Tacit.Core.Tests.Support;

/// <summary>The judges are judged first: closed forms of the tails.</summary>
public sealed class SpecialFunctionsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(200)]
    public void ChiSquare_with_two_degrees_is_exponential(double x) =>
        Assert.Equal(1, SpecialFunctions.ChiSquareTail(x, 2) / Math.Exp(-x / 2), 1e-12);

    [Fact]
    public void ChiSquare_with_ten_degrees_is_a_Poisson_sum()
    {
        // P(χ²_10 ≥ 2m) = P(Poisson(m) ≤ 4).
        const double M = 12;
        var sum = 0.0;
        var term = Math.Exp(-M);
        for (var k = 0; k <= 4; k++)
        {
            sum += term;
            term *= M / (k + 1);
        }

        Assert.Equal(1, SpecialFunctions.ChiSquareTail(2 * M, 10) / sum, 1e-12);
    }

    [Fact]
    public void Beta_is_a_binomial_tail()
    {
        // I_p(k, n−k+1) = P(Bin(n, p) ≥ k).
        const double P = 0.3;
        var sum = 0.0;
        for (var k = 5; k <= 12; k++)
        {
            sum += Math.Exp(SpecialFunctions.LogGamma(13) - SpecialFunctions.LogGamma(k + 1) - SpecialFunctions.LogGamma(13 - k)
                + (k * Math.Log(P)) + ((12 - k) * Math.Log(1 - P)));
        }

        Assert.Equal(sum, SpecialFunctions.Beta(P, 5, 8), 1e-13);
    }
}
