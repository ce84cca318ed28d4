using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>Composition of grid laws: Π ẑ_j^{T_j} over one transform of tilted masses, with every error in a bound.</summary>
/// <remarks>
/// Masses are tilted by e^{θω} and normalised, so that transform noise is relative to δ (Koskela et al. 2021; exponential tilting is Esscher's).
/// The upper law travels in the real part, the lower law in the imaginary part of one transform.
/// </remarks>
internal sealed class LossComposition : IDisposable
{
    /// <summary>Mass that the window of losses leaves outside at each end, of the tilted law.</summary>
    private const double LostTail = 1e-18;

    private readonly Lent _lent;
    private readonly double[] _upper;
    private readonly double[] _lower;

    private LossComposition(double step, double theta, long start, int count, Lent lent)
    {
        Step = step;
        Theta = theta;
        Start = start;
        Count = count;
        _lent = lent;
        _upper = lent.Array(count);
        _lower = lent.Array(count);
    }

    public double Step { get; }

    public double Theta { get; }

    /// <summary>Entry k of the laws is the tilted mass at loss (Start + k)·h.</summary>
    public long Start { get; }

    /// <summary>Entries of each law.</summary>
    public int Count { get; }

    /// <summary>The upper law, until disposal.</summary>
    public ReadOnlySpan<double> Upper => _upper.AsSpan(0, Count);

    /// <summary>The lower law, until disposal.</summary>
    public ReadOnlySpan<double> Lower => _lower.AsSpan(0, Count);

    /// <summary>ΣT ln M(θ) of the upper laws.</summary>
    public double LogScaleUpper { get; private init; }

    /// <summary>ΣT ln M(θ) of the lower laws.</summary>
    public double LogScaleLower { get; private init; }

    /// <summary>Euclidean bound on the error of the upper masses.</summary>
    public double ErrorUpper { get; private init; }

    /// <summary>Euclidean bound on the error of the lower masses.</summary>
    public double ErrorLower { get; private init; }

    /// <summary>Summed bound on the error that came in with the laws.</summary>
    public double InheritedError { get; private init; }

    public static LossComposition Of(IReadOnlyList<(GridLaw Law, long Count)> parts, double theta, CancellationToken token)
    {
        var h = parts[0].Law.Step;
        if (parts is [(var single, 1)])
        {
            return Single(single, theta);
        }

        var (low, high) = Span(parts, theta);
        var (from, to) = ((long)Math.Floor(low / h), (long)Math.Ceiling(high / h));
        var plan = FourierTransform.For(FourierTransform.LengthFor(to - from + 1));
        var n = plan.Length;
        var half = n / 2;
        using var product = new PowerSpectrum(half + 1);
        using var lent = new Lent();
        var (re, im, workRe, workIm) = (lent.Array(n), lent.Array(n), lent.Array(n), lent.Array(n));
        var (scaleUpper, scaleLower, inherited) = (0.0, 0.0, 0.0);
        foreach (var (law, count) in parts)
        {
            token.ThrowIfCancellationRequested();
            var (logUpper, logLower) = (law.LogMoment(law.Upper, theta), law.LogMoment(law.Lower, theta));
            scaleUpper += count * logUpper;
            scaleLower += count * logLower;
            inherited = Elementary.ExpM1(Elementary.LogP1(inherited) + (count * Elementary.LogP1(law.TiltedError)));
            Fold(law, law.Upper, theta, logUpper, re.AsSpan(0, n));
            Fold(law, law.Lower, theta, logLower, im.AsSpan(0, n));
            var norm = Math.Sqrt(Squares(re.AsSpan(0, n)) + Squares(im.AsSpan(0, n)));
            plan.Forward(re, im, workRe, workIm);
            product.Times(re, im, n, count, plan.RelativeError * Math.Sqrt(n) * norm * (1 + 1e-9));
        }

        token.ThrowIfCancellationRequested();
        var (errorUpper, errorLower) = product.Into(re, im, n, plan.RelativeError);
        plan.InverseTimesLength(re, im, workRe, workIm);

        // Loss index j lies at j mod N.
        var turn = (int)(((from % n) + n) % n);
        var composed = new LossComposition(h, theta, from, n, new())
        {
            LogScaleUpper = scaleUpper,
            LogScaleLower = scaleLower,
            ErrorUpper = errorUpper,
            ErrorLower = errorLower,
            InheritedError = inherited,
        };
        Rotate(re, composed._upper, turn, n);
        Rotate(im, composed._lower, turn, n);
        return composed;
    }

