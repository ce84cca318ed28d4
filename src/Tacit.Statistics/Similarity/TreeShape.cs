using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Statistics;

/// <summary>
/// Trees over public ranges whose nodes hold how many rows are in them and the sum of their distances from the node's middle: Σ|x − y| is then a sum over the
/// siblings of the nodes that hold y.
/// </summary>
/// <remarks>
/// A value is an integer from 0 to 2^(levels + 8), so all sums are exact. On level ℓ, whose nodes are W wide, a row adds (1, d) to one node of each tree, |d| ≤ W/2;
/// divided by their weights a and aW that is at most √1.25/a in L2 and 1.5/a in L1. Under replace it leaves one node and enters another: √2.5/a and 3/a. Noise of
/// level ℓ counts W times in a query, so the budget of levels falls geometrically: a² = 2^ℓ for Gaussian noise, a³ = 4^ℓ for Laplace noise, to halves, so that
/// exact noise is drawn fast. Then noise does not depend on the depth, and no logarithm of n comes in (Backurs et al. 2024 have equal levels).
/// </remarks>
internal sealed class TreeShape
{
    public const int MostLevels = 20;

    /// <summary>Bits of a value below a leaf.</summary>
    private const int Fraction = 8;

    // A column of rows is read once for as many trees as a line of the cache has numbers.
    private const int Group = 8;

    public TreeShape(int trees, int levels, bool pure)
    {
        if (levels is < 1 or > MostLevels)
        {
            throw new BadInputException($"Trees have 1 to {MostLevels} levels, but {levels} were asked for.");
        }

        if ((long)trees * (4L << levels) > Array.MaxLength / 2)
        {
            throw new BadInputException($"{trees} trees of {levels} levels have more nodes than fit an array. Take fewer levels.");
        }

        (Trees, Levels, IsPure) = (trees, levels, pure);
        Sensitivity = SensitivityOf();
    }

    public int Trees { get; }

    public int Levels { get; }

    public bool IsPure { get; }

    /// <summary>Leaves of a tree.</summary>
    public int Leaves => 1 << Levels;

    /// <summary>Steps of the range.</summary>
    public long Steps => StepsOf(Levels);

    public AggregateSensitivity Sensitivity { get; }

    /// <summary>a of a level, in halves.</summary>
    public static Rational LevelWeight(int level, bool pure) => new((long)Math.Round(2 * Math.Pow(2, pure ? 2 * level / 3.0 : level / 2.0)), 2);

    /// <summary>Steps of the range of a tree of some depth.</summary>
    public static long StepsOf(int levels) => 1L << (levels + Fraction);

    /// <summary>The step of a value, and what is beyond the range is at its end.</summary>
    public long StepOf(double value, double low, double stepsPerUnit) => (long)Math.Clamp(Math.Round((value - low) * stepsPerUnit), 0, Steps);

    /// <summary>The leaf of a step.</summary>
    public int LeafOf(long step) => (int)Math.Min(step >> Fraction, Leaves - 1);

    /// <summary>Integers of nodes, level by level: the counts of all trees, then their centred sums.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="stepsOf">Writes the steps of the trees from a first one on, of rows from a first one on: [row][tree].</param>
    public Int128[] NodesOf(int rows, Action<int, int, int, Span<long>> stepsOf)
    {
        var nodes = new Int128[Sensitivity.Weights.Length];
        Parallel.For(0, (Trees + Group - 1) / Group, group =>
        {
            const int Block = 256;
            var (first, trees) = (group * Group, Math.Min(Group, Trees - (group * Group)));
            var leaves = new (long Count, long Sum)[trees * Leaves];
            var steps = new long[Block * trees];
            for (var from = 0; from < rows; from += Block)
            {
                var block = steps.AsSpan(0, Math.Min(Block, rows - from) * trees);
                stepsOf(from, first, trees, block);
                for (var i = 0; i < block.Length; i += trees)
                {
                    for (var t = 0; t < trees; t++)
                    {
                        ref var leaf = ref leaves[(t * Leaves) + LeafOf(block[i + t])];
                        leaf.Count++;
                        leaf.Sum += block[i + t];
                    }
                }
            }

            for (var t = 0; t < trees; t++)
            {
                Fill(nodes, first + t, leaves.AsSpan(t * Leaves, Leaves));
            }
        });
        return nodes;
    }

