using System.Runtime.Intrinsics;
using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>
/// One step's loss on the grid hℤ, twice: <see cref="Upper"/> never understates and <see cref="Lower"/> never overstates δ.
/// Entry k is the mass at loss (Start + k)·h.
/// </summary>
/// <remarks>
/// δ(ε) = p_∞ + E[(1−e^{ε−Ω})₊] grows with every loss and is convex in e^{−Ω}. So spreading the mass of a cell over its two ends with the mean of
/// e^{−Ω} kept gives an upper bound (Doroshenko et al. 2022, "connect the dots"), and contracting it to that mean gives a lower one (Jensen). The
/// lower mass sits on the grid point beside its true place; <see cref="Offsets"/> says how far.
/// </remarks>
internal sealed class GridLaw
{
    private const double Tiny = 1e-290;

    public required double Step { get; init; }

    public required long Start { get; init; }

    public required double[] Upper { get; init; }

    public required double[] Lower { get; init; }

    /// <summary>True place minus grid point, for each lower mass; at most half a step.</summary>
    public required double[] Offsets { get; init; }

    /// <summary>Mass of the upper law at an infinite loss.</summary>
    public double Infinite { get; init; }

    /// <summary>Mass of the lower law at an infinite loss.</summary>
    public double SurelyInfinite { get; init; }

    /// <summary>Bound on the summed error of either law's tilted and normalised masses, where they were computed by transforms.</summary>
    public double TiltedError { get; private init; }

    public int Count => Upper.Length;

    /// <summary>Discretises a step; a mass of P of up to <paramref name="cut"/> at each end moves to infinity or to the first point.</summary>
    public static GridLaw Of(LossSource source, double h, double cut)
    {
        var (low, high) = source.Range(cut);
        var start = checked((long)Math.Floor(low / h));
        var cells = checked((int)Math.Max(1, Math.Ceiling(high / h) - start));
        using var lent = new Lent();
        var p = lent.Array(cells).AsSpan(0, cells);
        var q = lent.Array(cells + 1).AsSpan(0, cells + 1);
        source.Masses(start * h, h, p, q[..cells]);
        var upper = new double[cells + 1];
        Spread(start, h, p, q, upper);
        upper[0] += cut;

        var lower = new double[cells + 1];
        source.Masses((start - 0.5) * h, h, lower, q);
        return new()
        {
            Step = h,
            Start = start,
            Upper = upper,
            Lower = lower,
            Offsets = OffsetsOf(start, h, lower, q),
            Infinite = source.MassAbove((start + cells) * h),
            SurelyInfinite = source.SurelyInfinite,
        };
    }

    /// <summary>Σ p x^k by Horner in sixteen strands; positive terms, so the relative error stays near n·2⁻⁵³/16.</summary>
    public static double Moment(double[] p, double x)
    {
        const int Strands = 16;
        var x16 = Vector256.Create(Math.Pow(x, Strands));
        var whole = p.Length / Strands * Strands;
        var (a, b, c, d) = (Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero, Vector256<double>.Zero);
        for (var k = whole - Strands; k >= 0; k -= Strands)
        {
            var at = p.AsSpan(k, Strands);
            a = (a * x16) + Vector256.Create<double>(at);
            b = (b * x16) + Vector256.Create<double>(at[4..]);
            c = (c * x16) + Vector256.Create<double>(at[8..]);
            d = (d * x16) + Vector256.Create<double>(at[12..]);
        }

        var sum = 0.0;
        var power = 1.0;
        Span<double> strands = stackalloc double[Strands];
        a.CopyTo(strands);
        b.CopyTo(strands[4..]);
        c.CopyTo(strands[8..]);
        d.CopyTo(strands[12..]);
        for (var k = 0; whole > 0 && k < Strands; k++)
        {
            sum += strands[k] * power;
            power *= x;
        }

        var rest = Math.Pow(x, whole);
        for (var k = whole; k < p.Length; k++)
        {
            sum += p[k] * rest;
            rest *= x;
        }

        return sum;
    }

