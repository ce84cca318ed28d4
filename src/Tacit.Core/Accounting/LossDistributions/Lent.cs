using System.Buffers;

namespace Tacit.Accounting.LossDistributions;

/// <summary>Arrays lent by the shared pool until disposal.</summary>
/// <remarks>A call needs some thirty megabytes for a moment. Fresh pages for them would cost as much as the arithmetic, and each round of garbage more.</remarks>
internal sealed class Lent : IDisposable
{
    private readonly List<double[]> _arrays = [];

    /// <summary>At least <paramref name="length"/> values of any content.</summary>
    public double[] Array(int length)
    {
        var array = ArrayPool<double>.Shared.Rent(length);
        _arrays.Add(array);
        return array;
    }

    /// <summary>At least <paramref name="length"/> values, of which so many are zero.</summary>
    public double[] Zeros(int length)
    {
        var array = Array(length);
        array.AsSpan(0, length).Clear();
        return array;
    }

    /// <summary>Gives all of them back. Whoever keeps one would share it with a stranger.</summary>
    public void Dispose()
    {
        foreach (var array in _arrays)
        {
            ArrayPool<double>.Shared.Return(array);
        }

        _arrays.Clear();
    }
}