    /// <summary>For each leaf of a tree the slope and the intercept of Σ|x − y| for y in it, in steps.</summary>
    public void Lines(ReadOnlySpan<Int128> released, int tree, Span<(double Slope, double Intercept)> lines)
    {
        lines[0] = default;
        for (var level = 1; level <= Levels; level++)
        {
            var (counts, sums) = Offsets(level, tree);
            double width = Steps >> level;

            // From the right: the children of k stand at 2k and 2k + 1, so a parent is read before its place is written.
            for (var parent = (1 << level >> 1) - 1; parent >= 0; parent--)
            {
                var (slope, intercept) = lines[parent];
                var (left, right) = (2 * parent, (2 * parent) + 1);
                double rightCount = (double)released[counts + right], leftCount = (double)released[counts + left];
                lines[left] = (slope - rightCount, intercept + (rightCount * (right + 0.5) * width) + (double)released[sums + right]);
                lines[right] = (slope + leftCount, intercept - (leftCount * (left + 0.5) * width) - (double)released[sums + left]);
            }
        }
    }

    /// <summary>The squared norm of what a query in a place multiplies noise by, in weights; the mean over the range where no place is given.</summary>
    /// <param name="levels">Depth of the tree.</param>
    /// <param name="pure">Whether its budget is shared as Laplace noise wants it.</param>
    /// <param name="step">The place.</param>
    /// <param name="beyond">What the query adds for each row that the counts of the first level have.</param>
    public static double NoiseSquare(int levels, bool pure, double? step, double beyond = 0)
    {
        var square = 0.0;
        for (var level = 1; level <= levels; level++)
        {
            double a = LevelWeight(level, pure).ToDouble(), width = StepsOf(levels) >> level;
            var distance = width * Math.Sqrt(13.0 / 12);
            if (step is { } at)
            {
                var node = Math.Min((long)(at / width), (1L << level) - 1);
                distance = Math.Abs(at - (((node ^ 1) + 0.5) * width));
            }

            square += a * a * ((distance * distance) + (width * width) + (level == 1 ? 2 * beyond * (distance + beyond) : 0));
        }

        return square;
    }

    /// <summary>The noisy number of rows: of all trees the mean.</summary>
    public double CountOf(ReadOnlySpan<Int128> released)
    {
        var sum = 0.0;
        for (var t = 0; t < Trees; t++)
        {
            var (counts, _) = Offsets(1, t);
            sum += (double)(released[counts] + released[counts + 1]);
        }

        return sum / Trees;
    }

    /// <summary>How much the noise of <see cref="CountOf"/> is, for noise of deviation one in weights.</summary>
    public double CountFactor => LevelWeight(1, IsPure).ToDouble() * Math.Sqrt(2.0 / Trees);

    private (int Counts, int Sums) Offsets(int level, int tree)
    {
        var start = 2 * Trees * ((1 << level) - 2);
        return (start + (tree << level), start + (Trees << level) + (tree << level));
    }

    private void Fill(Int128[] nodes, int tree, Span<(long Count, long Sum)> leaves)
    {
        for (var level = Levels; level >= 1; level--)
        {
            var (counts, sums) = Offsets(level, tree);
            var width = Steps >> level;
            for (var i = 0; i < 1 << level; i++)
            {
                var (count, sum) = leaves[i];
                nodes[counts + i] = count;
                nodes[sums + i] = sum - (count * ((i * width) + (width / 2)));
                if ((i & 1) == 1)
                {
                    leaves[i >> 1] = (leaves[i - 1].Count + count, leaves[i - 1].Sum + sum);
                }
            }
        }
    }

    private AggregateSensitivity SensitivityOf()
    {
        var weights = new Rational[2 * Trees * ((2 << Levels) - 2)];
        Rational l1 = 0, square = 0;
        for (var level = 1; level <= Levels; level++)
        {
            var a = LevelWeight(level, IsPure);
            var (counts, _) = Offsets(level, 0);
            weights.AsSpan(counts, Trees << level).Fill(a);
            weights.AsSpan(counts + (Trees << level), Trees << level).Fill(a * (Rational)(Steps >> level));
            l1 += new Rational(3, 2) / a;
            square += new Rational(5, 4) / (a * a);
        }

        return new(
            weights, (Trees * l1).RoundUp(40), (Trees * square).SqrtUp(40), (2 * Trees * l1).RoundUp(40), (2 * Trees * square).SqrtUp(40),
            $"a row is in one node of each of {Levels} levels of {Trees} trees");
    }
}
