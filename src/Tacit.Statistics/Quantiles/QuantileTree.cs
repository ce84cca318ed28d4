using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>A tree of noisy counts over a public range: all quantiles of it are post-processing.</summary>
/// <remarks>
/// Height 3, branching 16: levels of 16, 256 and 4,096 nodes of equal width. One row adds 1 to one node of each level: with N rows a unit
/// Δ1 = 3N and Δ2 = √3·N. Quantiles and their intervals come from the monotone ranks at the leaf edges.
/// </remarks>
public sealed class QuantileTree
{
    /// <summary>Number of levels below the root.</summary>
    public const int Height = 3;

    /// <summary>Children of a node.</summary>
    public const int Branching = 16;

    /// <summary>Number of leaves: 4,096.</summary>
    public const int Leaves = Branching * Branching * Branching;

    /// <summary>Number of nodes of all levels: the length of the released vector.</summary>
    public const int Nodes = Branching + (Branching * Branching) + Leaves;

    private readonly double[][] _levels;
    private readonly NoiseScale _noise;
    private readonly double[] _ranks;

    /// <summary>A tree of released counts.</summary>
    /// <param name="nodes">The counts, level by level from the top, each from left to right.</param>
    /// <param name="noise">The noise of each count.</param>
    public QuantileTree(ReadOnlySpan<double> nodes, NoiseScale noise)
    {
        if (nodes.Length != Nodes)
        {
            throw new ArgumentException($"A tree has {Nodes} nodes.", nameof(nodes));
        }

        _noise = noise;
        _levels =
        [
            nodes[..Branching].ToArray(),
            nodes.Slice(Branching, Branching * Branching).ToArray(),
            nodes[(Branching + (Branching * Branching))..].ToArray(),
        ];
        Count = _levels[0].Sum();
        _ranks = Isotonic(RawRanks());
    }

    /// <summary>The noisy number of rows.</summary>
    public double Count { get; }

    /// <summary>The exact node counts of leaf counts: what is released after noise.</summary>
    public static Int128[] NodesOf(IReadOnlyDictionary<int, Int128> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var nodes = new Int128[Nodes];
        foreach (var (leaf, count) in leaves)
        {
            nodes[leaf / (Branching * Branching)] += count;
            nodes[Branching + (leaf / Branching)] += count;
            nodes[Branching + (Branching * Branching) + leaf] += count;
        }

        return nodes;
    }

    /// <summary>
    /// The position of quantile <paramref name="q"/> in [0, 1] of the range, with its interval; null where there are too few rows to say.
    /// </summary>
    /// <remarks>
    /// Ranks at the leaf edges are summed from nodes and made monotone (isotonic regression, which averages noise where nothing lies). The value is
    /// where they pass q times the noisy count; the interval is all leaves where they are within a quantile of the raw noise of it.
    /// </remarks>
    public (double Value, double Low, double High)? Quantile(double q, double confidence)
    {
        if (!(q >= 0) || !(q <= 1))
        {
            throw new BadInputException($"A quantile lies between 0 and 1, but {q} was asked for.");
        }

        if (!IsEnough(Count, _noise))
        {
            return null;
        }

        var target = q * Count;
        var (alpha, z) = (1 - confidence, Normal.UpperQuantile((1 - confidence) / 2));
        var at = FirstWhere(edge => _ranks[edge + 1] >= target);
        var low = FirstWhere(leaf => _ranks[leaf + 1] >= target - HalfWidth(leaf + 1));
        var high = Leaves - 1 - FirstWhere(back => _ranks[Leaves - 1 - back] <= target + HalfWidth(Leaves - 1 - back));
        var width = _ranks[at + 1] - _ranks[at];
        var value = (at + (width > 0 ? Math.Clamp((target - _ranks[at]) / width, 0, 1) : 0.5)) / Leaves;
        return (value, Math.Min(value, (double)low / Leaves), Math.Max(value, (double)(high + 1) / Leaves));

        double HalfWidth(int edge) => HalfWidthAt(edge, q, _noise, alpha, z);
    }

    /// <summary>
    /// By how many rows the rank of a released quantile may be off, at the edge where it is widest: known before anything is read. Infinite where <paramref name="rows"/>
    /// are too few to say.
    /// </summary>
    /// <param name="q">The quantile.</param>
    /// <param name="rows">The rows that are expected.</param>
    /// <param name="noise">The noise of each count.</param>
    /// <param name="confidence">The probability that the interval covers.</param>
    public static double RankHalfWidth(double q, double rows, NoiseScale noise, double confidence)
    {
        var (alpha, z) = (1 - confidence, Normal.UpperQuantile((1 - confidence) / 2));
        return IsEnough(rows, noise) ? Enumerable.Range(0, Leaves + 1).Max(edge => HalfWidthAt(edge, q, noise, alpha, z)) : double.PositiveInfinity;
    }

