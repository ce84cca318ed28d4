using Tacit.Randomness;

namespace Tacit.Audit.Fairness;

/// <summary>Draws as many rows as a stratum has from its cells, by the inverse of their distribution: equal numbers give like cells, so that tables of several models over the same rows move together.</summary>
internal sealed class SampledCells
{
    private const int Guides = 256;
    private readonly double[] _upTo;
    private readonly int[] _guide = new int[Guides];
    private readonly long _rows;

    /// <param name="counts">Counts that are not negative.</param>
    public SampledCells(ReadOnlySpan<double> counts)
    {
        _upTo = new double[counts.Length];
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            sum += counts[i];
            _upTo[i] = sum;
        }

        _rows = (long)Math.Round(sum);
        for (int i = 0, cell = 0; i < Guides && sum > 0; i++)
        {
            while (_upTo[cell] <= sum * i / Guides)
            {
                cell++;
            }

            _guide[i] = cell;
        }
    }

    /// <summary>Adds a sample to the margins of reference and candidate.</summary>
    public void Add(RandomSource random, int bins, Span<double> reference, Span<double> candidate)
    {
        for (var k = 0L; k < _rows; k++)
        {
            var uniform = (random.NextUInt64() >> 11) * Math.ScaleB(1, -53);
            var (cell, place) = (_guide[(int)(uniform * Guides)], uniform * _upTo[^1]);
            while (_upTo[cell] <= place && cell < _upTo.Length - 1)
            {
                cell++;
            }

            reference[cell / bins]++;
            candidate[cell % bins]++;
        }
    }
}
