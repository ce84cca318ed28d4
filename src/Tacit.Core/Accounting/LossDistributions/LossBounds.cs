using Tacit.Numerics;

namespace Tacit.Accounting.LossDistributions;

/// <summary>δ(ε) of a composition, bounded from both sides.</summary>
internal sealed class LossBounds : IDisposable
{
    private const double MassRounding = 5e-13;

    // Rounding of grid edges and of losses, for every step.
    private const double LossRounding = 1e-14;

    private readonly Lent _lent = new();
    private readonly LossComposition _composed;
    private readonly (double Lower, double Upper) _infinite;
    private readonly double _place;
    private readonly double _margin;
    private readonly double _shift;
    private readonly double _lostRelative;
    private readonly double _steps;
    private readonly int _stages;
    private readonly Tail _upper;
    private readonly Tail _lower;

    /// <param name="composed">The composed tilted laws; disposed here, since their sums are all that is asked for.</param>
    /// <param name="infinite">Mass at infinite loss, over all steps: surely, and at most.</param>
    /// <param name="shift">κ: the lower law's true losses lie at most this far below the grid, but for a tilted mass of <paramref name="lost"/>.</param>
    /// <param name="lost">The tilted mass that κ misses.</param>
    /// <param name="steps">Number of steps.</param>
    /// <param name="stages">Two where groups of steps were composed on a finer grid first, else one.</param>
    public LossBounds(LossComposition composed, (double Lower, double Upper) infinite, double shift, double lost, double steps, int stages)
    {
        _stages = stages;
        _composed = composed;
        _infinite = infinite;
        _shift = shift;
        _steps = steps;

        // Rounding of losses, relative to the largest; rounding of sums over the grid.
        _place = (steps * LossRounding) + (1e-15 * Math.Max(Math.Abs(composed.Start), composed.Start + composed.Count) * composed.Step);
        _margin = 1e-11 + (4e-16 * composed.Count);
        var (theta, h) = (composed.Theta, composed.Step);
        Weight = Math.Exp((theta * Math.Log(theta / (1 + theta))) - Elementary.LogP1(theta));
        Spread = Math.Sqrt((1 / (2 * theta * ((2 * theta) + 1) * (theta + 1) * h)) + 1);
        _lostRelative = lost;
        _upper = new(composed.Upper, theta * h, h, _lent);
        _lower = new(composed.Lower, theta * h, h, _lent);
        composed.Dispose();
    }

    /// <summary>c = max over x of e^{−θx}(1−e^{−x}).</summary>
    private double Weight { get; }

    /// <summary>Euclidean norm of those weights over the grid.</summary>
    private double Spread { get; }

    private double Rounding => Elementary.ExpM1(_steps * MassRounding);

    // What each approximation adds to the upper masses beyond a place, in units of the scale at that place.
    private double Transform => _composed.ErrorUpper * Spread;

    private double Truncation => Weight * LossComposition.Outside;

    private double Inherited => Weight * _composed.InheritedError;

    private double Missed => Weight * _lostRelative;

    /// <summary>An upper bound on δ at <paramref name="epsilon"/>.</summary>
    public double DeltaUpper(double epsilon)
    {
        epsilon -= _place;
        var bound = _infinite.Upper + (ScaleUpper(epsilon) * (Math.Max(0, _upper.At(Place(epsilon))) + Transform + Truncation + Inherited));

        // One bounds every δ, also where the numbers overflowed.
        return bound <= 1 ? bound : 1;
    }

    /// <summary>A lower bound on δ at <paramref name="epsilon"/>; zero where nothing is known.</summary>
    public double DeltaLower(double epsilon)
    {
        epsilon += _shift + _place;
        var error = (_composed.ErrorLower * Spread) + Truncation + Inherited + Missed;
        var log = _composed.LogScaleLower - (_composed.Theta * epsilon);
        var sum = _lower.At(Place(epsilon)) * (1 - _margin);
        return _infinite.Lower + (sum > error && Rounding < 1 ? Math.Exp(log - (1e-14 * Math.Abs(log))) * (sum - error) * (1 - Rounding) * (1 - 1e-11) : 0);
    }

