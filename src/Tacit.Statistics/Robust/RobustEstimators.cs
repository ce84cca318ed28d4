using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>Estimators for <see cref="RobustToPrivate"/>.</summary>
public static class RobustEstimators
{
    /// <summary>The lower median: the row at place ⌈n/2⌉.</summary>
    public static IRobustEstimator Median { get; } = Quantile(new Rational(1, 2));

    /// <summary>The mean. One row in n moves it by a share of the whole range: not robust, and here for comparison.</summary>
    public static IRobustEstimator Mean { get; } = TrimmedMean(Rational.Zero);

    /// <summary>The row at place ⌈q·n⌉, at least the first.</summary>
    /// <param name="share">q, from 0 to 1.</param>
    /// <exception cref="BadInputException">The share is no share.</exception>
    public static IRobustEstimator Quantile(Rational share) => new OrderStatistic(Share(share, 1));

    /// <summary>The mean without the smallest and the largest rows.</summary>
    /// <param name="share">The share of rows that is left out at each end, below one half: ⌊share·n⌋ rows.</param>
    /// <exception cref="BadInputException">The share is none, or leaves nothing.</exception>
    public static IRobustEstimator TrimmedMean(Rational share) => new Trimmed(Below(share), false);

    /// <summary>The mean where the smallest and the largest rows are put in line with the next.</summary>
    /// <param name="share">The share of rows that is put in line at each end, below one half: ⌊share·n⌋ rows.</param>
    /// <exception cref="BadInputException">The share is none, or leaves nothing.</exception>
    public static IRobustEstimator WinsorisedMean(Rational share) => new Trimmed(Below(share), true);

    /// <summary>The distance of two order statistics, at places ⌈p·n⌉ and ⌈q·n⌉: a measure of spread. Known under replace.</summary>
    /// <param name="from">p, from 0 to 1.</param>
    /// <param name="to">q, above p.</param>
    /// <exception cref="BadInputException">The shares are none, or not in order.</exception>
    public static IRobustEstimator InterquantileRange(Rational from, Rational to) => from < to
        ? new QuantileDistance(Share(from, 1), Share(to, 1))
        : throw new BadInputException("The distance is taken from a lower share to a higher one.");

    private static Rational Share(Rational share, Rational most) => share >= Rational.Zero && share <= most
        ? share
        : throw new BadInputException($"A share lies between 0 and {most}, but was {share}.");

    private static Rational Below(Rational share) => Share(share, new Rational(1, 2)) < new Rational(1, 2)
        ? share
        : throw new BadInputException("A share of one half at each end leaves no row.");

    internal static int Place(Rational share, int count) => Math.Max(0, (int)(share * count).Ceiling() - 1);

    private sealed class OrderStatistic(Rational share) : MonotoneEstimator
    {
        public override string Name => share == new Rational(1, 2) ? "median" : $"quantile at {share}";

        protected override Rational Of(ChangedRows rows) => rows[Place(share, rows.Count)];
    }

    private sealed class Trimmed(Rational share, bool isWinsorised) : MonotoneEstimator
    {
        public override string Name => share.Sign == 0 ? "mean" : $"{(isWinsorised ? "winsorised" : "trimmed")} mean at {share}";

        protected override Rational Of(ChangedRows rows)
        {
            var cut = (int)(share * rows.Count).Floor();
            var inner = rows.SumOfFirst(rows.Count - cut) - rows.SumOfFirst(cut);
            return isWinsorised
                ? new Rational((System.Numerics.BigInteger)(inner + (cut * ((Int128)rows[cut] + rows[rows.Count - cut - 1]))), rows.Count)
                : new Rational((System.Numerics.BigInteger)inner, rows.Count - (2 * cut));
        }
    }

    private sealed class QuantileDistance(Rational from, Rational to) : IRobustEstimator
    {
        public string Name => $"distance of the quantiles at {from} and {to}";

        public bool Knows(Neighbours relation) => relation == Neighbours.Replace;

        public (long Low, long High) Values(long low, long high) => (0, high - low);

        // With k replacements, some push rows from below the one place to above the other and some the other way round: all ways to share them out are tried.
        public (long Low, long High) Reach(SortedRows rows, int changes, Neighbours relation)
        {
            if (rows.Count == 0)
            {
                return (0, rows.High - rows.Low);
            }

            var (a, b) = (Place(from, rows.Count), Place(to, rows.Count));
            var (low, high) = (long.MaxValue, 0L);
            for (var j = 0; j <= changes; j++)
            {
                high = Math.Max(high, rows[b + j] - rows[a - changes + j]);
                low = Math.Min(low, rows[b - changes + j] - rows[a + j]);
            }

            return (Math.Max(0, low), high);
        }
    }
}
