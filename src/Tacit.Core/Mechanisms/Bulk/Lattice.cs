using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Mechanisms.Bulk;

/// <summary>
/// The multiples of a power of two, on which reals are released: values become integers before anything is added, so that sensitivity is a fact of
/// integers and floating-point rounding says nothing about the data (Mironov 2012; Casacuberta, Shoemate, Vadhan and Wagaman 2022).
/// </summary>
/// <remarks>
/// Clip each unit's vector (<see cref="ClipL1"/>, <see cref="ClipL2"/>), sum the integers, add <see cref="LatticeNoise"/> of scale σ / <see cref="Step"/>,
/// and read the result with <see cref="ToDouble(long)"/>. Under add/remove the sum then has exactly the sensitivity of the clip. Where a whole is
/// rounded at the end instead (<see cref="Round"/>), its sensitivity grows; see <see cref="GrownL1"/> and <see cref="GrownL2"/>.
/// </remarks>
public sealed class Lattice
{
    private const int MostSteps = 52;

    /// <summary>The lattice of step 2^<paramref name="exponent"/>.</summary>
    /// <exception cref="BadInputException">The exponent is not in −900 … 900.</exception>
    public Lattice(int exponent)
    {
        if (exponent is < -900 or > 900)
        {
            throw new BadInputException($"The step of a lattice is a power of two from 2^-900 to 2^900, but the exponent was {exponent}.");
        }

        Exponent = exponent;
        Step = exponent >= 0 ? new Rational(BigInteger.One << exponent, 1) : new Rational(1, BigInteger.One << -exponent);
    }

    /// <summary>The binary logarithm of the step.</summary>
    public int Exponent { get; }

    /// <summary>The distance of neighbouring points.</summary>
    public Rational Step { get; }

    /// <summary>The lattice on which noise of this scale is 1024 to 2048 steps wide: rounding adds less than a millionth to its variance.</summary>
    /// <exception cref="BadInputException">The scale is not positive, or far outside the range of doubles.</exception>
    public static Lattice ForScale(Rational scale)
    {
        var positive = ((Quantity)scale).Positive("The scale");
        var exponent = (int)(positive.Numerator.GetBitLength() - positive.Denominator.GetBitLength()) - 10;
        var lattice = new Lattice(exponent);
        return positive < 1024 * lattice.Step ? new Lattice(exponent - 1) : lattice;
    }

    /// <summary>A length in steps, exactly.</summary>
    public Rational InSteps(Rational length) => length / Step;

    /// <summary>The value of a point, exactly where a double has it and else to the nearest double.</summary>
    public double ToDouble(long steps) => Math.ScaleB((double)steps, Exponent);

    /// <summary>
    /// Writes a vector of integers whose L1 norm, times the step, is at most <paramref name="bound"/>: scaled if it is longer, then cut toward zero.
    /// NaN becomes 0. That the bound holds is checked in integers, whatever the floating-point scaling did.
    /// </summary>
    /// <exception cref="BadInputException">The bound is not positive, or above 2^52 steps.</exception>
    public void ClipL1(ReadOnlySpan<double> values, Rational bound, Span<long> steps) => Clip(values, bound, steps, squared: false);

    /// <summary>The same for the L2 norm.</summary>
    /// <exception cref="BadInputException">The bound is not positive, or above 2^52 steps.</exception>
    public void ClipL2(ReadOnlySpan<double> values, Rational bound, Span<long> steps) => Clip(values, bound, steps, squared: true);

    /// <summary>Rounds each value to the nearest point, ties to the even one; NaN becomes 0, and values beyond ±2^52 steps become that.</summary>
    public void Round(ReadOnlySpan<double> values, Span<long> steps)
    {
        Same(values, steps);
        for (var i = 0; i < values.Length; i++)
        {
            steps[i] = (long)Math.Round(Scaled(values[i], 1L << MostSteps), MidpointRounding.ToEven);
        }
    }

    /// <summary>The L1 sensitivity of <paramref name="count"/> values after <see cref="Round"/>, when it was <paramref name="sensitivity"/> before: each moves by at most half a step more on both sides.</summary>
    public Rational GrownL1(Rational sensitivity, int count) => sensitivity + (Step * count);

    /// <summary>The L2 sensitivity of <paramref name="count"/> values after <see cref="Round"/>, rounded up.</summary>
    public Rational GrownL2(Rational sensitivity, int count) => sensitivity + (Step * ((Rational)count).SqrtUp(24));

    private void Clip(ReadOnlySpan<double> values, Rational bound, Span<long> steps, bool squared)
    {
        Same(values, steps);
        var limit = InSteps(((Quantity)bound).Positive("The bound"));
        if (limit > new Rational(BigInteger.One << MostSteps, 1))
        {
            throw new BadInputException($"A bound of {bound} is more than 2^52 steps of this lattice. Choose a coarser one.");
        }

        var most = (UInt128)(squared ? (limit * limit).Floor() : limit.Floor());
        var size = limit.ToDoubleDown();
        var norm = Norm(values, squared);

        // Infinities have no direction worth keeping to the last bit: coordinates are cut to the bound first.
        var cap = double.IsFinite(norm) ? double.MaxValue : size;
        var factor = !double.IsFinite(norm) ? 1 / (squared ? Math.Sqrt(values.Length) : values.Length) : norm > size ? size / norm : 1;

        // Cutting toward zero shortens, so only the rounding of the norm and the factor can fail the check.
        for (var less = 1.0 / (1L << 44); !TryCut(values, steps, factor, cap, most, squared); less *= 2)
        {
            factor *= 1 - less;
        }
    }

    private double Norm(ReadOnlySpan<double> values, bool squared)
    {
        double largest = 0, sum = 0;
        foreach (var value in values)
        {
            var x = Math.Abs(Scaled(value, double.MaxValue));
            largest = Math.Max(largest, x);
            sum += x;
        }

        if (!squared || largest == 0)
        {
            return sum;
        }

        sum = 0;
        foreach (var value in values)
        {
            var x = Scaled(value, double.MaxValue) / largest;
            sum += x * x;
        }

        return largest * Math.Sqrt(sum);
    }

    private bool TryCut(ReadOnlySpan<double> values, Span<long> steps, double factor, double cap, UInt128 most, bool squared)
    {
        UInt128 sum = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var x = Math.Truncate(Scaled(values[i], cap) * factor);
            if (!(Math.Abs(x) <= 1L << MostSteps))
            {
                return false;
            }

            steps[i] = (long)x;
            var size = (UInt128)Math.Abs(steps[i]);
            sum += squared ? size * size : size;
            if (sum > most)
            {
                return false;
            }
        }

        return true;
    }

    private double Scaled(double value, double cap) => double.IsNaN(value) ? 0 : Math.Clamp(Math.ScaleB(value, -Exponent), -cap, cap);

    private static void Same(ReadOnlySpan<double> values, Span<long> steps)
    {
        if (values.Length != steps.Length)
        {
            throw new ArgumentException("Values and steps must have one length.", nameof(steps));
        }
    }
}
