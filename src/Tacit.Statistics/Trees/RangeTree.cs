using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>A complete tree of noisy counts whose levels are made to agree, so that counts of ranges are as exact as the tree allows.</summary>
/// <remarks>
/// Guarantee of noise of the stated sensitivity: add/remove of one row, which moves one node of each level by 1: Δ1 = levels, Δ2 = √levels; under replace
/// two nodes of each level but the root: Δ1 = 2(levels − 1), Δ2 = √(2(levels − 1)). Consistency is post-processing (Hay, Rastogi, Miklau and Suciu 2010) and
/// equals ordinary least squares on all nodes. Estimates may be negative: cutting them at zero would bias sums.
/// </remarks>
public sealed class RangeTree
{
    private readonly RangeTreeShape _shape;
    private readonly NoiseScale _noise;
    private readonly double[] _leaves;

    /// <summary>A tree of released counts, equal noise on each.</summary>
    /// <param name="shape">Branching and height.</param>
    /// <param name="released">The counts, level by level from the root, each from left to right; see <see cref="RangeTreeShape.NodesOf"/>.</param>
    /// <param name="noise">The noise of each count.</param>
    public RangeTree(RangeTreeShape shape, ReadOnlySpan<Int128> released, NoiseScale noise)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (released.Length != shape.Nodes)
        {
            throw new ArgumentException($"A tree has {shape.Nodes} nodes.", nameof(released));
        }

        _shape = shape;
        _noise = noise;
        var nodes = new double[released.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = (double)released[i];
        }

        _leaves = Consistent(shape, nodes);
        Count = _leaves.Sum();
    }

    /// <summary>The estimated number of rows.</summary>
    public double Count { get; }

    /// <summary>The least-squares counts of the leaves.</summary>
    public ReadOnlySpan<double> Leaves => _leaves;

    /// <summary>The count of leaves from <paramref name="start"/> up to, and without, <paramref name="end"/>.</summary>
    /// <remarks>
    /// The variance is exact. Gaussian noise: its normal quantile. Laplace noise: the quantile of Cornish and Fisher (1938) with the exact fourth
    /// cumulant, or what lies between one Laplace and the normal law where that is wider: approximate, to a tenth of a point.
    /// </remarks>
    /// <exception cref="BadInputException">The range is empty or outside of the leaves, or the confidence is not between 0 and 1.</exception>
    public Estimate Range(int start, int end, double confidence)
    {
        NoiseSimulation.CheckConfidence(confidence);
        if (start < 0 || end > _shape.Leaves || start >= end)
        {
            throw new BadInputException($"A range lies in the {_shape.Leaves} leaves and is not empty, but was [{start}, {end}).");
        }

        double value = 0;
        for (var i = start; i < end; i++)
        {
            value += _leaves[i];
        }

        // The estimate is Σ c·y over nodes with c = A(AᵀA)⁻¹q. Nodes that are q at leaves and 0 above have Aᵀy = q, so the tree itself solves for (AᵀA)⁻¹q.
        var query = new double[_shape.Nodes];
        Array.Fill(query, 1, _shape.FirstLeaf + start, end - start);
        var nodes = _shape.Sums(Consistent(_shape, query));
        double second = 0, fourth = 0;
        foreach (var c in nodes)
        {
            second += c * c;
            fourth += c * c * c * c;
        }

        var half = _noise.HalfWidthOfSum(1 - confidence, Normal.UpperQuantile((1 - confidence) / 2), second, fourth);
        return new(value, value - half, value + half, confidence, Estimate.NoiseOnly);
    }

    // Up: the best estimate of each node from its own subtree. Down: what is left between parent and children is shared equally.
    private static double[] Consistent(RangeTreeShape shape, double[] y)
    {
        var b = shape.Branching;
        var z = (double[])y.Clone();
        double power = b;
        for (var level = shape.Height - 1; level >= 0; level--)
        {
            // Height i of a node counts from 1 at the leaves: b^(i−1) is power, b^i is next.
            var next = power * b;
            for (var k = 0; k < shape.Width(level); k++)
            {
                double children = 0;
                for (var c = 0; c < b; c++)
                {
                    children += z[shape.First(level + 1) + (k * b) + c];
                }

                var at = shape.First(level) + k;
                z[at] = (((next - power) * y[at]) + ((power - 1) * children)) / (next - 1);
            }

            power = next;
        }

        var h = z;
        for (var level = 1; level <= shape.Height; level++)
        {
            for (var k = 0; k < shape.Width(level - 1); k++)
            {
                var first = shape.First(level) + (k * b);
                double children = 0;
                for (var c = 0; c < b; c++)
                {
                    children += z[first + c];
                }

                var share = (h[shape.First(level - 1) + k] - children) / b;
                for (var c = 0; c < b; c++)
                {
                    h[first + c] += share;
                }
            }
        }

        return h[shape.FirstLeaf..];
    }
}
