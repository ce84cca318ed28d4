using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Makes any robust estimator private: a point is the less likely, the more rows must change before the estimator could give it.</summary>
/// <remarks>
/// Guarantee: ε-differential privacy of bounded range ε, for replace of one row with a public number of rows, or add/remove of one row, as stated at
/// construction. The score of a point t is k(t) = min{k : L_k − r ≤ t ≤ U_k + r}, where L_k and U_k are the least and the largest value that k changes of rows
/// can give, rounded outward. What k changes reach from one input, k + 1 reach from its neighbour, so one row moves the score by at most one, also where it is
/// capped at a public number; a point is drawn with weight e^(−ε·k(t)/2) (Asi, Ullman and Zakynthinou, From Robustness to Privacy and Back, 2023). All of it is
/// in integers: points of equal score form rings, and a ring is drawn exactly. If the estimator errs by at most α under any k changes with
/// k ≥ (2/ε)·(ln(points/(2r+1)) + ln(1/β)), the answer errs by at most α + r with probability 1 − β. There is no interval.
/// </remarks>
public sealed class RobustToPrivate
{
    private const int MostCounted = 100_000;

    // Points that need more changes than that have a share of all below e^−30.
    private const int Negligible = 30;

    private readonly IRobustEstimator _estimator;
    private readonly (long Low, long High) _rows;
    private readonly Neighbours _relation;
    private readonly Rational _perChange;

    /// <summary>The mechanism for rows that are integers from <paramref name="low"/> to <paramref name="high"/>; its points are the values that the estimator may have then.</summary>
    /// <param name="estimator">The estimator.</param>
    /// <param name="low">The lowest row. Public; rows are clipped to it.</param>
    /// <param name="high">The highest row. Public; rows are clipped to it.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="relation">The relation of the guarantee. Under replace the number of rows is public.</param>
    /// <param name="radius">r: how far beyond the reach of k changes a point counts as reached. Public; ties of many points at the estimate are answered by it.</param>
    /// <param name="mostChanges">Where scores are capped. Public; enough for what is left to be negligible unless given.</param>
    /// <exception cref="BadInputException">The points, ε, the radius or the cap cannot be used, or the estimator does not know the relation.</exception>
    public RobustToPrivate(IRobustEstimator estimator, long low, long high, Quantity epsilon, Neighbours relation, long radius = 0, int? mostChanges = null)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        if (low >= high || low < -(1L << 60) || high > 1L << 60)
        {
            throw new BadInputException($"Rows go from a lower to a higher integer, both within 2^60, but were {low} and {high}.");
        }

        _rows = (low, high);
        (Low, High) = estimator.Values(low, high);
        if (radius < 0 || radius > High - Low)
        {
            throw new BadInputException($"The radius lies between 0 and the width of the range, but was {radius}.");
        }

        if (!estimator.Knows(relation))
        {
            throw new BadInputException($"What changes of rows can make of the {estimator.Name} is not known under {relation}. Ask under {(relation == Neighbours.Replace ? Neighbours.AddRemove : Neighbours.Replace)}.");
        }

        var price = epsilon.Positive("Epsilon");
        var needed = (2 * (Math.Log(High - Low + 1.0) + Negligible) / price.ToDouble()) + 1;
        Radius = radius;
        MostChanges = mostChanges ?? (int)Math.Min(MostCounted, Math.Ceiling(needed));
        if (MostChanges is < 1 or > MostCounted)
        {
            throw new BadInputException($"Scores are capped at 1 to {MostCounted} changes, but {mostChanges} was asked for.");
        }

        (_estimator, _relation, _perChange) = (estimator, relation, price / 2);
        Loss = PrivacyLoss.Exponential(price, relation);
    }

    /// <summary>The lowest point.</summary>
    public long Low { get; }

    /// <summary>The highest point.</summary>
    public long High { get; }

    /// <summary>How far beyond the reach of changes a point counts as reached.</summary>
    public long Radius { get; }

    /// <summary>Where scores are capped.</summary>
    public int MostChanges { get; }

    /// <summary>The loss of one draw.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>A point drawn from the mechanism.</summary>
    /// <param name="values">The rows; they are clipped.</param>
    /// <param name="random">The permit's source; see <see cref="Permit.Draw{T}(PrivacyLoss, Func{RandomSource, T}, Func{T})"/>.</param>
    public long Draw(ReadOnlySpan<long> values, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var rings = Rings(values);
        var law = new RingLaw([.. rings.Select(r => (r.Points, (long)r.Changes))], _perChange);
        var ring = rings[law.Draw(random)];
        return ring.At((long)random.NextBelow((ulong)ring.Points));
    }

    /// <summary>The estimate without noise, rounded to a point.</summary>
    /// <param name="values">The rows; they are clipped.</param>
    public long Exact(ReadOnlySpan<long> values) => _estimator.Reach(new SortedRows(values, _rows.Low, _rows.High), 0, _relation).Low;

    /// <summary>The points by the changes that they need, from none on: the exact law, up to its normaliser, with weight points × e^(−ε·changes/2). Raw: for audits, and for whoever may see the rows.</summary>
    /// <param name="values">The rows; they are clipped.</param>
    public IReadOnlyList<RobustRing> Rings(ReadOnlySpan<long> values)
    {
        var rows = new SortedRows(values, _rows.Low, _rows.High);
        var rings = new List<RobustRing>();
        var (first, last) = (long.MaxValue, long.MinValue);
        var (least, most) = (High, Low);
        for (var k = 0; k < MostChanges && !(first == Low && last == High); k++)
        {
            var (low, high) = _estimator.Reach(rows, k, _relation);
            (least, most) = (Math.Min(least, low), Math.Max(most, high));
            var (from, to) = (Math.Max(Low, least - Radius), Math.Min(High, most + Radius));
            rings.Add(k == 0 ? new(k, from, to, 0, -1) : new(k, from, first - 1, last + 1, to));
            (first, last) = (from, to);
        }

        rings.Add(new(MostChanges, Low, first - 1, last + 1, High));
        return rings;
    }
}
