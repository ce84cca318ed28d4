using Tacit.Auditing;
using Tacit.Mechanisms;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Core.Tests.Attacks;

/// <summary>
/// The attack on low bits (Mironov 2012): an output of f + b·sign·ln(U), U on the 2^−53 grid, tells which f made it, because most outputs of one f
/// are impossible for its neighbour. It must succeed against that sampler and find nothing against ours.
/// </summary>
public sealed class NaiveFloatAttackTests
{
    private const double Grid = 1.0 / (1L << 53);

    // Fractions of outputs of f = 0 that are impossible for f = 1, of the specification; 20,000 outputs have a standard error of .0035.
    [Theory]
    [InlineData(1, 0.668)]
    [InlineData(2, 0.639)]
    [InlineData(10, 0.624)]
    [InlineData(1.0 / 3, 0.836)]
    public void Attack_succeeds_against_the_naive_sampler(double b, double fraction)
    {
        const int Draws = 20_000;
        var source = RandomSource.Seeded(601);
        var impossible = 0;
        for (var i = 0; i < Draws; i++)
        {
            var output = Naive(0, b, source);
            Assert.True(NaivePossible(output, 0, b), "The attack must never call an output impossible for the f that made it.");
            impossible += NaivePossible(output, 1, b) ? 0 : 1;
        }

        Assert.Equal(fraction, (double)impossible / Draws, 0.0225);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public void Attack_finds_nothing_against_exact_noise_on_a_lattice(int b)
    {
        // Reals are rounded to the lattice of step 2^-10 first, then get integer noise of scale 2^10·b.
        const int Draws = 20_000;
        const double Step = 1.0 / 1024;
        var noise = new DiscreteLaplace(1024 * b);
        var source = RandomSource.Seeded(602);
        var zeros = new[] { new long[64], new long[64] };
        for (var i = 0; i < Draws; i++)
        {
            for (var f = 0; f < 2; f++)
            {
                var output = (double)((f * 1024) + noise.Sample(source)) * Step;
                Assert.True(LatticePossible(output, 0, noise) && LatticePossible(output, 1, noise), $"{output:R} tells f.");
                zeros[f][TrailingZeros(output)]++;
            }
        }

        // The other feature of the attack, the number of trailing zeros of the double, tells no more than ε = 1/b.
        for (var i = 0; i < 64; i++)
        {
            foreach (var (hits, others) in new[] { (zeros[0][i], zeros[1][i]), (zeros[1][i], zeros[0][i]) })
            {
                Assert.True(EmpiricalLoss.EpsilonAtLeast(hits, Draws, others, Draws, 2e-9) <= 1.0 / b, $"{i} trailing zeros");
            }
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 1.3)]
    [InlineData(100, 101)]
    public void Attack_finds_nothing_against_released_reals(double first, double second)
    {
        // The whole path of a real: clip to a bound in integers, noise of the lattice, back to a double. ε = 1 for a unit that moves the sum by one.
        const int Draws = 100_000;
        var lattice = Lattice.ForScale(1);
        var noise = LatticeNoise.DiscreteLaplace(lattice.InSteps(1));
        var source = RandomSource.Seeded(604);
        var zeros = new[] { new long[64], new long[64] };
        foreach (var (f, value) in new[] { first, second }.Index())
        {
            var steps = new long[1];
            lattice.ClipL1([value], 128, steps);
            var answers = new long[Draws];
            Array.Fill(answers, steps[0]);
            noise.AddTo(answers, source);
            foreach (var answer in answers)
            {
                // Every output is a multiple of the step, whichever value made it, so both can make all of them.
                var output = lattice.ToDouble(answer);
                Assert.True(lattice.InSteps(Rational.FromDoubleExact(output)).Denominator.IsOne);
                zeros[f][TrailingZeros(output)]++;
            }
        }

        for (var i = 0; i < 64; i++)
        {
            foreach (var (hits, others) in new[] { (zeros[0][i], zeros[1][i]), (zeros[1][i], zeros[0][i]) })
            {
                Assert.True(Math.Log(ClopperPearson.Lower(hits, Draws, 1e-9) / ClopperPearson.Upper(others, Draws, 1e-9)) <= 1, $"{i} trailing zeros");
            }
        }
    }

    [Fact]
    public void Attack_by_frequency_finds_nothing_against_integers()
    {
        // Whatever one neighbour gives with frequency at least 1 %, the other gives too, at a rate within e^±ε.
        const int Draws = 100_000;
        var noise = new DiscreteLaplace(2);
        var source = RandomSource.Seeded(603);
        var zero = GoodnessOfFit.Count(Draws, () => (long)noise.Sample(source));
        var one = GoodnessOfFit.Count(Draws, () => 1 + (long)noise.Sample(source));
        foreach (var (value, count) in zero.Where(p => p.Value > Draws / 100))
        {
            Assert.InRange(Math.Log((double)count / one.GetValueOrDefault(value)), -0.7, 0.7);
        }
    }

    private static double Naive(double f, double b, RandomSource source)
    {
        var sign = source.NextBit() ? 1 : -1;
        return f + (b * sign * Math.Log((source.NextBelow(1UL << 53) + 1) * Grid));
    }

    // Searches all u on the grid whose exact image rounds near the output: the preimage of a few units in the last place.
    private static bool NaivePossible(double output, double f, double b)
    {
        var distance = Math.Abs(output - f);
        var slack = 3 * (Math.BitIncrement(Math.Abs(output)) - Math.Abs(output) + Math.BitIncrement(distance) - distance + (Math.BitIncrement(Math.Abs(f)) - Math.Abs(f)));
        var from = Math.Max(1, (long)Math.Floor(Math.Exp(-(distance + slack) / b) / Grid) - 2);
        var to = Math.Min(1L << 53, (long)Math.Ceiling(Math.Exp(-(distance - slack) / b) / Grid) + 2);
        for (var u = from; u <= to; u++)
        {
            var noise = Math.Log(u * Grid);
            if (f + (b * 1 * noise) == output || f + (b * -1 * noise) == output)
            {
                return true;
            }
        }

        return false;
    }

    private static bool LatticePossible(double output, int f, DiscreteLaplace noise)
    {
        var steps = Rational.FromDoubleExact(output) * 1024;
        return steps.Denominator.IsOne && noise.Probability((long)(steps.Numerator - (1024 * f))) > 0;
    }

    private static int TrailingZeros(double value) =>
        value == 0 ? 63 : System.Numerics.BitOperations.TrailingZeroCount((BitConverter.DoubleToInt64Bits(value) & 0xFFFFFFFFFFFFF) | (1L << 52));
}