    /// <summary>ln E[e^{θΩ}] of <paramref name="masses"/>, one of the two laws.</summary>
    public double LogMoment(double[] masses, double theta) => Math.Log(Moment(masses, Math.Exp(theta * Step))) + (theta * Step * Start);

    public GridLaw WithTiltedError(double error) => new()
    {
        Step = Step, Start = Start, Upper = Upper, Lower = Lower, Offsets = Offsets, Infinite = Infinite, TiltedError = error,
    };

    /// <summary>Standard deviation of the tilted upper law.</summary>
    public double Deviation(double theta)
    {
        double mean = 0;
        double square = 0;
        using var lent = new Lent();
        var tilted = lent.Array(Count).AsSpan(0, Count);
        Tilt(Upper, theta, LogMoment(Upper, theta), tilted);
        for (var k = 0; k < tilted.Length; k++)
        {
            mean += tilted[k] * k;
            square += tilted[k] * k * k;
        }

        return Math.Sqrt(Math.Max(square - (mean * mean), 1e-4)) * Step;
    }

    /// <summary>Mean and mean square of the offsets under the tilted lower law.</summary>
    public (double Mean, double Square) OffsetMoments(double theta)
    {
        double mean = 0;
        double square = 0;
        using var lent = new Lent();
        var tilted = lent.Array(Count).AsSpan(0, Count);
        Tilt(Lower, theta, LogMoment(Lower, theta), tilted);
        for (var k = 0; k < tilted.Length; k++)
        {
            mean += tilted[k] * Offsets[k];
            square += tilted[k] * Offsets[k] * Offsets[k];
        }

        // The masses may be off by 1e-13 each, hence a loss by 2e-13.
        return (mean - (1e-9 * Math.Abs(mean)) - 3e-13, (square * (1 + 1e-9)) + (3e-13 * Step));
    }

    /// <summary>The masses times e^{θω} over their sum e^{logMoment}.</summary>
    public void Tilt(double[] masses, double theta, double logMoment, Span<double> tilted)
    {
        var (slope, origin) = (theta * Step, (theta * Step * Start) - logMoment);
        var lane = Vector256.Create(0.0, 1, 2, 3);
        var k = 0;
        for (; k + 4 <= tilted.Length; k += 4)
        {
            var exponent = ((lane + Vector256.Create((double)k)) * slope) + Vector256.Create(origin);
            (Vector256.Exp(exponent) * Vector256.Create<double>(masses.AsSpan(k, 4))).CopyTo(tilted[k..]);
        }

        for (; k < tilted.Length; k++)
        {
            tilted[k] = masses[k] * Math.Exp((k * slope) + origin);
        }
    }

    private static void Spread(long start, double h, ReadOnlySpan<double> p, ReadOnlySpan<double> q, double[] upper)
    {
        var wholeStep = -Elementary.ExpM1(-h);
        var slack = 1e-12 / h;
        for (var k = 0; k < p.Length; k++)
        {
            if (p[k] == 0)
            {
                continue;
            }

            // Where Q has no digits left, the loss is taken from the cell alone.
            var share = q[k] < Tiny ? 1 : Math.Clamp((-Elementary.ExpM1(((start + k) * h) - Math.Log(p[k] / q[k])) / wholeStep) + slack, 0, 1);
            upper[k + 1] += p[k] * share;
            upper[k] += p[k] * (1 - share);
        }
    }

    private static double[] OffsetsOf(long start, double h, double[] p, ReadOnlySpan<double> q)
    {
        var offsets = new double[p.Length];
        for (var k = 0; k < p.Length; k++)
        {
            offsets[k] = p[k] == 0 ? 0 : q[k] < Tiny ? -h / 2 : Math.Clamp(Math.Log(p[k] / q[k]) - ((start + k) * h), -h / 2, h / 2);
        }

        return offsets;
    }
}
