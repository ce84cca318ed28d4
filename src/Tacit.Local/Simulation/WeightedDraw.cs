namespace Tacit.Local;

/// <summary>Draws values of simulated users with given weights, exactly but for 2^−53.</summary>
internal sealed class WeightedDraw
{
    private readonly double[] _ends;

    public WeightedDraw(IReadOnlyList<double> weights)
    {
        _ends = new double[weights.Count];
        double sum = 0;
        for (var v = 0; v < weights.Count; v++)
        {
            sum += weights[v] >= 0 ? weights[v] : double.NaN;
            _ends[v] = sum;
        }

        if (!(sum > 0) || double.IsInfinity(sum))
        {
            throw new BadInputException("Frequencies of simulated values are numbers of at least zero, and not all zero.");
        }
    }

    public int Draw(LocalRandomness random)
    {
        var u = Math.ScaleB(random.NextUInt64() >> 11, -53) * _ends[^1];
        var (low, high) = (0, _ends.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = u < _ends[middle] ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
