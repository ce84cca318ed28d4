using Tacit.Numerics;

namespace Tacit.Local;

/// <summary>Frequencies of words or numbers of which nobody has a list: r public hash functions, each into m cells. Ask afterwards about any word.</summary>
/// <remarks>
/// A report supports a word if it supports the word's cell in its row, so f = (C/n − q′)/(p − q′) with q′ = q + (p − q)/m. Words share cells: that error, of
/// standard deviation √(Σ f²/(r(m − 1))), does not shrink with more reports, and is inside the intervals. Immutable and thread-safe.
/// </remarks>
public sealed class SketchProtocol : IReportProtocol
{
    /// <summary>Rows at most: their index has two bytes.</summary>
    public const int MostRows = 1 << 16;

    /// <summary>Cells of all rows at most: what an aggregator keeps.</summary>
    public const int MostCells = 1 << 26;

    private readonly Lazy<PublicHash[]> _hashes;

    internal SketchProtocol(SketchKind kind, int rows, FrequencyOracle cells)
    {
        var needed = kind == SketchKind.CountMean ? OracleKind.Sue : OracleKind.Hadamard;
        var width = cells.Parameters.Domain;
        if (rows is < 1 or > MostRows || (long)rows * width > MostCells || cells.Parameters.Kind != needed || (kind == SketchKind.HadamardCountMean && cells.Parameters.Size != width))
        {
            throw new BadInputException($"A sketch has 1 to {MostRows} rows and {MostCells} cells in all, for {SketchNames.Of(SketchKind.HadamardCountMean)} a power of two in each row, but {rows} rows of {width} cells were given.");
        }

        (Kind, Rows, Cells) = (kind, rows, cells);
        var law = cells.Law;
        Law = new(law.Truth, law.Other + ((law.Truth - law.Other) / width));
        Document = SketchDocument.Write(this);
        Id = ProtocolDocument.Id(Document);
        _hashes = new(() => [.. Enumerable.Range(0, rows).Select(j => new PublicHash(Id, j))]);
    }

    /// <summary>How cells are reported.</summary>
    public SketchKind Kind { get; }

    /// <inheritdoc/>
    public string Name => SketchNames.Of(Kind);

    /// <summary>r.</summary>
    public int Rows { get; }

    /// <summary>m.</summary>
    public int Width => Cells.Parameters.Domain;

    /// <summary>ε of one report.</summary>
    public Rational Epsilon => Cells.Parameters.Epsilon;

    /// <inheritdoc/>
    public string Document { get; }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int ReportSize => 2 + Cells.ReportSize;

    /// <inheritdoc/>
    public int CounterCount => Rows * Width;

    /// <inheritdoc/>
    public PrivacyStatement Privacy => Cells.Privacy;

    /// <summary>With which probability a report supports the user's word, and another word, over the hash functions.</summary>
    public SupportLaw Law { get; }

    internal FrequencyOracle Cells { get; }

    internal PublicHash[] Hashes => _hashes.Value;

    /// <summary>A sketch at <paramref name="epsilon"/> for each report.</summary>
    /// <param name="kind">How cells are reported.</param>
    /// <param name="epsilon">ε of one report.</param>
    /// <param name="rows">r. More of them cost memory and make the shared error smaller.</param>
    /// <param name="width">m.</param>
    /// <exception cref="BadInputException">A parameter is out of range.</exception>
    public static SketchProtocol Create(SketchKind kind, Quantity epsilon, int rows = 1024, int width = 1024) =>
        new(kind, rows, FrequencyOracle.Create(kind == SketchKind.CountMean ? OracleKind.Sue : OracleKind.Hadamard, width, epsilon));

    /// <summary>The sketch of a document, checked.</summary>
    /// <exception cref="BadInputException">It is not a canonical document of this version, or breaks the ε that it claims.</exception>
    public static SketchProtocol Parse(string document) => SketchDocument.Read(document);

    /// <summary>The standard deviation of the error that words in shared cells leave, whatever the number of reports.</summary>
    /// <param name="squares">Σ f² of the words.</param>
    public double Floor(double squares) => Math.Sqrt(squares / ((double)Rows * (Width - 1)));

    /// <summary>What runs on a user's device, with randomness from the operating system.</summary>
    public SketchClient Client() => Client(LocalRandomness.Create());

    /// <summary>The same with another source; a seeded one protects nobody.</summary>
    public SketchClient Client(LocalRandomness random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new(this, random);
    }

    /// <summary>An aggregator that has counted nothing.</summary>
    public ISketchAggregator CreateAggregator() => new SketchAggregator(this);

    /// <summary>An aggregator that goes on from counts that were kept.</summary>
    /// <exception cref="BadInputException">They cannot be the counts of so many reports of this sketch.</exception>
    public ISketchAggregator CreateAggregator(long reports, ReadOnlySpan<long> counts)
    {
        var aggregator = new SketchAggregator(this);
        aggregator.Restore(reports, counts);
        return aggregator;
    }

    IReportAggregator IReportProtocol.CreateAggregator() => CreateAggregator();

    IReportAggregator IReportProtocol.CreateAggregator(long reports, ReadOnlySpan<long> counts) => CreateAggregator(reports, counts);
}
