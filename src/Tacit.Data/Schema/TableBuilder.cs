using System.Globalization;

namespace Tacit.Data;

/// <summary>Declares the public facts of one table. What is not declared does not exist.</summary>
public sealed class TableBuilder
{
    // What sensitivities are multiplied from stays far inside 64 bits.
    private const long MaxRowsOfAllValues = 1_000_000_000;

    private readonly string _name;
    private readonly List<ColumnFacts> _columns = [];
    private int? _rowsPerUnit;
    private bool _onePerUnit;
    private string? _per;

    /// <summary>Where the unit of a row is found, when the table does not hold it.</summary>
    internal UnitPathStep? Step { get; private set; }

    internal TableBuilder(string name) => _name = name;

    /// <summary>A column that holds one of these values. Other values count as missing.</summary>
    public TableBuilder Category(string column, params string[] values)
    {
        if (values.Length == 0 || values.Distinct(StringComparer.Ordinal).Count() != values.Length || values.Any(v => v is null))
        {
            throw new BadInputException($"The category '{column}' of '{_name}' needs its possible values, each once. They are public: take them from a code book, not from the data.");
        }

        foreach (var value in values)
        {
            Declaration.CheckText(value, $"A value of the category '{column}' of '{_name}'");
        }

        return Add(new ColumnFacts { Name = column, Source = column, Kind = ColumnKind.Category, Values = [.. values] });
    }

    /// <summary>A category made of bands of a numeric column: [edge, next edge), the last band open where the last edge is +∞.</summary>
    public TableBuilder Bands(string column, string of, params double[] edges)
    {
        if (edges.Length < 2 || edges.SkipLast(1).Any(e => !double.IsFinite(e)) || double.IsNaN(edges[^1]) || !edges.Zip(edges.Skip(1)).All(p => p.First < p.Second))
        {
            throw new BadInputException($"The bands '{column}' of '{_name}' need at least two increasing edges; only the last may be infinite.");
        }

        var labels = edges.Zip(edges.Skip(1)).Select(p => BandLabel(p.First, p.Second)).ToArray();
        Declaration.CheckText(of, $"The source column of the bands '{column}' of '{_name}'");
        return Add(new ColumnFacts { Name = column, Source = of, Kind = ColumnKind.Category, Values = [.. labels], Edges = [.. edges] });
    }

    /// <summary>A number, clipped to public bounds.</summary>
    public TableBuilder Number(string column, double low, double high) =>
        Add(new ColumnFacts { Name = column, Source = column, Kind = ColumnKind.Number, Bounds = FixedPoint.Between(low, high, column) });

    /// <summary>A number whose bounds depend on a declared category.</summary>
    public TableBuilder Number(string column, string per, params (string Value, double Low, double High)[] bounds)
    {
        var category = _columns.FirstOrDefault(c => c.Name == per && c.Kind == ColumnKind.Category)
            ?? throw new BadInputException($"The bounds of '{column}' depend on '{per}', which is not declared as a category of '{_name}' before it.");
        var missing = category.Values.Except(bounds.Select(b => b.Value), StringComparer.Ordinal).ToArray();
        var unknown = bounds.Select(b => b.Value).Except(category.Values, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0 || unknown.Length > 0 || bounds.Length != category.Values.Count)
        {
            throw new BadInputException($"The bounds of '{column}' must name each value of '{per}' once. Missing: {string.Join(", ", missing)}. Unknown: {string.Join(", ", unknown)}.");
        }

        var widest = FixedPoint.Between(bounds.Min(b => b.Low), bounds.Max(b => b.High), column);
        return Add(new ColumnFacts
        {
            Name = column,
            Source = column,
            Kind = ColumnKind.Number,
            Bounds = widest,
            BoundsPer = per,
            BoundsByValue = bounds.ToDictionary(b => b.Value, b => FixedPoint.Between(b.Low, b.High, $"{column} for {b.Value}"), StringComparer.Ordinal).AsReadOnly(),
        });
    }

    /// <summary>A column of 0 and 1, or false and true. A rate is its mean.</summary>
    public TableBuilder Flag(string column) =>
        Add(new ColumnFacts { Name = column, Source = column, Kind = ColumnKind.Number, Bounds = FixedPoint.Between(0, 1, column), IsFlag = true });

    /// <summary>Text whose values are not public; group by it only with private key selection.</summary>
    public TableBuilder Text(string column) => Add(new ColumnFacts { Name = column, Source = column, Kind = ColumnKind.Text });

    /// <summary>A date or a moment between public bounds. Moments outside them count as missing; they are never moved to an edge.</summary>
    /// <param name="column">The column: a date, a timestamp, or text as <c>2026-11-29</c>, <c>2026-11-29 14:05:00</c> or <c>2026-11-29T14:05:00+01:00</c>.</param>
    /// <param name="from">The earliest moment, in UTC.</param>
    /// <param name="to">The moment, in UTC, that all are before.</param>
    /// <param name="zone">The time zone of values that name none, such as <c>Europe/Berlin</c>.</param>
    public TableBuilder Time(string column, DateTime from, DateTime to, string zone = "UTC")
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (from.Kind == DateTimeKind.Local || to.Kind == DateTimeKind.Local || from >= to || (from.Ticks % TimeSpan.TicksPerMicrosecond) + (to.Ticks % TimeSpan.TicksPerMicrosecond) > 0)
        {
            throw new BadInputException($"The time '{column}' of '{_name}' needs bounds in UTC and whole microseconds, the earlier one first. The later one is not taken in.");
        }

