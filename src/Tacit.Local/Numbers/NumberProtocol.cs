using System.Numerics;
using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>A protocol for one number of each user from a public range: its mean, and for <see cref="NumberKind.Piecewise"/> and <see cref="NumberKind.SquareWave"/> its distribution.</summary>
/// <remarks>A report is the index of a cell. Probabilities are integers, so ε is exact; numbers are rounded to the grid at random, so the mean is unbiased. Immutable and thread-safe.</remarks>
public sealed class NumberProtocol : IReportProtocol
{
    private readonly double[] _values;
    private readonly double _low;
    private readonly double _width;

    internal NumberProtocol(NumberKind kind, Rational epsilon, Rational low, Rational high, NumberGrid[] grids, ulong mix)
    {
        FrequencyParameters.VerifyEpsilon(epsilon);
        FrequencyParameters.VerifyDecimal(epsilon);
        if (low >= high || new[] { low, high }.Any(end => end.ToString().Contains('/', StringComparison.Ordinal) || end > 1e15 || end < -1e15))
        {
            throw new BadInputException($"A range goes from a smaller to a larger decimal number within ±1e15, but {low} to {high} was given.");
        }

        (Kind, Epsilon, Low, High, Grids, Mix) = (kind, epsilon, low, high, grids, mix);
        foreach (var grid in grids)
        {
            var (top, bottom) = grid.WorstRatio;
            ThresholdCheck.Verify(Name, epsilon, top, bottom);
        }

        _low = low.ToDouble();
        _width = (high - low).ToDouble();
        _values = [.. grids.SelectMany(g => Enumerable.Range(0, g.Cells).Select(c => _low + (g.Share(c) * _width)))];
        ReportSize = Packing.BytesFor(Packing.BitsFor(_values.Length));
        Document = NumberDocument.Write(this);
        Id = ProtocolDocument.Id(Document);
        var tight = grids.Max(g => BigInteger.Log(g.WorstRatio.Top) - BigInteger.Log(g.WorstRatio.Bottom));
        Privacy = new(PrivacyStatement.OneReport, epsilon, Rational.Zero, Math.Min(tight, epsilon.ToDouble()), PrivacyProof.IntegerThresholds);
    }

    /// <summary>How numbers are reported.</summary>
    public NumberKind Kind { get; }

    /// <inheritdoc/>
    public string Name => NumberNames.Of(Kind);

    /// <summary>ε of one report.</summary>
    public Rational Epsilon { get; }

    /// <summary>The lower end of the range.</summary>
    public Rational Low { get; }

    /// <summary>The upper end of the range.</summary>
    public Rational High { get; }

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int ReportSize { get; }

    /// <summary>Cells: for each, how many reports name it.</summary>
    public int CounterCount => _values.Length;

    /// <inheritdoc/>
    public PrivacyStatement Privacy { get; }

    /// <summary>The unbiased estimate of a number that each cell stands for; most lie beyond the range.</summary>
    public IReadOnlyList<double> CellValues => _values;

    /// <summary>What one report adds to the estimate of the mean, less the lower end of the range, in units of the numbers: it names a cell.</summary>
    public ReportInfluence Influence => new(_values.Max() - _low, _values.Min() - _low);

    internal NumberGrid[] Grids { get; }

    internal ulong Mix { get; }

    /// <summary>A protocol for numbers from <paramref name="low"/> to <paramref name="high"/>, public ends that do not come from the data.</summary>
    /// <param name="kind">How numbers are reported.</param>
    /// <param name="epsilon">ε of one report, up to 32.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="cells">M; 1,001 or more for the piecewise mechanism and 512 for the square wave unless given.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static NumberProtocol Create(NumberKind kind, Quantity epsilon, Rational low, Rational high, int? cells = null)
    {
        var e = epsilon.Positive("Epsilon");
        FrequencyParameters.VerifyEpsilon(e);
        FrequencyParameters.VerifyDecimal(e);
        return new(kind, e, low, high, NumberGrids.Of(kind, e, cells), kind == NumberKind.Hybrid ? NumberGrids.Mix(e) : 0);
    }

    /// <summary>The protocol of a document, checked.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or breaks the ε that it claims.</exception>
    public static NumberProtocol Parse(string document) => NumberDocument.Read(document);

    /// <summary>The variance of the estimate from one report of a user with this number. Divide by the number of users for that of their mean.</summary>
    /// <exception cref="BadInputException">The number is not in the range.</exception>
    public double Variance(double number)
    {
        if (!(number >= _low && number <= _low + _width))
        {
            throw new BadInputException($"The range is {Low} to {High}.");
        }

        var share = (number - _low) / _width;
        var first = Grids.Length == 1 ? 1 : Mix / Math.ScaleB(1, 64);
        double square = 0;
        for (int g = 0, offset = 0; g < Grids.Length; offset += Grids[g++].Cells)
        {
            var grid = Grids[g];
            var place = Math.Min((int)(share * grid.Steps), grid.Steps - 1);
            var up = (share * grid.Steps) - place;
            var weight = g == 0 ? first : 1 - first;
            for (var c = 0; c < grid.Cells; c++)
            {
                var probability = ((1 - up) * grid.Probability(place, c)) + (up * grid.Probability(place + 1, c));
                var error = _values[offset + c] - number;
                square += weight * probability * error * error;
            }
        }

        return square;
    }

    /// <summary>What runs on a user's device, with randomness from the operating system.</summary>
    public NumberClient Client() => Client(LocalRandomness.Create());

    /// <summary>The same with another source; a seeded one protects nobody.</summary>
    public NumberClient Client(LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(this, random);
    }

    /// <summary>An aggregator that has counted nothing.</summary>
    public INumberAggregator CreateAggregator() => new NumberAggregator(this);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this protocol.</exception>
    public INumberAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new NumberAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);
}
