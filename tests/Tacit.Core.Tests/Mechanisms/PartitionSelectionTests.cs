using System.Numerics;
using CsCheck;
using Tacit.Auditing;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Mechanisms;

/// <summary>The optimal rule for naming unknown keys: oracles, recursion, the inequality itself, and the coins.</summary>
public sealed class PartitionSelectionTests
{
    [Theory]
    [InlineData("1", "1e-5", 5, 8.579102488e-4)]
    [InlineData("1", "1e-5", 10, 0.1281830805)]
    [InlineData("1", "1e-5", 11, 0.3484477385)]
    [InlineData("1", "1e-5", 12, 0.7603109969)]
    [InlineData("1", "1e-5", 15, 0.9880721172)]
    [InlineData("1", "1e-5", 22, 0.9999949376)]
    [InlineData("1", "1e-5", 23, 1)]
    [InlineData("1", "1e-5", 1_000_000, 1)]
    [InlineData("0.5", "1e-6", 24, 0.2508840064)]
    [InlineData("1", "1e-5", 1, 1e-5)]
    [InlineData("1", "1e-5", 0, 0)]
    [InlineData("1", "1e-5", -7, 0)]
    public void Oracles(string epsilon, string delta, long units, double expected) =>
        Assert.Equal(expected, new PartitionSelection(Rational.Parse(epsilon), Rational.Parse(delta), 1).Probability(units), 6e-10 * expected);

    [Fact]
    public void Closed_form_is_the_recursion() => Parameters.Sample((epsilon, delta, keys) =>
    {
        var rule = new PartitionSelection(epsilon, delta, keys);
        var reference = new Recursion(epsilon / keys, delta / keys);
        for (var n = 1; n <= 80; n++)
        {
            var expected = reference.Next();
            Assert.Equal(1, rule.Probability(n) / expected, 1e-14);
        }
    }, iter: 60);

    [Fact]
    public void Neighbours_stay_within_epsilon_and_delta() => Parameters.Sample((epsilon, delta, keys) =>
    {
        var rule = new PartitionSelection(epsilon, delta, keys);
        var grow = Math.Exp((epsilon / keys).ToDouble());
        var d = (delta / keys).ToDouble();
        for (var n = 1; n <= 80; n++)
        {
            // Kept and not kept, in both directions; the last doubles of π cost 1e-15.
            var (p, q) = (rule.Probability(n), rule.Probability(n - 1));
            Assert.True(p >= q);
            Assert.True(p <= (grow * q) + d + 2e-15, $"π({n}) = {p:R} after {q:R}");
            Assert.True(1 - q <= (grow * (1 - p)) + d + 2e-15, $"1 − π({n - 1}) = {1 - q:R} before {1 - p:R}");

            // Optimal: one of the bounds is met, or the key is kept for sure.
            Assert.True(p > 1 - 1e-15 || Math.Abs(p - (grow * q) - d) < 1e-13 * Math.Max(p, 1) || Math.Abs(1 - q - (grow * (1 - p)) - d) < 1e-13 * grow);
        }
    }, iter: 60);

    [Fact]
    public void Many_keys_share_epsilon_and_delta()
    {
        var one = new PartitionSelection(0.25, Rational.Parse("25e-8"), 1);
        var four = new PartitionSelection(1, 1e-6, 4);
        for (var n = 0; n < 60; n++)
        {
            Assert.Equal(one.Probability(n), four.Probability(n));
        }

        Assert.Equal(PrivacyLoss.Approximate(1, 1e-6), four.Loss);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public void Coins_have_the_probability(long units)
    {
        const int Draws = 20_000;
        var rule = new PartitionSelection(1, 0.01, 1);
        var reference = new Recursion(1, new Rational(1, 100));
        var p = 0.0;
        for (var n = 0; n < units; n++)
        {
            p = reference.Next();
        }

        var source = RandomSource.Seeded(501);
        GoodnessOfFit.CheckRate(Enumerable.Range(0, Draws).Count(_ => rule.Keeps(units, source)), Draws, p, $"π({units})");
    }

    [Fact]
    public void Key_of_one_unit_is_kept_at_most_at_rate_delta()
    {
        const int Draws = 60_000;
        var rule = new PartitionSelection(1, 0.01, 1);
        var source = RandomSource.Seeded(502);
        var kept = Enumerable.Range(0, Draws).Count(_ => rule.Keeps(1, source));
        Assert.True(ClopperPearson.Lower(kept, Draws, 1e-9) <= 0.01);
        Assert.True(ClopperPearson.Upper(kept, Draws, 1e-9) >= 0.01, "Below δ the rule is not optimal.");
    }

    [Fact]
    public void Key_of_nobody_is_never_kept()
    {
        var rule = new PartitionSelection(10, 0.9, 1);
        var source = RandomSource.Seeded(503);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.False(rule.Keeps(0, source));
            Assert.False(rule.Keeps(-1, source));
        }
    }