        Declaration.CheckText(zone, $"The time zone of '{column}' of '{_name}'");
        return Add(new ColumnFacts
        {
            Name = column,
            Source = column,
            Kind = ColumnKind.Time,
            From = DateTime.SpecifyKind(from, DateTimeKind.Utc),
            To = DateTime.SpecifyKind(to, DateTimeKind.Utc),
            Zone = zone,
        });
    }

    /// <summary>Keeps at most this many rows of a unit, chosen by a secret random rank. Sensitivity is proportional to it.</summary>
    /// <param name="rowsPerUnit">How many rows are kept.</param>
    /// <param name="per">A declared category: the limit then holds for each of its values, and a question about one value pays for that alone.</param>
    public TableBuilder AtMost(int rowsPerUnit, string? per = null)
    {
        _rowsPerUnit = rowsPerUnit is >= 1 and <= 1_000_000
            ? rowsPerUnit
            : throw new BadInputException($"The table '{_name}' keeps 1 to 1,000,000 rows a unit, but was told {rowsPerUnit}.");
        _per = per;
        return this;
    }

    /// <summary>The table has at most one row a unit. Checked at opening.</summary>
    public TableBuilder OnePerUnit()
    {
        _onePerUnit = true;
        return this;
    }

    /// <summary>The table does not hold the unit's column: a row belongs to whom the row of another table belongs to. Chains of any length are allowed.</summary>
    /// <remarks>Rows whose column is empty, or names no row, belong to nobody and are dropped. Neither column can be asked about, unless it is declared besides.</remarks>
    /// <param name="column">The column of this table that names the other row.</param>
    /// <param name="parentTable">The other table, declared in the same population, before or after.</param>
    /// <param name="parentKey">Its column with a value of its own in every row. Checked at opening, on the whole file.</param>
    public TableBuilder Through(string column, string parentTable, string parentKey)
    {
        if (Step is not null)
        {
            throw new BadInputException($"The table '{_name}' has two paths to its unit, through '{Step.Table}' and through '{parentTable}'. Declare the one that says whose a row is.");
        }

        foreach (var name in new[] { column, parentTable, parentKey })
        {
            Declaration.CheckText(name, $"A name in the path from '{_name}' to its unit");
        }

        Step = new(column, parentTable, parentKey);
        return this;
    }

    internal TableFacts Build(PrivacyUnit unit, bool isOnPath)
    {
        if (Step is not null && unit.Column is null)
        {
            throw new BadInputException($"The table '{_name}' has a path to its unit, but the unit is the row itself.");
        }

        if (_columns.Count == 0 && !isOnPath)
        {
            throw new BadInputException($"The table '{_name}' declares no column. Declare at least one with Category, Number, Flag, Time or Text.");
        }

        if (unit.Column is null)
        {
            // The unit is the row: every row is one unit.
            return new(_name, [.. _columns], 1, null, true);
        }

        if (!_onePerUnit && _rowsPerUnit is null)
        {
            throw new BadInputException($"The table '{_name}' needs a limit on the rows of one {unit.Name}: AtMost(rowsPerUnit: 20), or OnePerUnit() where there is one row each.");
        }

        if (_per is { } per && !_onePerUnit)
        {
            var category = _columns.FirstOrDefault(c => c.Name == per && c.Kind == ColumnKind.Category)
                ?? throw new BadInputException($"The limit on rows of '{_name}' is per '{per}', which is not declared as a category of the table.");
            if ((long)_rowsPerUnit!.Value * category.Values.Count > MaxRowsOfAllValues)
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                    $"The table '{_name}' keeps {_rowsPerUnit} rows of one {unit.Name} for each of {category.Values.Count} values of '{per}', which is more than 1,000,000,000 in all. Keep fewer rows, or declare fewer values."));
            }
        }

        return _onePerUnit ? new(_name, [.. _columns], 1, null, true) : new(_name, [.. _columns], _rowsPerUnit!.Value, _per, false);
    }

    private static string BandLabel(double low, double high)
    {
        if (double.IsPositiveInfinity(high))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{low} and over");
        }

        var whole = low == Math.Floor(low) && high == Math.Floor(high);
        return whole
            ? string.Create(CultureInfo.InvariantCulture, $"{low} to {high - 1}")
            : string.Create(CultureInfo.InvariantCulture, $"{low} up to {high}");
    }

    private TableBuilder Add(ColumnFacts column)
    {
        if (string.IsNullOrWhiteSpace(column.Name) || _columns.Any(c => c.Name == column.Name))
        {
            throw new BadInputException($"The column '{column.Name}' of '{_name}' is declared twice or has no name.");
        }

        Declaration.CheckText(column.Name, $"The name of a column of '{_name}'");
        _columns.Add(column with { Prepared = string.Create(CultureInfo.InvariantCulture, $"c{_columns.Count}") });
        return this;
    }
}
