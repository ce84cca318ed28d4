using System.Globalization;
using Tacit.Audit.Queries.Endpoints;
using Tacit.Data;

namespace Tacit.Audit.Queries.Games;

/// <summary>
/// The table of a policy that games are played on, and how its columns are used. Persons are numbered; what is known of each is the value of one column,
/// the mark, which no two share. All other columns hold the same for everybody.
/// </summary>
internal sealed class GameShape
{
    // More than any game has persons.
    private const int MostPersons = 100;

    private readonly ColumnPolicy _mark;

    private GameShape(PopulationPolicy people, TablePolicy table, ColumnPolicy mark)
    {
        People = people;
        Table = table;
        _mark = mark;
    }

    public PopulationPolicy People { get; }

    public TablePolicy Table { get; }

    public string From => RowCondition.Quoted(Table.Name);

    /// <summary>The mark as a text, or null where it is a number.</summary>
    public string? Text => IsText ? Mark : null;

    /// <summary>A number of each row.</summary>
    public string Number => IsText ? $"length({Mark})" : Mark;

    /// <summary>The column of the mark as the engine reads it from the file.</summary>
    public string EngineColumns => string.Join(", ", Columns.Select(c => $"'{c.Name.Replace("'", "''", StringComparison.Ordinal)}': '{(c.IsNumber ? "DOUBLE" : "VARCHAR")}'"));

    private bool IsText => _mark.Kind == PolicyColumnKind.Text;

    private string Mark => RowCondition.Quoted(_mark.Name);

    private double Step => (_mark.High!.Value - _mark.Low!.Value) / (MostPersons + 2);

    // In the order of the file. The source of bands need not be declared.
    private IEnumerable<(string Name, bool IsNumber, Func<int, string> Cell)> Columns
    {
        get
        {
            if (People.Unit.Column is { } unit)
            {
                yield return (unit, false, person => person.ToString(CultureInfo.InvariantCulture));
            }

            // What rows of other tables are led here by.
            foreach (var key in People.Source.Tables.Where(t => t.Through?.Table == Table.Name).Select(t => t.Through!.Key).Distinct(StringComparer.Ordinal))
            {
                yield return (key, false, person => person.ToString(CultureInfo.InvariantCulture));
            }

            foreach (var column in Table.Columns.Where(c => c.Kind != PolicyColumnKind.Bands))
            {
                yield return (column.Name, column.Kind is PolicyColumnKind.Number or PolicyColumnKind.Flag, column == _mark ? MarkOf : _ => Filling(column));
            }

            foreach (var bands in Table.Columns.Where(c => c.Kind == PolicyColumnKind.Bands).DistinctBy(c => c.Of).Where(b => Table.Columns.All(c => c.Name != b.Of) && b.Of != People.Unit.Column))
            {
                yield return (bands.Of!, true, _ => Real(bands.Edges![0]));
            }
        }
    }

    /// <summary>The best table of a population: one row a unit before many, then a text as the mark before a number.</summary>
    /// <exception cref="BadInputException">No table has a text or a number of its own that could name a person.</exception>
    public static GameShape? Of(PopulationPolicy people, bool needsText)
    {
        var candidates = people.Source.Tables
            .Where(table => table.Through is null)
            .Select(table => (Table: table, Mark: MarkIn(table, people.Unit.Column, PolicyColumnKind.Text) ?? (needsText ? null : MarkIn(table, people.Unit.Column, PolicyColumnKind.Number))))
            .Where(c => c.Mark is not null)
            .OrderByDescending(c => c.Table.OnePerUnit == true)
            .ThenByDescending(c => c.Mark!.Kind == PolicyColumnKind.Text)
            .ToList();
        return candidates.Count == 0 ? null : new(people, candidates[0].Table, candidates[0].Mark!);
    }

    /// <summary>A condition that holds for one person alone.</summary>
    public string Is(int person) => IsText
        ? $"{Mark} = '{MarkOf(person)}'"
        : string.Create(CultureInfo.InvariantCulture, $"{Mark} between {Value(person) - (Step / 4)} and {Value(person) + (Step / 4)}");

    /// <summary>A condition that holds for these persons alone.</summary>
    public string AnyOf(IEnumerable<int> persons) => IsText
        ? $"{Mark} in ({string.Join(", ", persons.Select(p => $"'{MarkOf(p)}'"))})"
        : $"({string.Join(" or ", persons.Select(Is))})";

    public string MarkOf(int person) => IsText
        ? person % 7 == 5 ? string.Create(CultureInfo.InvariantCulture, $"zoë-😀-{person}") : string.Create(CultureInfo.InvariantCulture, $"person-{person}")
        : Real(Value(person));

    /// <summary>The rows of these persons as a CSV file.</summary>
    public IEnumerable<string> Lines(IEnumerable<int> persons)
    {
        var columns = Columns.ToList();
        return persons.Select(p => string.Join(',', columns.Select(c => Quoted(c.Cell(p))))).Prepend(string.Join(',', columns.Select(c => Quoted(c.Name))));
    }

    /// <summary>The columns of a table that holds nobody.</summary>
    public static string Header(PopulationPolicy people, TablePolicy table)
    {
        var names = (people.Unit.Column is { } unit && table.Through is null ? new[] { unit } : [])
            .Concat(table.Through is { } path ? [path.Column] : [])
            .Concat(people.Source.Tables.Where(t => t.Through?.Table == table.Name).Select(t => t.Through!.Key))
            .Concat(table.Columns.Select(c => c.Kind == PolicyColumnKind.Bands ? c.Of! : c.Name));
        return string.Join(',', names.Distinct(StringComparer.Ordinal).Select(Quoted));
    }

    public static string Quoted(string cell) => "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static ColumnPolicy? MarkIn(TablePolicy table, string? unit, PolicyColumnKind kind) =>
        table.Columns.FirstOrDefault(c => c.Kind == kind && c.Per is null && c.Name != unit && (kind == PolicyColumnKind.Text || (c.High - c.Low) is > 0 and < 1e12));

    private double Value(int person) => _mark.Low!.Value + (Step * (person + 1));

    // Anything that the declaration allows.
    private string Filling(ColumnPolicy column) => column.Kind switch
    {
        PolicyColumnKind.Category => column.Values![0],
        PolicyColumnKind.Flag => "0",
        PolicyColumnKind.Time => column.From!.Value.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        PolicyColumnKind.Number => Real(column.Per is { } per && Table.Columns.First(c => c.Name == per).Values is [var first, ..] && column.Bounds!.TryGetValue(first, out var bounds) ? bounds[0] : column.Low ?? 0),
        _ => "common",
    };

    private static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
