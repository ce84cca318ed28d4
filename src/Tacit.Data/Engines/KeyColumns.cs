namespace Tacit.Data;

/// <summary>What the keys of each column are that tells units apart or leads to them: one kind wherever two columns hold the same keys.</summary>
/// <remarks>
/// For authors of engines. A person who is <c>10</c> in one table and <c>10.0</c> in another would be two units: joins would miss, and a count of units over
/// both tables would move by two where one is claimed. So columns that are compared with each other must agree, before a row is read.
/// </remarks>
public sealed class KeyColumns
{
    private readonly Dictionary<(string Table, string Column), KeyKind> _kinds = [];

    private KeyColumns()
    {
    }

    /// <summary>What tells units apart; null where the unit is the row.</summary>
    public KeyKind? Unit { get; private init; }

    /// <summary>The kind of a column of keys.</summary>
    /// <param name="table">The table's name in questions.</param>
    /// <param name="column">The column of the source.</param>
    public KeyKind this[string table, string column] => _kinds[(table, column)];

    /// <summary>Finds the kind of every column of keys of a population.</summary>
    /// <param name="unit">Whose presence is protected.</param>
    /// <param name="tables">The private tables.</param>
    /// <param name="typeOf">The type of a column of a table; asked for columns of keys alone.</param>
    /// <exception cref="BadInputException">Keys of a column have no one spelling, or columns that hold the same keys are of different kinds.</exception>
    public static KeyColumns Agree(PrivacyUnit unit, IReadOnlyList<TableFacts> tables, Func<string, string, KeyType> typeOf)
    {
        ArgumentNullException.ThrowIfNull(unit);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(typeOf);
        if (unit.Column is not { } key)
        {
            return new();
        }

        var groups = new List<HashSet<(string Table, string Column)>>();
        Join(groups, [.. tables.Where(t => t.UnitPath.Count == 0).Select(t => (t.Name, key))]);
        foreach (var table in tables.Where(t => t.UnitPath.Count > 0))
        {
            Join(groups, [(table.Name, table.UnitPath[0].Column), (table.UnitPath[0].Table, table.UnitPath[0].Key)]);
        }

        var kinds = groups.ConvertAll(g => KindOf(unit, [.. g.Select(c => (c.Column, typeOf(c.Table, c.Column)))]));
        var root = (tables.First(t => t.UnitPath.Count == 0).Name, key);
        var found = new KeyColumns { Unit = kinds[groups.FindIndex(g => g.Contains(root))] };
        foreach (var (group, kind) in groups.Zip(kinds))
        {
            foreach (var column in group)
            {
                found._kinds[column] = kind;
            }
        }

        return found;
    }

    /// <summary>A kind, as errors name its keys.</summary>
    /// <param name="kind">The kind.</param>
    public static string WordsOf(KeyKind kind) => kind switch
    {
        KeyKind.WholeNumber => "whole numbers",
        KeyKind.Uuid => "UUIDs",
        KeyKind.Date => "dates",
        _ => "text",
    };

    private static void Join(List<HashSet<(string Table, string Column)>> groups, (string Table, string Column)[] columns)
    {
        var met = groups.FindAll(g => columns.Any(g.Contains));
        groups.RemoveAll(met.Contains);
        groups.Add([.. columns, .. met.SelectMany(g => g)]);
    }

    private static KeyKind KindOf(PrivacyUnit unit, IReadOnlyList<(string Column, KeyType Type)> columns)
    {
        foreach (var (column, type) in columns)
        {
            if (type is { Kind: null, IsUntyped: false })
            {
                throw new BadInputException(
                    $"{type.Source}, column '{column}': values of the type {type.Type} have no one spelling, so one {unit.Name} could count as two, as 10 and 10.0. A key is a whole number, a decimal without digits behind the point, text, a UUID or a date. Cast the column where the data comes from: write the file anew, or declare a view of the database, with {column} as a whole number or text.");
            }
        }

        var typed = columns.Where(c => !c.Type.IsUntyped).ToList();
        if (typed.Find(c => c.Type.Kind != typed[0].Type.Kind) is ({ } other, { } otherType))
        {
            throw new BadInputException(
                $"{typed[0].Type.Source}, column '{typed[0].Column}', holds {Words(typed[0].Type)}, but {otherType.Source}, column '{other}', holds {Words(otherType)}: the same {unit.Name} could count as two. Keys that are compared must be of one kind in all tables. Cast one of the columns where the data comes from: write the file anew, or declare a view of the database.");
        }

        return typed is [var first, ..] ? first.Type.Kind!.Value : KeyKind.Text;

        static string Words(KeyType type) => $"{WordsOf(type.Kind!.Value)} ({type.Type})";
    }
}