    /// <summary>The smallest ε, within rounding, at which δ is surely at most <paramref name="delta"/>; infinite where the bound never gets there.</summary>
    public double EpsilonUpper(double delta)
    {
        if (DeltaUpper(0) <= delta)
        {
            return 0;
        }

        var end = End;
        return !(end > 0) || !(DeltaUpper(end) <= delta) ? double.PositiveInfinity : Bisect(0, end, e => DeltaUpper(e) > delta).High;
    }

    /// <summary>A lower bound on every ε that holds at <paramref name="delta"/>.</summary>
    /// <param name="delta">δ.</param>
    /// <param name="upper">What <see cref="EpsilonUpper"/> said, or anything above the answer.</param>
    public double EpsilonLower(double delta, double upper)
    {
        // The lower bound is good near the tilt's own place only, so it is looked for from above.
        var high = Math.Min(upper, Math.Max(0, End));
        for (var gap = 1e-4 * high; high > 0; gap *= 2)
        {
            var low = Math.Max(0, high - gap);
            if (DeltaLower(low) > delta)
            {
                return Bisect(low, high, e => DeltaLower(e) > delta).Low;
            }

            high = low;
        }

        return 0;
    }

    /// <summary>The grid, and what each approximation added to δ at <paramref name="epsilon"/>.</summary>
    public LossDistributionReport Report(LossDirection direction, double epsilon)
    {
        var scale = ScaleUpper(epsilon - _place);
        return new()
        {
            Direction = direction,
            GridStep = _composed.Step,
            Stages = _stages,
            Tilt = _composed.Theta,
            LowestLoss = _composed.Start * _composed.Step,
            HighestLoss = (_composed.Start + _composed.Count - 1) * _composed.Step,
            Points = _composed.Count,
            Epsilon = epsilon,
            InfiniteMass = _infinite.Upper,
            TransformError = scale * Transform,
            TruncationError = scale * Truncation,
            InheritedError = scale * Inherited,
            Shift = _shift + _place,
            ShiftError = scale * Missed,
        };
    }

    /// <summary>Gives the sums back to the pool; nothing may be asked afterwards.</summary>
    public void Dispose() => _lent.Dispose();

    private double End => (_composed.Start + _composed.Count) * _composed.Step * 1.01;

    // e^{ΣT ln M − θε}, with the rounding of everything that is multiplied by it.
    private double ScaleUpper(double epsilon)
    {
        var log = _composed.LogScaleUpper - (_composed.Theta * epsilon);
        return Math.Exp(log + (1e-14 * Math.Abs(log))) * (1 + Rounding) * (1 + _margin);
    }

    private double Place(double epsilon) => (epsilon / _composed.Step) - _composed.Start;

    // The condition holds at the low end and not at the high one.
    private static (double Low, double High) Bisect(double low, double high, Func<double, bool> holds)
    {
        for (var i = 0; i < 100 && (high - low) > 1e-13 * high; i++)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = holds(middle) ? (middle, high) : (low, middle);
        }

        return (low, high);
    }

    /// <summary>Σ over grid points beyond a place of r·e^{−θx}(1−e^{−x}), x the distance in loss, from suffix sums.</summary>
    private sealed class Tail
    {
        private readonly int _count;
        private readonly double[] _plain;
        private readonly double[] _weighted;
        private readonly double _thetaStep;
        private readonly double _step;

        public Tail(ReadOnlySpan<double> r, double thetaStep, double step, Lent lent)
        {
            _count = r.Length;
            _thetaStep = thetaStep;
            _step = step;
            _plain = lent.Array(_count + 1);
            _weighted = lent.Array(_count + 1);
            (_plain[_count], _weighted[_count]) = (0, 0);
            var (fall, one, gap) = (Math.Exp(-thetaStep), Math.Exp(-step), -Elementary.ExpM1(-step));
            for (var k = r.Length - 1; k >= 0; k--)
            {
                _plain[k] = r[k] + (fall * _plain[k + 1]);
                _weighted[k] = fall * ((one * _weighted[k + 1]) + (gap * _plain[k + 1]));
            }
        }

        public double At(double place)
        {
            var next = Math.Ceiling(Math.Max(place, 0));
            if (next >= _count)
            {
                return 0;
            }

            var k = (int)next;
            var gap = (next - place) * _step;
            return Math.Exp(-_thetaStep * (next - place)) * ((Math.Exp(-gap) * _weighted[k]) - (Elementary.ExpM1(-gap) * _plain[k]));
        }
    }
}
