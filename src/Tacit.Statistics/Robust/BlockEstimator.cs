using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Makes any function of rows private, though nothing is known of it: a private median of its values on disjoint blocks of rows.</summary>
/// <remarks>
/// Guarantee: ε-differential privacy of bounded range ε, under add/remove or replace of one row. Each row falls into a block by a draw of its own, so one row
/// changes the rows of one block, hence one of the values, whatever the function does; the median of the values is drawn by <see cref="RobustToPrivate"/>,
/// whose score moves by at most one then. It is as good as the function is on a block's share of the rows. There is no interval.
/// </remarks>
public sealed class BlockEstimator
{
    private readonly int _blocks;
    private readonly RobustToPrivate _median;

    /// <summary>A private median over blocks.</summary>
    /// <param name="blocks">How many blocks. Public.</param>
    /// <param name="low">The lowest point; the function's values are clipped to it. Public.</param>
    /// <param name="high">The highest point. Public.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <param name="radius">See <see cref="RobustToPrivate"/>.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public BlockEstimator(int blocks, long low, long high, Quantity epsilon, Neighbours relation = Neighbours.AddRemove, long radius = 0)
    {
        _blocks = blocks is >= 1 and <= 1_000_000 ? blocks : throw new BadInputException($"Rows are spread over 1 to 1,000,000 blocks, but {blocks} were asked for.");
        _median = new(RobustEstimators.Median, low, high, epsilon, Neighbours.Replace, radius);
        Loss = PrivacyLoss.Exponential(epsilon, relation);
    }

    /// <summary>The loss of one draw.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>A point drawn from the mechanism.</summary>
    /// <typeparam name="T">A row.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="function">The function: of a block's rows, a point. It keeps nothing from one block to the next. A block without rows is not asked for: the middle of the points stands for it.</param>
    /// <param name="random">The permit's source.</param>
    public long Draw<T>(IReadOnlyList<T> rows, Func<IReadOnlyList<T>, long> function, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return _median.Draw(Blocks.Of(rows, _blocks, function, _median.Low + ((_median.High - _median.Low) / 2), random), random);
    }
}
