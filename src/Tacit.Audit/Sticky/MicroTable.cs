using System.Collections.Concurrent;
using System.Globalization;
using DuckDB.NET.Data;
using Tacit.Audit.Queries.Endpoints;

namespace Tacit.Audit.Sticky;

/// <summary>Records in memory, for engines that are made to be attacked: a row for each person, cells coded by column, and for every value that is asked about a bitmap of the rows that have it.</summary>
/// <remarks>Thread-safe. Cells are SQL literals. Bitmaps are made when they are first needed, and kept.</remarks>
public sealed class MicroTable
{
    // What the engine says of values may quote them; what it says of the statement does not.
    private static readonly string[] AboutStatement = ["Parser Error", "Binder Error", "Catalog Error", "IO Error"];

    private readonly Dictionary<string, int> _places;
    private readonly MicroColumn[] _columns;
    private readonly ulong[] _persons;
    private readonly ConcurrentDictionary<string, ulong[]> _bitmaps = new(StringComparer.Ordinal);

    private MicroTable(IReadOnlyList<string> names, MicroColumn[] columns, ulong[] persons)
    {
        (Columns, _columns, _persons) = (names, columns, persons);
        _places = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
        Rows = persons.Length;
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows.</summary>
    public int Rows { get; }

    /// <summary>Who each row is: what noise that sticks to persons is seeded with.</summary>
    public IReadOnlyList<ulong> Persons => _persons;

    /// <summary>Rows of the source that had no value in some column, and were left out.</summary>
    public long RowsLeftOut { get; private init; }

    /// <summary>A table of rows of literals.</summary>
    /// <param name="columns">Names, each once.</param>
    /// <param name="rows">A literal for every column.</param>
    /// <param name="persons">Who each row is; numbered unless given.</param>
    /// <exception cref="BadInputException">There are no columns or no rows, a name comes twice, a row has another length, or a cell is no literal.</exception>
    public static MicroTable Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, IReadOnlyList<ulong>? persons = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        if (columns.Count == 0 || columns.Distinct(StringComparer.Ordinal).Count() != columns.Count)
        {
            throw new BadInputException("A table has columns, each with a name of its own.");
        }

        var coded = columns.Select(_ => new MicroColumn.Builder()).ToArray();
        var count = 0;
        foreach (var row in rows)
        {
            count++;
            if (row.Count != columns.Count)
            {
                throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"Row {count} has {row.Count} cells, but there are {columns.Count} columns."));
            }

            for (var c = 0; c < coded.Length; c++)
            {
                // Checks that the cell is one literal.
                coded[c].Add(RowCondition.Is(columns[c], row[c]).Literal);
            }
        }

        if (count == 0)
        {
            throw new BadInputException("The table has no rows, so there is nobody to be attacked.");
        }

        if (persons is not null && (persons.Count != count || persons.Distinct().Count() != count))
        {
            throw new BadInputException(string.Create(CultureInfo.InvariantCulture, $"There are {count} rows, and each is another person; but {persons.Count} persons were given, of whom {persons.Distinct().Count()} differ."));
        }

        return new([.. columns], [.. coded.Select(c => c.Build())], [.. persons ?? Enumerable.Range(0, count).Select(i => (ulong)i)]);
    }

    /// <summary>What a statement of the embedded engine gives. For owners and studies: nothing protects it.</summary>
    /// <param name="sql">For example <c>select age, sex from 'persons.parquet'</c>. Numbers stay numbers; everything else becomes a text. Rows with a missing value are left out.</param>
    /// <exception cref="BadInputException">The engine refuses the statement, or it gives no whole row.</exception>
    public static MicroTable Query(string sql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        try
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
            var (rows, missing) = (new List<string[]>(), 0L);
            while (reader.Read())
            {
                if (Enumerable.Range(0, reader.FieldCount).Any(reader.IsDBNull))
                {
                    missing++;
                    continue;
                }

                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Literal(reader.GetValue(i)))]);
            }

            var table = Of(names, rows);
            return new(table.Columns, table._columns, table._persons) { RowsLeftOut = missing };
        }
        catch (DuckDBException e)
        {
            throw new BadInputException(AboutStatement.Any(kind => e.Message.StartsWith(kind, StringComparison.Ordinal)) ? $"The table cannot be read: {e.Message}" : "The table cannot be read: a value is not of its column's type.");
        }
    }

    /// <summary>A cell.</summary>
    /// <param name="row">The row, from 0 on.</param>
    /// <param name="column">The column.</param>
    public string Cell(int row, string column) => Column(column).Literal(row);

    /// <summary>The different values of a column, in the order in which they first come.</summary>
    public IReadOnlyList<string> Values(string column) => Column(column).Values;

    /// <summary>The same table with another value in one cell: the person's row is what changes.</summary>
    public MicroTable With(int row, string column, string literal) => Of(
        Columns, Enumerable.Range(0, Rows).Select(r => (IReadOnlyList<string>)[.. Columns.Select(c => r == row && c == column ? literal : Cell(r, c))]), _persons);

    /// <summary>That a row has its own values in these columns.</summary>
    public IReadOnlyList<RowCondition> Is(int row, IEnumerable<string> columns) => [.. columns.Select(c => RowCondition.Is(c, Cell(row, c)))];

    /// <summary>The rows that meet a condition, a bit each.</summary>
    internal ulong[] Bitmap(RowCondition condition) => _bitmaps.TryGetValue(condition.Sql, out var bits) ? bits : _bitmaps.GetOrAdd(condition.Sql, Build(condition));

    /// <summary>The exact count of a conjunction, row by row: what engines are compared with.</summary>
    public long Scan(IReadOnlyList<RowCondition> conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        return Enumerable.Range(0, Rows).LongCount(row => conditions.All(c => Column(c.Column).Meets(c, row)));
    }

    internal MicroColumn Column(string name) => _places.TryGetValue(name, out var place)
        ? _columns[place]
        : throw new BadInputException($"There is no column '{name}'. There are: {string.Join(", ", Columns)}.");

    private ulong[] Build(RowCondition condition)
    {
        var column = Column(condition.Column);
        var met = column.Met(condition);
        var bits = new ulong[(Rows + 63) / 64];
        for (var row = 0; row < Rows; row++)
        {
            bits[row >> 6] |= (met[column.Code(row)] ? 1UL : 0) << (row & 63);
        }

        return bits;
    }

    private static string Literal(object value) => value switch
    {
        string text => RowCondition.Text(text),
        bool flag => flag ? "1" : "0",
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => RowCondition.Number(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IFormattable other => RowCondition.Text(other.ToString(null, CultureInfo.InvariantCulture)),
        _ => RowCondition.Text(value.ToString() ?? string.Empty),
    };
}