    /// <summary>From how many rows on, by the noisy count, a quantile or an extreme is answered.</summary>
    /// <param name="noise">The noise of each count.</param>
    public static double FewestRows(NoiseScale noise) => Math.Max(1, 3 * Math.Sqrt(Branching) * noise.StandardDeviation);

    /// <summary>
    /// How many rows lie beyond a released extreme at most, to the nearest leaf: twice the noise that a count is not told from, at the edge where it is largest. Known before
    /// anything is read; approximate, because the ranks are made monotone.
    /// </summary>
    /// <param name="noise">The noise of each count.</param>
    /// <param name="confidence">The probability that it holds.</param>
    public static double RowsBeyondExtreme(NoiseScale noise, double confidence) => Math.Max(1, 2 * Surely(confidence) * noise.StandardDeviation * Math.Sqrt(Branching + (2 * (Branching - 1))));

    private static bool IsEnough(double rows, NoiseScale noise) => rows >= FewestRows(noise);

    // √(2 ln(leaves/β)) deviations: a union over all edges at which noise could stop too early.
    private static double Surely(double confidence) => Math.Sqrt(2 * Math.Log(Leaves / (1 - confidence)));

    // Of the noisy rank at an edge minus q times the noisy count: they share nodes of the top level.
    private static double HalfWidthAt(int edge, double q, NoiseScale noise, double alpha, double z)
    {
        var (top, middle, leaf) = (edge / (Branching * Branching), edge / Branching % Branching, edge % Branching);
        var (own, other) = ((1 - q) * (1 - q), q * q);
        return noise.HalfWidthOfSum(
            alpha, z, (top * own) + ((Branching - top) * other) + middle + leaf, (top * own * own) + ((Branching - top) * other * other) + middle + leaf);
    }

    /// <summary>
    /// The smallest or largest position in [0, 1] that surely has rows beyond it: the outermost leaf edge behind which the noisy count is above what noise
    /// alone makes. An order statistic some rows inside the extreme, which itself has no useful private estimate; null where there are too few rows to say.
    /// </summary>
    /// <remarks>The interval reaches from the value to the end of the range: the extreme itself lies there with at least <paramref name="confidence"/>.</remarks>
    public (double Value, double Low, double High)? Extreme(bool largest, double confidence)
    {
        var deviation = _noise.StandardDeviation;
        if (!IsEnough(Count, _noise))
        {
            return null;
        }

        var t = Surely(confidence);
        for (var i = 1; i <= Leaves; i++)
        {
            var edge = largest ? Leaves - i : i;
            var beyond = largest ? _ranks[Leaves] - _ranks[edge] : _ranks[edge];
            var (top, middle, leaf) = (edge / (Branching * Branching), edge / Branching % Branching, edge % Branching);
            var nodes = (largest ? Branching - top : top) + middle + leaf;
            if (beyond > Math.Max(0.5, t * deviation * Math.Sqrt(nodes)))
            {
                var value = (double)edge / Leaves;
                return largest ? ((edge + 0.5) / Leaves, value, 1) : ((edge - 0.5) / Leaves, 0, value);
            }
        }

        return null;
    }

    private static int FirstWhere(Func<int, bool> holds)
    {
        for (var i = 0; i < Leaves; i++)
        {
            if (holds(i))
            {
                return i;
            }
        }

        return Leaves - 1;
    }

    private double[] RawRanks()
    {
        var ranks = new double[Leaves + 1];
        double top = 0;
        for (var a = 0; a < Branching; a++)
        {
            double middle = 0;
            for (var b = 0; b < Branching; b++)
            {
                double leaf = 0;
                for (var c = 0; c < Branching; c++)
                {
                    var index = (((a * Branching) + b) * Branching) + c;
                    ranks[index] = top + middle + leaf;
                    leaf += _levels[2][index];
                }

                middle += _levels[1][(a * Branching) + b];
            }

            top += _levels[0][a];
        }

        ranks[Leaves] = top;
        return ranks;
    }

    // Pool adjacent violators: the closest non-decreasing sequence in least squares.
    private static double[] Isotonic(double[] values)
    {
        var sums = new double[values.Length];
        var counts = new int[values.Length];
        var blocks = 0;
        foreach (var value in values)
        {
            sums[blocks] = value;
            counts[blocks] = 1;
            while (blocks > 0 && sums[blocks - 1] / counts[blocks - 1] > sums[blocks] / counts[blocks])
            {
                sums[blocks - 1] += sums[blocks];
                counts[blocks - 1] += counts[blocks];
                blocks--;
            }

            blocks++;
        }

        var result = new double[values.Length];
        var position = 0;
        for (var block = 0; block < blocks; block++)
        {
            Array.Fill(result, sums[block] / counts[block], position, counts[block]);
            position += counts[block];
        }

        return result;
    }
}
