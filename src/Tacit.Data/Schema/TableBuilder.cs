using System.Globalization;

namespace Tacit.Data;

/// <summary>Declares the public facts of one table. What is not declared does not exist.</summary>
public sealed class TableBuilder
{
    // What sensitivities are multiplied from stays far inside 64 bits.
    private const long MaxRowsOfAllValues = 1_000_000_000;

    private readonly string _name;
    private int? _rowsPerUnit;
    private bool _onePerUnit;
    private string? _per;
    private int? _valuesPerUnit;

    internal ColumnList Columns { get; }

    /// <summary>Where the unit of a row is found, when the table does not hold it.</summary>
    internal UnitPathStep? Step { get; private set; }

    internal TableBuilder(string name)
    {
        _name = name;
        Columns = new(name);
    }

    /// <summary>A column that holds one of these values. Other values count as missing.</summary>
    public TableBuilder Category(string column, params string[] values) => Declare(c => c.Category(column, values));

    /// <summary>A category made of bands of a numeric column: [edge, next edge), the last band open where the last edge is +∞.</summary>
    public TableBuilder Bands(string column, string of, params double[] edges) => Declare(c => c.Bands(column, of, edges));

    /// <summary>A number, clipped to public bounds.</summary>
    public TableBuilder Number(string column, double low, double high) => Declare(c => c.Number(column, low, high));

    /// <summary>A number whose bounds depend on a declared category.</summary>
    public TableBuilder Number(string column, string per, params (string Value, double Low, double High)[] bounds) => Declare(c => c.Number(column, per, bounds));

    /// <summary>A column of 0 and 1, or false and true. A rate is its mean.</summary>
    public TableBuilder Flag(string column) => Declare(c => c.Flag(column));

    /// <summary>Text whose values are not public; group by it only with private key selection.</summary>
    public TableBuilder Text(string column) => Declare(c => c.Text(column));

    /// <summary>A date or a moment between public bounds. Moments outside them count as missing; they are never moved to an edge.</summary>
    /// <param name="column">The column: a date, a timestamp, or text as <c>2026-11-29</c>, <c>2026-11-29 14:05:00</c> or <c>2026-11-29T14:05:00+01:00</c>.</param>
    /// <param name="from">The earliest moment, in UTC.</param>
    /// <param name="to">The moment, in UTC, that all are before.</param>
    /// <param name="zone">The time zone of moments that name none, such as <c>Europe/Berlin</c>; a date is a day in every zone.</param>
    public TableBuilder Time(string column, DateTime from, DateTime to, string zone = "UTC") => Declare(c => c.Time(column, from, to, zone));

    /// <summary>A category, text or time, declared before, in which a missing value is a public key of its own.</summary>
    public TableBuilder Nullable(string column) => Declare(c => c.Nullable(column));

    /// <summary>Keeps at most this many rows of a unit, chosen by a secret random rank. Sensitivity is proportional to it.</summary>
    /// <param name="rowsPerUnit">How many rows are kept.</param>
    /// <param name="per">A declared category: the limit then holds for each of its values, and a question about one value pays for that alone.</param>
    /// <param name="valuesPerUnit">Keeps rows of at most so many values of that category of a unit, chosen by a secret random rank, so that a question by it has fewer groups of each unit.</param>
    public TableBuilder AtMost(int rowsPerUnit, string? per = null, int? valuesPerUnit = null)
    {
        if (valuesPerUnit is not null && (per is null || valuesPerUnit < 1))
        {
            throw new BadInputException(per is null
                ? $"The table '{_name}' limits the values of a unit and does not say of which category: name it with per."
                : $"The table '{_name}' keeps rows of 1 value of '{per}' or more of a unit, but was told {valuesPerUnit}.");
        }

        _valuesPerUnit = valuesPerUnit;
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

        if (Columns.Facts.Count == 0 && !isOnPath)
        {
            throw new BadInputException($"The table '{_name}' declares no column. Declare at least one with Category, Number, Flag, Time or Text.");
        }

        if (unit.Column is null)
        {
            // The unit is the row: every row is one unit.
            return new(_name, Columns.Facts, 1, null, true);
        }

        if (_onePerUnit && _rowsPerUnit is not null)
        {
            throw new BadInputException($"The table '{_name}' is declared to have one row a {unit.Name} (OnePerUnit() in code) and to keep at most {_rowsPerUnit} (AtMost(…)). With one row a {unit.Name} nothing is left to limit: declare one of the two.");
        }

        if (!_onePerUnit && _rowsPerUnit is null)
        {
            throw new BadInputException($"The table '{_name}' needs a limit on the rows of one {unit.Name}: how many are kept (rowsPerUnit in a policy, AtMost(20) in code), or that there is one row each (onePerUnit in a policy, OnePerUnit() in code).");
        }

        if (_per is { } per && !_onePerUnit)
        {
            var category = Columns.FindCategory(per)
                ?? throw new BadInputException($"The limit on rows of '{_name}' is per '{per}', which is not declared as a category of the table.");
            var values = Math.Min(_valuesPerUnit ?? long.MaxValue, category.KeyCount);
            if (_rowsPerUnit!.Value * values > MaxRowsOfAllValues)
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
                    $"The table '{_name}' keeps {_rowsPerUnit} rows of one {unit.Name} for each of {values} values of '{per}', which is more than 1,000,000,000 in all. Keep fewer rows, or fewer values of a {unit.Name}."));
            }
        }

        return _onePerUnit ? new(_name, Columns.Facts, 1, null, true) : new(_name, Columns.Facts, _rowsPerUnit!.Value, _per, false) { ValuesPerUnit = _valuesPerUnit };
    }

    private TableBuilder Declare(Action<ColumnList> declare)
    {
        declare(Columns);
        return this;
    }
}
