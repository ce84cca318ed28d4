namespace Tacit.Local;

/// <summary>How often each value of an attribute is drawn as a fake: whole numbers, so that the draw is exact.</summary>
internal sealed class FakePrior
{
    /// <summary>What weights that were given as frequencies sum to.</summary>
    private const int Total = 1 << 30;

    private readonly uint[] _ends;
    private readonly ulong _limit;

    public FakePrior(IReadOnlyList<int> weights)
    {
        long sum = 0;
        _ends = new uint[weights.Count];
        for (var v = 0; v < weights.Count; v++)
        {
            sum += weights[v];
            if (weights[v] < 1 || sum > int.MaxValue)
            {
                throw new BadInputException("The weights of a prior are whole numbers of at least 1 that sum to less than 2^31.");
            }

            _ends[v] = (uint)sum;
        }

        Weights = weights;
        _limit = LocalRandomness.LimitOf((uint)sum);
    }

    public IReadOnlyList<int> Weights { get; }

    public double Frequency(int value) => (double)Weights[value] / _ends[^1];

    /// <summary>Weights in proportion to frequencies, none of them zero: a value that is never a fake would betray who reports it.</summary>
    public static FakePrior Of(IReadOnlyList<double> frequencies)
    {
        var sum = frequencies.Sum();
        if (!(sum > 0) || double.IsInfinity(sum) || frequencies.Any(f => !(f >= 0)))
        {
            throw new BadInputException("The frequencies of a prior are numbers of at least zero, and not all zero.");
        }

        return new([.. frequencies.Select(f => Math.Max(1, (int)(f / sum * Total)))]);
    }

    public int Draw(LocalRandomness random)
    {
        var u = random.Uniform(_ends[^1], _limit);
        var (low, high) = (0, _ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = u < _ends[middle] ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
