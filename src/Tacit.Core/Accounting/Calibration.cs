using Tacit.Numerics;

namespace Tacit.Accounting;

/// <summary>The noise, the number of steps or the sampling rate that a budget allows, always on the safe side: the certified ε of what is returned is at most the target.</summary>
public static class Calibration
{
    // Beyond this the answer is noise of the grid.
    private const double Precision = 1e-7;

    /// <summary>The smallest noise that keeps ε at δ.</summary>
    /// <param name="loss">The loss for a noise parameter (a multiplier or a scale); more noise costs less.</param>
    /// <param name="epsilon">The target ε, above zero.</param>
    /// <param name="delta">The target δ.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="accountant">Who prices; <see cref="Accountant.Tightest"/> unless given.</param>
    /// <param name="token">Cancels.</param>
    /// <returns>The noise parameter, to a relative 1e-7 above the smallest.</returns>
    /// <exception cref="BadInputException">No noise below 10⁹ suffices.</exception>
    public static double Noise(
        Func<double, PrivacyLoss> loss, Quantity epsilon, Quantity delta, Neighbours relation, Accountant? accountant = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var pricing = accountant ?? Accountant.Tightest;
        var target = epsilon.Positive("Epsilon").ToDoubleDown();
        var rough = Rough(x => Upper(loss(1 / x), delta, relation, pricing == Accountant.Tightest ? Accountant.Renyi : pricing, token), target, 1, 1e-9);
        var inverse = pricing == Accountant.Tightest || pricing == Accountant.LossDistributions
            ? Largest(x => Upper(loss(1 / x), delta, relation, pricing, token), target, rough, 1e-9, 1e9)
            : Largest(x => Upper(loss(1 / x), delta, relation, pricing, token), target, 1, 1e-9, 1e9);
        if (inverse is not { } found)
        {
            throw new BadInputException($"No noise below 10⁹ keeps ε at {epsilon} with δ = {delta}: a part of the loss does not depend on it.");
        }

        // 1/x is rounded: the parameter itself is what must hold.
        var noise = 1 / found;
        while (!(Upper(loss(noise), delta, relation, pricing, token) <= target))
        {
            noise *= 1 + Precision;
        }

        return noise;
    }

    /// <summary>The largest number of steps that keeps ε at δ; zero where not even one does.</summary>
    /// <param name="loss">The loss of a number of steps, from one on; more steps cost more.</param>
    /// <param name="epsilon">The target ε.</param>
    /// <param name="delta">The target δ.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="accountant">Who prices; <see cref="Accountant.Tightest"/> unless given.</param>
    /// <param name="token">Cancels.</param>
    public static long Steps(
        Func<long, PrivacyLoss> loss, Quantity epsilon, Quantity delta, Neighbours relation, Accountant? accountant = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var pricing = accountant ?? Accountant.Tightest;
        const long Most = 1L << 40;
        var target = epsilon.Positive("Epsilon").ToDoubleDown();
        double Cost(long steps) => Upper(loss(steps), delta, relation, pricing, token);
        if (!(Cost(1) <= target))
        {
            return 0;
        }

        bool Holds(long steps) => Known(() => Cost(steps)) <= target;
        long low = 1;
        long high = 2;
        while (high < Most && Holds(high))
        {
            (low, high) = (high, high * 4);
        }

        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Holds(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The largest Poisson sampling rate that keeps ε at δ.</summary>
    /// <param name="loss">The loss at a rate in (0, 1]; a larger sample costs more.</param>
    /// <param name="epsilon">The target ε.</param>
    /// <param name="delta">The target δ.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="accountant">Who prices; <see cref="Accountant.Tightest"/> unless given.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">No rate above 10⁻⁹ suffices.</exception>
    public static double Rate(
        Func<double, PrivacyLoss> loss, Quantity epsilon, Quantity delta, Neighbours relation, Accountant? accountant = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var pricing = accountant ?? Accountant.Tightest;
        var target = epsilon.Positive("Epsilon").ToDoubleDown();
        return Largest(x => Upper(loss(x), delta, relation, pricing, token), target, 0.01, 1e-9, 1)
            ?? throw new BadInputException($"No sampling rate above 10⁻⁹ keeps ε at {epsilon} with δ = {delta}. Add noise or take fewer steps.");
    }

    private static double Upper(PrivacyLoss loss, Quantity delta, Neighbours relation, Accountant accountant, CancellationToken token) =>
        accountant.Epsilon(loss, delta, relation, token).Upper;

    // Beyond what held once, what the accountant cannot price does not hold.
    private static double Known(Func<double> epsilon)
    {
        try
        {
            return epsilon();
        }
        catch (UnpricedLossException)
        {
            return double.PositiveInfinity;
        }
    }

    private static double Rough(Func<double, double> epsilon, double target, double start, double least)
    {
        try
        {
            return Largest(epsilon, target, start, least, 1e9, 1e-3) ?? start;
        }
        catch (UnpricedLossException)
        {
            return start;
        }
    }

    /// <summary>The largest x in [least, most], to the precision, with ε(x) ≤ target; ε grows with x. Null where not even the least holds.</summary>
    private static double? Largest(Func<double, double> epsilon, double target, double start, double least, double most, double precision = Precision)
    {
        var (holds, fails) = (double.NaN, double.NaN);
        var (atHolds, atFails) = (double.NaN, double.NaN);

        // Whether x holds is decided by ε itself: a last place above the target has the same logarithm.
        (bool Holds, double Height) At(double x)
        {
            var found = double.IsNaN(holds) ? epsilon(x) : Known(() => epsilon(x));
            var height = Math.Log(Math.Max(found, 1e-300)) - Math.Log(target);
            return found <= target ? (true, Math.Min(height, 0)) : (false, Math.Max(height, 1e-16));
        }

        // Widening steps from the start to either side.
        var x = Math.Clamp(start, least, most);
        for (var factor = 1.05; double.IsNaN(holds) || double.IsNaN(fails); factor *= factor)
        {
            var (isHeld, height) = At(x);
            if (isHeld)
            {
                (holds, atHolds) = (x, height);
                if (x >= most)
                {
                    return x;
                }

                x = Math.Min(most, x * factor);
            }
            else
            {
                (fails, atFails) = (x, height);
                if (x <= least)
                {
                    return null;
                }

                x = Math.Max(least, x / factor);
            }
        }

        // Illinois: the chord in logarithms, with the height of an end that stays halved.
        var side = 0;
        while (Math.Log(fails / holds) > precision)
        {
            var (a, b) = (Math.Log(holds), Math.Log(fails));
            var share = double.IsFinite(atFails) && atHolds > -600 ? Math.Clamp(-atHolds / (atFails - atHolds), 0.02, 0.98) : 0.5;

            // A hair beyond the chord on the side that the last try left alone, so that both ends close in.
            var next = Math.Exp(a + (share * (b - a)));
            next = Math.Clamp(next, holds * (1 + (precision / 4)), fails * (1 - (precision / 4)));
            var (isHeld, height) = At(next);
            if (isHeld)
            {
                (holds, atHolds) = (next, height);
                atFails = side == 1 ? atFails / 2 : atFails;
                side = 1;
            }
            else
            {
                (fails, atFails) = (next, height);
                atHolds = side == -1 ? atHolds / 2 : atHolds;
                side = -1;
            }
        }

        return holds;
    }
}