    // One step needs no transform.
    private static LossComposition Single(GridLaw law, double theta)
    {
        var (logUpper, logLower) = (law.LogMoment(law.Upper, theta), law.LogMoment(law.Lower, theta));
        var composed = new LossComposition(law.Step, theta, law.Start, law.Count, new())
        {
            LogScaleUpper = logUpper,
            LogScaleLower = logLower,
            InheritedError = law.TiltedError,
        };
        law.Tilt(law.Upper, theta, logUpper, composed._upper.AsSpan(0, law.Count));
        law.Tilt(law.Lower, theta, logLower, composed._lower.AsSpan(0, law.Count));
        return composed;
    }

    public void Dispose() => _lent.Dispose();

    /// <summary>A bound on the tilted mass outside the window, and as much again for what the window folds in.</summary>
    public static double Outside => 2 * LostTail;

    /// <summary>Between which losses the sum lies, but for a tilted mass of <see cref="LostTail"/> at either end: Chernoff, valid for any t.</summary>
    public static (double Low, double High) Span(IReadOnlyList<(GridLaw Law, long Count)> parts, double theta)
    {
        var deviation = Math.Sqrt(parts.Sum(part => part.Count * Math.Pow(part.Law.Deviation(theta), 2)));
        var (from, to) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var upper in (ReadOnlySpan<bool>)[true, false])
        {
            double Log(double t) => parts.Sum(part => part.Count * part.Law.LogMoment(upper ? part.Law.Upper : part.Law.Lower, t));
            var atTheta = Log(theta);
            // With the rounding of so many logarithms of sums by Horner.
            var need = -Math.Log(LostTail) + parts.Sum(part => 4e-16 * part.Count * (part.Law.Count + 600));
            var guess = Math.Sqrt(2 * need) / deviation;
            var high = Smallest(t => (Log(theta + t) - atTheta + need) / t, guess, Tame(parts) - theta);
            var low = -Smallest(t => (Log(theta - t) - atTheta + need) / t, guess, Tame(parts) + theta);

            // No window is wider than the sum of the ranges.
            to = Math.Max(to, Math.Min(high, parts.Sum(part => part.Count * part.Law.Step * (part.Law.Start + part.Law.Count - 1.0))));
            from = Math.Min(from, Math.Max(low, parts.Sum(part => part.Count * part.Law.Step * part.Law.Start)));
        }

        return (from, to);
    }

    // The smallest of a quasi-convex bound, near enough: a search in ln t around the guess that a Gaussian would want.
    private static double Smallest(Func<double, double> bound, double guess, double limit) => limit > 0
        ? GoldenSection.Minimum(log => bound(Math.Exp(log)), Math.Log(Math.Min(guess, limit) / 64), Math.Log(Math.Min(limit, guess * 4)), 12).Smallest
        : double.PositiveInfinity;

    // Up to this t, e^{tω} over the range stays a double.
    private static double Tame(IReadOnlyList<(GridLaw Law, long Count)> parts) => parts.Min(part => 600 / (part.Law.Step * part.Law.Count));

    private static void Fold(GridLaw law, double[] masses, double theta, double logMoment, Span<double> into)
    {
        var n = into.Length;
        var at = (int)(((law.Start % (long)n) + n) % n);
        using var lent = new Lent();
        var tilted = lent.Array(law.Count).AsSpan(0, law.Count);
        law.Tilt(masses, theta, logMoment, tilted);
        into.Clear();
        for (var k = 0; k < tilted.Length;)
        {
            var run = Math.Min(tilted.Length - k, n - at);
            for (var i = 0; i < run; i++)
            {
                into[at + i] += tilted[k + i];
            }

            k += run;
            at = 0;
        }
    }

    private static double Squares(ReadOnlySpan<double> values)
    {
        var sum = Vector<double>.Zero;
        var k = 0;
        for (; k + Vector<double>.Count <= values.Length; k += Vector<double>.Count)
        {
            var v = new Vector<double>(values[k..]);
            sum += v * v;
        }

        var total = Vector.Sum(sum);
        for (; k < values.Length; k++)
        {
            total += values[k] * values[k];
        }

        return total;
    }

    private static void Rotate(double[] from, double[] to, int turn, int n)
    {
        var scale = 1.0 / n;
        for (var k = 0; k < n; k++)
        {
            var source = k + turn;
            to[k] = from[source >= n ? source - n : source] * scale;
        }
    }
}
