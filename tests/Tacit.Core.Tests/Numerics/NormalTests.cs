using Tacit.Numerics;

namespace Tacit.Core.Tests.Numerics;

public sealed class NormalTests
{
    // 1 − Φ(x) to 20 digits (mpmath 1.3, 50 digits).
    [Theory]
    [InlineData(-3, 0.99865010196836990547)]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.30853753872598689637)]
    [InlineData(1, 0.15865525393145705142)]
    [InlineData(2.999, 0.0013543365337271066511)]
    [InlineData(3, 0.0013498980316300945267)]
    [InlineData(5, 2.8665157187919391167e-7)]
    [InlineData(10, 7.6198530241605260660e-24)]
    [InlineData(37, 5.7255712225245768227e-300)]
    public void UpperTail_matches_the_table(double x, double tail) => Assert.Equal(1, Normal.UpperTail(x) / tail, 2e-12);

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.025)]
    [InlineData(1e-9)]
    [InlineData(0.999)]
    public void Quantile_inverts_the_tail(double tail) => Assert.Equal(1, Normal.UpperTail(Normal.UpperQuantile(tail)) / tail, 1e-11);
}
