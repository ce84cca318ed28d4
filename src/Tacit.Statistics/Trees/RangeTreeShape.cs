using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>The shape of a <see cref="RangeTree"/>, its exact counts and their sensitivity. Public: it must not be chosen from data.</summary>
public sealed class RangeTreeShape
{
    private readonly int[] _first;

    /// <summary>A complete tree with branching^height leaves.</summary>
    /// <param name="branching">Children of a node; at least 2.</param>
    /// <param name="height">Levels below the root; at least 1.</param>
    /// <exception cref="BadInputException">The tree would have more than 2^24 leaves.</exception>
    public RangeTreeShape(int branching, int height)
    {
        if (branching < 2 || height < 1 || Math.Pow(branching, height) > 1 << 24)
        {
            throw new BadInputException($"A tree has a branching of at least 2, a height of at least 1 and at most 2^24 leaves, but {branching} and {height} were asked for.");
        }

        (Branching, Height) = (branching, height);
        _first = new int[height + 2];
        var width = 1;
        for (var level = 0; level <= height; level++)
        {
            _first[level + 1] = _first[level] + width;
            width = level < height ? width * branching : width;
        }

        Leaves = width;
        var levels = height + 1;
        Sensitivity = new(
            [.. Enumerable.Repeat(Rational.One, Nodes)], levels, ((Rational)levels).SqrtUp(40), 2 * height, ((Rational)(2 * height)).SqrtUp(40),
            $"a row is in one node of {levels} levels");
    }

    /// <summary>Children of a node.</summary>
    public int Branching { get; }

    /// <summary>Levels below the root.</summary>
    public int Height { get; }

    /// <summary>Number of leaves.</summary>
    public int Leaves { get; }

    /// <summary>Number of nodes with the root: the length of the released vector.</summary>
    public int Nodes => _first[^1];

    /// <summary>Weights and sensitivities of a row; see <see cref="AggregateSensitivity.ForRows"/>.</summary>
    public AggregateSensitivity Sensitivity { get; }

    internal int FirstLeaf => _first[Height];

    /// <summary>The exact counts of leaves of equal width over public bounds. NaN is in no leaf.</summary>
    public Int128[] LeavesOf(ReadOnlySpan<double> values, ValueBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        var leaves = new int[Leaves];
        Span<double> offsets = stackalloc double[256];
        double points = bounds.HalfRangeUnits + 1;
        while (!values.IsEmpty)
        {
            var rows = Math.Min(values.Length, offsets.Length);
            bounds.ToOffsets(values[..rows], offsets);
            foreach (var offset in offsets[..rows])
            {
                // The quotient of integers below 2^54, cut: a double that is rounded up to a whole number k would need k·points ≥ 2^53, and k is at most 2^24.
                if (!double.IsNaN(offset))
                {
                    leaves[points * Leaves < 1L << 52 ? (int)(offset * Leaves / points) : (int)((long)offset * Leaves / (long)points)]++;
                }
            }

            values = values[rows..];
        }

        return Array.ConvertAll(leaves, count => (Int128)count);
    }

    /// <summary>The exact counts of all nodes, level by level from the root, of the counts of the leaves.</summary>
    public Int128[] NodesOf(ReadOnlySpan<Int128> leaves)
    {
        if (leaves.Length != Leaves)
        {
            throw new ArgumentException($"The tree has {Leaves} leaves.", nameof(leaves));
        }

        var nodes = new Int128[Nodes];
        leaves.CopyTo(nodes.AsSpan(FirstLeaf));
        for (var i = FirstLeaf - 1; i >= 0; i--)
        {
            for (var c = 1; c <= Branching; c++)
            {
                nodes[i] += nodes[(i * Branching) + c];
            }
        }

        return nodes;
    }

    internal int First(int level) => _first[level];

    internal int Width(int level) => _first[level + 1] - _first[level];

    internal double[] Sums(double[] leaves)
    {
        var nodes = new double[Nodes];
        leaves.CopyTo(nodes, FirstLeaf);
        for (var i = FirstLeaf - 1; i >= 0; i--)
        {
            for (var c = 1; c <= Branching; c++)
            {
                nodes[i] += nodes[(i * Branching) + c];
            }
        }

        return nodes;
    }
}