    [Fact]
    public void Key_of_many_is_always_kept()
    {
        var rule = new PartitionSelection(1, 1e-5, 1);
        var source = RandomSource.Seeded(504);
        foreach (var units in new[] { 23, 24, 1000, 1_000_000_000L, long.MaxValue })
        {
            Assert.True(rule.Keeps(units, source));
        }
    }

    [Fact]
    public void TypicalThreshold_is_where_half_are_kept()
    {
        var rule = new PartitionSelection(1, 1e-5, 1);
        Assert.Equal(12, rule.TypicalThreshold());
    }

    [Fact]
    public void Bad_parameters_are_refused()
    {
        Assert.Throws<BadInputException>(() => new PartitionSelection(0, 1e-6, 1));
        Assert.Throws<BadInputException>(() => new PartitionSelection(double.NaN, 1e-6, 1));
        Assert.Throws<BadInputException>(() => new PartitionSelection(1, 0, 1));
        Assert.Throws<BadInputException>(() => new PartitionSelection(1, 1, 1));
        Assert.Throws<BadInputException>(() => new PartitionSelection(1, 1e-6, 0));
    }

    [Theory]
    [InlineData("1e-7", "1e-9")]
    [InlineData("1e-10", "1e-7")]
    [InlineData("1e-12", "1e-12")]
    [InlineData("1e-17", "1e-9")]
    [InlineData("1e-400", "1e-3")]
    [InlineData("1", "1e-400")]
    [InlineData("700", "1e-6")]
    [InlineData("1e5", "1e-6")]
    public async Task Extreme_parameters_are_decided_in_time(string epsilon, string delta)
    {
        // An analyst chooses ε and δ: no choice may keep a server busy.
        var work = Task.Run(() =>
        {
            var rule = new PartitionSelection(Rational.Parse(epsilon), Rational.Parse(delta), 1);
            Assert.Equal(Rational.Parse(delta).ToDouble(), rule.Probability(1), 1e-15);
        });
        if (await Task.WhenAny(work, Task.Delay(3000)) != work)
        {
            Assert.Fail("more than 3 s");
        }

        await work;
    }

    [Theory]
    [InlineData("1", "1e-1500", 3454)]
    [InlineData("1/2", "1e-1700", 7827)]
    [InlineData("3000", "1e-1800", 3)]
    public void Deltas_below_the_bits_of_the_arithmetic_keep_their_guarantee(string epsilon, string delta, long half)
    {
        // ln π(n) = ln δ + (n−1)ε up to a constant below one, until it is near a half; the double is read to 2^−128.
        var (e, d) = (Rational.Parse(epsilon), Rational.Parse(delta));
        var rule = new PartitionSelection(e, d, 1);
        var logDelta = BigInteger.Log(d.Numerator) - BigInteger.Log(d.Denominator);
        for (var n = 1L; n < half; n += Math.Max(1, half / 8))
        {
            var most = Math.Exp(Math.Min(0, logDelta + ((n - 1) * e.ToDouble()) + 1));
            Assert.True(rule.Probability(n) <= most + 1e-38, $"π({n}) = {rule.Probability(n)}, at most {most}");
        }

        Assert.Equal(half, rule.TypicalThreshold());
    }

    private static Gen<(Rational Epsilon, Rational Delta, int Keys)> Parameters { get; } =
        Gen.Select(Gen.Int[1, 300], Gen.Double[-10, -0.3], Gen.Int[1, 6]).Select((e, d, keys) => (new Rational(e, 60), Rational.FromDouble(Math.Pow(10, d)), keys));

    /// <summary>π(n) = min(e^ε π(n−1) + δ, 1 − e^−ε(1 − π(n−1) − δ), 1) in 512-bit fixed point: rounding grows by e^ε a step and stays far below a double.</summary>
    private sealed class Recursion
    {
        private const int Bits = 1024;
        private static readonly BigInteger One = BigInteger.One << Bits;
        private readonly BigInteger _grow;
        private readonly BigInteger _shrink;
        private readonly BigInteger _delta;
        private BigInteger _p = BigInteger.Zero;

        public Recursion(Rational epsilon, Rational delta)
        {
            var x = (epsilon.Numerator << Bits) / epsilon.Denominator;
            var (sum, term) = (One, One);
            for (var k = 1; !term.IsZero; k++)
            {
                term = (term * x >> Bits) / k;
                sum += term;
            }

            _grow = sum;
            _shrink = (One << Bits) / sum;
            _delta = (delta.Numerator << Bits) / delta.Denominator;
        }

        public double Next()
        {
            var first = (_grow * _p >> Bits) + _delta;
            var second = One - (_shrink * (One - _p - _delta) >> Bits);
            _p = BigInteger.Min(One, BigInteger.Min(first, second));
            return new Rational(_p, One).ToDouble();
        }
    }
}
