namespace Tacit.Audit.Events;

/// <summary>The numbers of one feature in order, without those that are absent.</summary>
internal sealed class SortedColumn
{
    private readonly double[] _values;

    public SortedColumn(double[] column)
    {
        Runs = column.Length;
        _values = [.. column.Where(x => !double.IsNaN(x))];
        Array.Sort(_values);
    }

    private SortedColumn(double[] sorted, int runs)
    {
        _values = sorted;
        Runs = runs;
    }

    /// <summary>Outputs, with or without the feature.</summary>
    public int Runs { get; }

    public int Count => _values.Length;

    public static SortedColumn Merge(SortedColumn a, SortedColumn b)
    {
        double[] all = [.. a._values, .. b._values];
        Array.Sort(all);
        return new(all, a.Runs + b.Runs);
    }

    public int CountAt(double value) => CountIn(value, value);

    public int CountIn(double low, double high) => First(x => x > high) - First(x => x >= low);

    /// <summary>Different values in order, and no more of them than <paramref name="most"/>.</summary>
    public List<double> Distinct(int most)
    {
        var distinct = new List<double>();
        foreach (var value in _values)
        {
            if (distinct.Count == 0 || value != distinct[^1])
            {
                distinct.Add(value);
                if (distinct.Count == most)
                {
                    break;
                }
            }
        }

        return distinct;
    }

    /// <summary>Values that come at least so often.</summary>
    public List<double> Repeated(int times)
    {
        var repeated = new List<double>();
        for (var i = 0; i < _values.Length;)
        {
            var j = i;
            while (j < _values.Length && _values[j] == _values[i])
            {
                j++;
            }

            if (j - i >= times)
            {
                repeated.Add(_values[i]);
            }

            i = j;
        }

        return repeated;
    }

    public List<double> Quantiles(int parts) =>
        [.. Enumerable.Range(0, parts).Select(i => _values[(int)((long)i * (_values.Length - 1) / (parts - 1))]).Distinct()];

    // The first place where a condition that stays true becomes true.
    private int First(Func<double, bool> holds)
    {
        var (low, high) = (0, _values.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(_values[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
