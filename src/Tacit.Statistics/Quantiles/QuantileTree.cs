using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>A tree of noisy counts over a public range: all quantiles of it are post-processing.</summary>
/// <remarks>
/// Height 3, branching 16: levels of 16, 256 and 4,096 nodes of equal width. One row adds 1 to one node of each level: with N rows a unit
/// Δ1 = 3N and Δ2 = √3·N. Quantiles walk down by noisy ranks; intervals are all leaves that the noisy ranks do not rule out.
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
    public (double Value, double Low, double High)? Quantile(double q, double confidence)
    {
        if (!(q >= 0) || !(q <= 1))
        {
            throw new BadInputException($"A quantile lies between 0 and 1, but {q} was asked for.");
        }

        var deviation = _noise.StandardDeviation;
        if (!(Count >= Math.Max(1, 3 * Math.Sqrt(Branching) * deviation)))
        {
            return null;
        }

        var value = WalkDown(q * Count);
        var z = Normal.UpperQuantile((1 - confidence) / 2);
        int low = (int)Math.Min(Leaves - 1, value * Leaves), high = low;
        double prefixTop = 0;
        for (var a = 0; a < Branching; a++)
        {
            double prefixMiddle = 0;
            for (var b = 0; b < Branching; b++)
            {
                double prefixLeaf = 0;
                for (var c = 0; c < Branching; c++)
                {
                    var leaf = (((a * Branching) + b) * Branching) + c;
                    var below = prefixTop + prefixMiddle + prefixLeaf - (q * Count);
                    var through = below + _levels[2][leaf];
                    if (below <= z * Deviation(q, a, b, c) && through >= -z * Deviation(q, a, b, c + 1))
                    {
                        low = Math.Min(low, leaf);
                        high = Math.Max(high, leaf);
                    }

                    prefixLeaf += _levels[2][leaf];
                }

                prefixMiddle += _levels[1][(a * Branching) + b];
            }

            prefixTop += _levels[0][a];
        }

        return (value, (double)low / Leaves, (double)(high + 1) / Leaves);

        // Of the noisy rank minus q times the noisy count, which share nodes of the top level.
        double Deviation(double share, int a, int b, int c) =>
            deviation * Math.Sqrt((a * (1 - share) * (1 - share)) + ((Branching - a) * share * share) + b + c);
    }

    private double WalkDown(double rank)
    {
        var node = 0;
        for (var level = 0; level < Height; level++)
        {
            var first = node * Branching;
            var child = 0;
            while (child < Branching - 1 && rank > Math.Max(0, _levels[level][first + child]))
            {
                rank -= Math.Max(0, _levels[level][first + child]);
                child++;
            }

            node = first + child;
        }

        var inside = _levels[Height - 1][node] > 0 ? Math.Clamp(rank / _levels[Height - 1][node], 0, 1) : 0.5;
        return (node + inside) / Leaves;
    }
}
