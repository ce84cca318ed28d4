namespace Tacit.Data;

/// <summary>Declares the columns of a public table. They mean and become the same as those of private ones.</summary>
public sealed class PublicTableBuilder
{
    private readonly string _name;

    internal ColumnList Columns { get; }

    internal PublicTableBuilder(string name)
    {
        _name = name;
        Columns = new(name);
    }

    /// <summary>A column that holds one of these values. Other values count as missing.</summary>
    public PublicTableBuilder Category(string column, params string[] values) => Declare(c => c.Category(column, values));

    /// <summary>A category made of bands of a numeric column: [edge, next edge), the last band open where the last edge is +∞.</summary>
    public PublicTableBuilder Bands(string column, string of, params double[] edges) => Declare(c => c.Bands(column, of, edges));

    /// <summary>A number, clipped to bounds.</summary>
    public PublicTableBuilder Number(string column, double low, double high) => Declare(c => c.Number(column, low, high));

    /// <summary>A number whose bounds depend on a declared category.</summary>
    public PublicTableBuilder Number(string column, string per, params (string Value, double Low, double High)[] bounds) => Declare(c => c.Number(column, per, bounds));

    /// <summary>A column of 0 and 1, or false and true.</summary>
    public PublicTableBuilder Flag(string column) => Declare(c => c.Flag(column));

    /// <summary>Text.</summary>
    public PublicTableBuilder Text(string column) => Declare(c => c.Text(column));

    /// <summary>A date or a moment between bounds. Moments outside them count as missing.</summary>
    /// <param name="column">The column.</param>
    /// <param name="from">The earliest moment, in UTC.</param>
    /// <param name="to">The moment, in UTC, that all are before.</param>
    /// <param name="zone">The time zone of moments that name none; a date is a day in every zone.</param>
    public PublicTableBuilder Time(string column, DateTime from, DateTime to, string zone = "UTC") => Declare(c => c.Time(column, from, to, zone));

    /// <summary>A category, text or time, declared before, in which a missing value is a key of its own.</summary>
    public PublicTableBuilder Nullable(string column) => Declare(c => c.Nullable(column));

    internal PublicTableFacts Build() => Columns.Facts.Count > 0
        ? new(_name, Columns.Facts)
        : throw new BadInputException($"The public table '{_name}' declares no column. Declare at least one with Category, Number, Flag, Time or Text.");

    private PublicTableBuilder Declare(Action<ColumnList> declare)
    {
        declare(Columns);
        return this;
    }
}
