using CsCheck;
using Tacit.Mechanisms.Bulk;
using Tacit.Numerics;

namespace Tacit.Core.Tests.Mechanisms.Bulk;

/// <summary>Reals on a lattice: sensitivity is checked in integers and rationals, whatever the doubles were.</summary>
public sealed class LatticeTests
{
    private static readonly Gen<double[]> Vectors = Gen.OneOf(
        Gen.Double[-3, 3].Array[1, 40],
        Gen.Double.Array[1, 20],
        Pick(0.0, 0.1, -0.1, 1 / 3.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon, 1e300).Array[1, 12]);

    private static readonly Gen<Rational> Bounds = Gen.OneOf(
        Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 1000]).Select((n, d) => new Rational(n, d)),
        Pick<Rational>(1, new Rational(3, 2048), Rational.Parse("1/3"), Rational.Parse("1e-9"), 1 << 20));

    [Fact]
    public void A_clipped_vector_keeps_its_bound_in_exact_arithmetic() => Gen.Select(Vectors, Bounds).Sample(
        (values, bound) =>
        {
            var lattice = new Lattice(-10);
            var steps = new long[values.Length];
            lattice.ClipL1(values, bound, steps);
            Assert.True(lattice.Step * steps.Aggregate(System.Numerics.BigInteger.Zero, (sum, k) => sum + Math.Abs(k)) <= bound);
            lattice.ClipL2(values, bound, steps);
            Assert.True(lattice.Step * lattice.Step * steps.Aggregate(System.Numerics.BigInteger.Zero, (sum, k) => sum + ((System.Numerics.BigInteger)k * k)) <= bound * bound);
            Assert.All(values.Zip(steps), p => Assert.True(p.Second == 0 || double.Sign(p.First) == Math.Sign(p.Second)));
        },
        iter: 3000);

    [Fact]
    public void Two_sums_that_differ_by_a_unit_differ_by_at_most_the_bound() => Gen.Select(Vectors.Array[1, 10], Bounds).Sample(
        (units, bound) =>
        {
            // The whole path: clip each unit, add integers; with and without the last one.
            var lattice = Lattice.ForScale(bound);
            var sums = new[] { new long[40], new long[40] };
            for (var unit = 0; unit < units.Length; unit++)
            {
                var steps = new long[40];
                lattice.ClipL2([.. units[unit], .. new double[40 - units[unit].Length]], bound, steps);
                for (var i = 0; i < 40; i++)
                {
                    sums[0][i] += steps[i];
                    sums[1][i] += unit == units.Length - 1 ? 0 : steps[i];
                }
            }

            var distance = sums[0].Zip(sums[1]).Aggregate(System.Numerics.BigInteger.Zero, (d, p) => d + ((System.Numerics.BigInteger)(p.First - p.Second) * (p.First - p.Second)));
            Assert.True(distance <= lattice.InSteps(bound) * lattice.InSteps(bound));
        },
        iter: 500);

    [Fact]
    public void What_fits_is_cut_toward_zero_only()
    {
        var lattice = new Lattice(-2);
        var steps = new long[4];
        lattice.ClipL2([0.3, -0.3, 0.9, double.NaN], 1, steps);
        Assert.Equal([1, -1, 3, 0], steps);
        lattice.ClipL1([0.3, -0.3, 0.9, double.NaN], 2, steps);
        Assert.Equal([1, -1, 3, 0], steps);
    }

    [Fact]
    public void What_is_too_long_keeps_its_direction_to_a_step()
    {
        var lattice = new Lattice(-20);
        var steps = new long[2];
        lattice.ClipL2([30, 40], 1, steps);
        Assert.InRange(lattice.ToDouble(steps[0]), 0.6 - 2e-6, 0.6);
        Assert.InRange(lattice.ToDouble(steps[1]), 0.8 - 2e-6, 0.8);
        lattice.ClipL1([-30, 10], 1, steps);
        Assert.InRange(lattice.ToDouble(steps[0]), -0.75, -0.75 + 2e-6);
        lattice.ClipL2([double.PositiveInfinity, 0], 1, steps);
        Assert.True(steps[0] > 0 && steps[1] == 0);
    }

    [Fact]
    public void The_lattice_of_a_scale_has_it_at_1024_to_2048_steps() => Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int[1, int.MaxValue], Gen.Int[-300, 300]).Sample((n, d, e) =>
    {
        var scale = new Rational(n, d) * new Lattice(e).Step;
        var steps = Lattice.ForScale(scale).InSteps(scale);
        Assert.True(steps >= 1024 && steps < 2048);
    });

    [Fact]
    public void Rounding_moves_by_half_a_step_and_the_grown_sensitivity_covers_it() => Gen.Select(Gen.Double[-100, 100].Array[1, 30], Gen.Double[-1, 1].Array[30]).Sample((values, moves) =>
    {
        var lattice = new Lattice(-3);
        var other = values.Zip(moves, (v, m) => v + m).ToArray();
        var (left, right) = (new long[values.Length], new long[values.Length]);
        lattice.Round(values, left);
        lattice.Round(other, right);
        var (one, square, exactOne, exactSquare) = (Rational.Zero, Rational.Zero, Rational.Zero, Rational.Zero);
        for (var i = 0; i < values.Length; i++)
        {
            Assert.True(Math.Abs(lattice.ToDouble(left[i]) - values[i]) <= 1 / 16.0);
            var moved = Rational.FromDoubleExact(other[i]) - Rational.FromDoubleExact(values[i]);
            var (exact, rounded) = (Rational.Max(moved, -moved), lattice.Step * Math.Abs(left[i] - right[i]));
            (one, square, exactOne, exactSquare) = (one + rounded, square + (rounded * rounded), exactOne + exact, exactSquare + (exact * exact));
        }

        Assert.True(one <= lattice.GrownL1(exactOne, values.Length));
        Assert.True(square.SqrtUp(40) - new Rational(1, 1L << 40) <= lattice.GrownL2(exactSquare.SqrtUp(40), values.Length));
    });

    [Fact]
    public void Rounding_of_special_values()
    {
        var steps = new long[5];
        new Lattice(0).Round([0.5, 1.5, double.NaN, double.NegativeInfinity, 1e300], steps);
        Assert.Equal([0, 2, 0, -(1L << 52), 1L << 52], steps);
    }

    [Fact]
    public void Bad_requests_are_refused()
    {
        Assert.Throws<BadInputException>(() => new Lattice(901));
        Assert.Throws<BadInputException>(() => Lattice.ForScale(0));
        Assert.Throws<BadInputException>(() => new Lattice(-60).ClipL1([1], 1, new long[1]));
        Assert.Throws<BadInputException>(() => new Lattice(0).ClipL2([1], 0, new long[1]));
        Assert.Throws<ArgumentException>(() => new Lattice(0).Round([1, 2], new long[1]));
    }

    private static Gen<T> Pick<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
