using System.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Randomness;

public sealed class UniformTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(256)]
    [InlineData(1000)]
    public void NextBelow_is_uniform(long bound)
    {
        var source = RandomSource.Seeded(101);
        Check(bound, () => (long)source.NextBelow((ulong)bound));
        Check(bound, () => (long)source.NextBelow((BigInteger)bound));
    }

    [Fact]
    public void NextBelow_is_uniform_where_modulo_is_not()
    {
        // Three quarters of 2^64: x mod bound would hit the lowest third twice as often, multiplying without rejection every third value.
        const ulong Bound = 3UL << 62;
        var source = RandomSource.Seeded(102);
        var (parts, remainders) = (new Dictionary<long, long>(), new Dictionary<long, long>());
        for (var i = 0; i < 200_000; i++)
        {
            var value = source.NextBelow(Bound);
            var (part, remainder) = ((long)(value / (Bound / 12)), (long)(value % 3));
            parts[part] = parts.GetValueOrDefault(part) + 1;
            remainders[remainder] = remainders.GetValueOrDefault(remainder) + 1;
        }

        GoodnessOfFit.Check(parts, _ => 1 / 12.0, 0, 11, "parts of the range");
        GoodnessOfFit.Check(remainders, _ => 1 / 3.0, 0, 2, "remainders by three");
    }

    [Theory]
    [InlineData("18446744073709551616", 16)]
    [InlineData("27670116110564327424", 12)]
    [InlineData("340282366920938463463374607431768211457", 10)]
    [InlineData("1000000000000000000000000000000000000000000000000000000000007", 7)]
    public void NextBelow_of_any_size_is_uniform(string text, int cells)
    {
        var bound = BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var source = RandomSource.Seeded(103);
        var largest = BigInteger.Zero;
        var counts = GoodnessOfFit.Count(100_000, () =>
        {
            var value = source.NextBelow(bound);
            Assert.True(value >= 0 && value < bound);
            largest = BigInteger.Max(largest, value);
            return (long)(value * cells / bound);
        });
        GoodnessOfFit.Check(counts, _ => 1.0 / cells, 0, cells - 1, text);
        Assert.True(largest > bound - (bound / 1000));
    }

    [Fact]
    public void NextBelow_of_any_size_is_uniform_in_its_low_bits()
    {
        var bound = (BigInteger.One << 70) + 12345;
        var source = RandomSource.Seeded(104);
        GoodnessOfFit.Check(GoodnessOfFit.Count(100_000, () => (long)(source.NextBelow(bound) % 11)), _ => 1 / 11.0, 0, 10, "low bits");
    }

    [Fact]
    public void Consecutive_draws_are_independent()
    {
        var source = RandomSource.Seeded(105);
        var counts = GoodnessOfFit.Count(200_000, () => (long)((source.NextBelow(8UL) * 8) + source.NextBelow(8UL)));
        GoodnessOfFit.Check(counts, _ => 1 / 64.0, 0, 63, "pairs");
    }

    [Fact]
    public void Edges()
    {
        var source = RandomSource.Seeded(106);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(0UL, source.NextBelow(1UL));
            Assert.Equal(BigInteger.Zero, source.NextBelow(BigInteger.One));
            Assert.True(source.NextBelow(ulong.MaxValue) < ulong.MaxValue);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => source.NextBelow(0UL));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.NextBelow(BigInteger.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.NextBelow(BigInteger.MinusOne));
    }

    [Fact]
    public void NextBit_is_fair()
    {
        var source = RandomSource.Seeded(107);
        GoodnessOfFit.CheckRate(Enumerable.Range(0, 200_000).Count(_ => source.NextBit()), 200_000, 0.5, "coin");
    }

    private static void Check(long bound, Func<long> draw) =>
        GoodnessOfFit.Check(GoodnessOfFit.Count(300_000, draw), _ => 1.0 / bound, 0, bound - 1, $"below {bound}");
}
