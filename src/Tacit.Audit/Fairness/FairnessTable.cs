using System.Globalization;
using System.Text.Json;
using Tacit.Accounting;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Audit.Fairness;

/// <summary>The private audit: for each candidate a joint table of counts over group × label × score bin of the reference × score bin of the candidate, with noise.</summary>
/// <remarks>
/// Guarantee of one table: a row is in at most one cell, and a unit counts with at most N rows. So a unit that comes or goes moves the table by at most N in L1,
/// and one that is exchanged by 2N: discrete Laplace noise of scale N/ε, or 2N/ε under replace, is ε-differentially private. Each further column is a table of
/// its own over the same rows: M columns cost M·ε. Groups, bins and threshold are public. Rates, AUROC, calibration, their differences and intervals are computed
/// from the noisy counts alone; joint bins keep the comparison paired.
/// </remarks>
public sealed class FairnessTable
{
    private const int MostCells = 1 << 20;
    private readonly double[] _edges;
    private readonly Rational _epsilon;
    private readonly Dictionary<string, int>[] _places;

    /// <summary>A table on public facts.</summary>
    /// <param name="attributes">One to four attributes with their values.</param>
    /// <param name="edges">Where score bins end, increasing in (0, 1): a bin holds its lower edge. The threshold will be one of them.</param>
    /// <param name="columns">The private models whose scores are compared with the reference's; each costs ε.</param>
    /// <param name="epsilon">ε of one table.</param>
    /// <param name="rowsPerUnit">N: more rows of a unit are not counted.</param>
    /// <exception cref="BadInputException">A parameter cannot be used, or there are too many cells.</exception>
    public FairnessTable(IReadOnlyList<GroupDomain> attributes, IReadOnlyList<double> edges, IReadOnlyList<ScoredColumn> columns, Quantity epsilon, int rowsPerUnit = 1)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(edges);
        ArgumentNullException.ThrowIfNull(columns);
        Space = new GroupSpace([.. attributes.Select(a => (a.Name, a.Values))]);
        (Attributes, Columns, _edges) = (attributes, columns, [.. edges]);
        _epsilon = epsilon.Positive("Epsilon");
        _places = [.. attributes.Select(a => a.Values.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i, StringComparer.Ordinal))];
        if (_edges.Length == 0 || _edges.Any(e => !(e is > 0 and < 1)) || !_edges.Zip(_edges.Skip(1)).All(p => p.First < p.Second))
        {
            throw new BadInputException("The edges of score bins are numbers that increase between 0 and 1, both left out.");
        }

        if (columns.Count == 0)
        {
            throw new BadInputException("A private audit compares at least one private model with the reference.");
        }

        RowsPerUnit = rowsPerUnit is >= 1 and <= 1_000_000 ? rowsPerUnit : throw new BadInputException($"A unit counts with 1 to 1,000,000 rows, but {rowsPerUnit} were stated.");
        if (2L * Space.Cells * Bins * Bins > MostCells)
        {
            throw new BadInputException($"The table has more than {MostCells} cells. Use fewer bins or coarser groups: every cell gets noise.");
        }
    }

    /// <summary>The attributes.</summary>
    public IReadOnlyList<GroupDomain> Attributes { get; }

    /// <summary>The candidates.</summary>
    public IReadOnlyList<ScoredColumn> Columns { get; }

    /// <summary>N.</summary>
    public int RowsPerUnit { get; }

    /// <summary>How many score bins there are.</summary>
    public int Bins => _edges.Length + 1;

    /// <summary>How many cells a table has.</summary>
    public int Cells => 2 * Space.Cells * Bins * Bins;

    internal GroupSpace Space { get; }

    internal ReadOnlySpan<double> Edges => _edges;

    /// <summary>The noise of one table. An exchanged unit moves twice as much as one that comes or goes.</summary>
    /// <param name="relation">The relation of the account.</param>
    public IntegerNoise Noise(Neighbours relation) => IntegerNoise.Laplace(
        _epsilon, relation == Neighbours.Replace ? 2 * RowsPerUnit : RowsPerUnit,
        string.Create(CultureInfo.InvariantCulture, $"a row is in one cell, at most {RowsPerUnit} rows a unit{(relation == Neighbours.Replace ? ", out of their cells and into others" : string.Empty)}"), relation);

    /// <summary>The loss of all tables: what is reserved.</summary>
    /// <param name="relation">The relation of the account.</param>
    public PrivacyLoss Loss(Neighbours relation) => Noise(relation).Loss.Repeat(Columns.Count);

    /// <summary>Refuses options that no report of these tables can be made with: worth knowing before they are paid.</summary>
    /// <param name="options">What will be compared.</param>
    /// <exception cref="BadInputException">The threshold is missing or no edge, or an option is out of range.</exception>
    public void Check(FairnessOptions options) => _ = EdgeOf(options);

    /// <summary>The exact counts of one table.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="column">The candidate.</param>
    /// <remarks>Rows whose value is not public, whose unit has no name, or whose score is not a number, are counted nowhere; other scores are moved into [0, 1].</remarks>
    public Int128[] Of(ScoredRows rows, int column)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (counts, scores) = (new Int128[Cells], rows.Candidates[column]);
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Labels.Count; i++)
        {
            // Rows of nobody may be of several, whom no limit would hold together.
            if (rows.Units.Count > 0 && (string.IsNullOrWhiteSpace(rows.Units[i]) || (taken[rows.Units[i]] = taken.GetValueOrDefault(rows.Units[i]) + 1) > RowsPerUnit))
            {
                continue;
            }

            if (CellOf(rows, i) is { } group && !double.IsNaN(rows.Reference[i]) && !double.IsNaN(scores[i]))
            {
                counts[(((((group * 2) + (rows.Labels[i] ? 1 : 0)) * Bins) + BinOf(rows.Reference[i])) * Bins) + BinOf(scores[i])]++;
            }
        }

        return counts;
    }

    /// <summary>Spends M·ε and releases the noisy tables. What is computed from them costs nothing more: <c>release.Select(counts => counts.Report())</c>.</summary>
    /// <param name="rows">The private rows.</param>
    /// <param name="spend">Who pays.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">The unit is a row and more than one of each is counted, or the spend gives less than M·ε. Nothing is spent.</exception>
    public Task<Release<FairnessCounts>> ReleaseAsync(Sensitive<ScoredRows> rows, Spend spend, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(spend);
        var unit = rows.Population.Unit;
        if (unit.Column is null && RowsPerUnit != 1)
        {
            throw new BadInputException($"The unit is one row, so a unit counts with 1 row, but {RowsPerUnit} were stated. Nothing was spent.");
        }

        var noise = Noise(unit.Relation);
        var words = string.Create(CultureInfo.InvariantCulture, $"fairness audit: {noise.Description}, {Columns.Count} joint table{(Columns.Count == 1 ? string.Empty : "s")} of {Cells} cells, ε = {PriceText.Number(_epsilon)} each");
        return spend.RunAsync(
            words, Loss(unit.Relation),
            async (permit, ended) =>
            {
                var raw = await permit.OpenAsync(rows, ended).ConfigureAwait(false);
                Check(raw, unit);
                Rational[] weights = [.. Enumerable.Repeat(Rational.One, Cells)];
                return new FairnessCounts(this, unit.Relation, [.. Columns.Select((_, c) => (IReadOnlyList<long>)[.. permit.Draw(noise, Of(raw, c), weights).Select(v => checked((long)v))])]);
            },
            new Codec<FairnessCounts>(
                (writer, value) => JsonSerializer.Serialize(writer, value.Counts),
                element => new(this, unit.Relation, element.Deserialize<List<List<long>>>()!)),
            token);
    }

    /// <summary>The place of the threshold among the edges.</summary>
    internal int EdgeOf(FairnessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return options.Threshold is { } t && Edges.IndexOf(t) is >= 0 and var edge
            ? edge
            : throw new BadInputException("A private audit needs a threshold that is an edge of its score bins: it is public, and chosen on other rows.");
    }

    /// <summary>The bin of a score.</summary>
    internal int BinOf(double score)
    {
        var place = Array.BinarySearch(_edges, score);
        return place >= 0 ? place + 1 : ~place;
    }

    private int? CellOf(ScoredRows rows, int row)
    {
        Span<int> place = stackalloc int[_places.Length];
        for (var a = 0; a < place.Length; a++)
        {
            if (rows.Attributes[a].Values[row] is not { } value || !_places[a].TryGetValue(value, out place[a]))
            {
                return null;
            }
        }

        return Space.CellOf(place);
    }

    // What this throws is withheld from the analyst: the rows are private.
    private void Check(ScoredRows rows, PrivacyUnit unit)
    {
        var n = rows.Labels.Count;
        if (!rows.Attributes.Select(a => a.Name).SequenceEqual(Attributes.Select(a => a.Name), StringComparer.Ordinal) || rows.Attributes.Any(a => a.Values.Count != n)
            || rows.Reference.Count != n || rows.Candidates.Count != Columns.Count || rows.Candidates.Any(c => c.Count != n) || rows.Units.Count != (unit.Column is null ? 0 : n))
        {
            throw new BadInputException("The rows are not those of the table: attributes, columns, lengths and units must be.");
        }
    }
}
