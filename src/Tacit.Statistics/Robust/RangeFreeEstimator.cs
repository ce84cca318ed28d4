using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Randomness;

namespace Tacit.Statistics;

/// <summary>Makes any function of rows private without a range for its values: the range is found first, from where most blocks of rows agree.</summary>
/// <remarks>
/// Guarantee: (ε, δ)-differential privacy, under add/remove or replace of one row. Each row falls into a block by a draw of its own, so one row changes one of the
/// function's values. Their bins of public width are counted with noise, shown from a threshold on, and the fullest is taken, for (ε/2, δ)
/// (<see cref="StabilityHistogram"/>); then the median of the values is drawn on that bin and its neighbours for ε/2 (<see cref="RobustToPrivate"/>). Where no
/// bin is shown there is no answer, and the price is spent. The error depends on the width of the bins, not on how far away the values might be. There is no
/// interval.
/// </remarks>
public sealed class RangeFreeEstimator
{
    private const long Widest = 1L << 58;
    private readonly int _blocks;
    private readonly long _width;
    private readonly Quantity _half;
    private readonly StabilityHistogram _bins;

    /// <summary>The mechanism.</summary>
    /// <param name="blocks">How many blocks: some multiple of <see cref="Needed"/>. Public.</param>
    /// <param name="width">The width of a bin: wide enough that most blocks agree on one. Public.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="delta">δ.</param>
    /// <param name="relation">The relation of the guarantee.</param>
    /// <exception cref="BadInputException">A number cannot be used.</exception>
    public RangeFreeEstimator(int blocks, long width, Rational epsilon, Rational delta, Neighbours relation = Neighbours.AddRemove)
    {
        _blocks = blocks is >= 1 and <= 1_000_000 ? blocks : throw new BadInputException($"Rows are spread over 1 to 1,000,000 blocks, but {blocks} were asked for.");
        _width = width is >= 1 and <= 1L << 56 ? width : throw new BadInputException($"The width of a bin lies between 1 and 2^56, but was {width}.");
        _half = epsilon / 2;
        _bins = StabilityHistogram.Laplace(_half, delta, maxPartitions: 1, relation: Neighbours.Replace);
        Loss = PrivacyLoss.Composed(PrivacyLoss.Approximate(_half, delta, relation), PrivacyLoss.Exponential(_half, relation));
    }

    /// <summary>How many blocks must agree on a bin for it to be shown, the noise aside.</summary>
    public long Needed => _bins.Threshold;

    /// <summary>The loss of one draw.</summary>
    public PrivacyLoss Loss { get; }

    /// <summary>A point drawn from the mechanism, or null where no bin is held by enough blocks.</summary>
    /// <typeparam name="T">A row.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="function">The function: of a block's rows, an integer. It keeps nothing from one block to the next. A block without rows is not asked for, and 0 stands for it.</param>
    /// <param name="random">The permit's source.</param>
    public long? Draw<T>(IReadOnlyList<T> rows, Func<IReadOnlyList<T>, long> function, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var values = Blocks.Of(rows, _blocks, function, 0, random).Select(v => Math.Clamp(v, -Widest, Widest)).ToArray();
        var bins = values.GroupBy(Bin).Select(g => (Bin: g.Key, Count: (long)g.Count())).OrderBy(b => b.Bin).ToArray();
        var shown = _bins.Sample([.. bins.Select(b => b.Count)], random);
        var fullest = Enumerable.Range(0, bins.Length).Where(i => shown[i] is not null).OrderByDescending(i => shown[i]).Select(i => (long?)bins[i].Bin).FirstOrDefault();
        return fullest is { } bin
            ? new RobustToPrivate(RobustEstimators.Median, (bin - 1) * _width, ((bin + 2) * _width) - 1, _half, Neighbours.Replace).Draw(values, random)
            : null;
    }

    private long Bin(long value) => (long)Math.Floor((decimal)value / _width);
}
