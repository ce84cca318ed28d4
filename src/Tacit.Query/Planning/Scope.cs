using System.Globalization;
using Tacit.Data;

namespace Tacit.Query.Planning;

/// <summary>A column as a question sees it: its facts and its expression over prepared tables.</summary>
/// <param name="Facts">The declared facts.</param>
/// <param name="Sql">The expression.</param>
/// <param name="IsUnitConstant">Whether all rows of a unit share the value.</param>
/// <param name="PerSql">The expression of the category that the bounds depend on, or null. A column of the same name in another table is another category.</param>
internal sealed record ScopeColumn(ColumnFacts Facts, string Sql, bool IsUnitConstant, string? PerSql = null);

/// <summary>The tables of a question, and the names that it may use.</summary>
internal sealed class Scope
{
    private readonly Dataset _data;
    private readonly Question _question;
    private readonly TableFacts _main;
    private readonly TableFacts? _joined;
    private readonly Dictionary<string, ScopeColumn> _flags = new(StringComparer.Ordinal);

    public Scope(Dataset data, Question question)
    {
        _data = data;
        _question = question;
        _main = data.Table(question.Table);
        _joined = question.Joined is { } joined ? Joinable(joined) : null;
        foreach (var flag in question.Flags)
        {
            AddFlag(flag);
        }

        var limit = Math.Min(_main.RowsPerUnit, question.RowsLimit ?? int.MaxValue);
        // Cannot overflow: a table over the most rows of a unit is refused when it is declared.
        RowsPerUnit = _main.RowsPer is { } per && FilteredTo(question.Filter, $"a.{_main.Column(per).Prepared}") is null
            ? limit * _main.Column(per).Values.Count
            : limit;
        var tables = $"t{IndexOf(_main)} a" + (_joined is null ? string.Empty : $" JOIN t{IndexOf(_joined)} b USING (u)");
        var conditions = new List<string>();
        if (limit < _main.RowsPerUnit)
        {
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"a.r <= {limit}"));
        }

        if (question.Filter is { } filter)
        {
            conditions.Add(ConditionSql.Of(filter, Resolve));
        }

        Tables = tables;
        Conditions = conditions;
    }

    public int RowsPerUnit { get; }

    public bool IsOnePerUnit => RowsPerUnit == 1;

    public bool UnitIsRow => _data.Population.Unit.Column is null;

    public string UnitName => _data.Population.Unit.Name;

    public string Tables { get; }

    public IReadOnlyList<string> Conditions { get; }

    /// <summary>The number of units of a group of rows.</summary>
    public string UnitCount => UnitIsRow || IsOnePerUnit ? "count(*)" : "count(DISTINCT a.u)";

    public ScopeColumn Resolve(string name)
    {
        if (_flags.TryGetValue(name, out var flag))
        {
            return flag;
        }

        // A column's own name comes before a qualified one; both may hold dots.
        var tables = _joined is null ? [(_main, "a")] : new[] { (_main, "a"), (_joined, "b") };
        var found = tables.Select(t => Find(t.Item1, t.Item2, name))
            .Concat(tables.Where(t => name.StartsWith(t.Item1.Name + ".", StringComparison.Ordinal)).Select(t => Find(t.Item1, t.Item2, name[(t.Item1.Name.Length + 1)..])))
            .FirstOrDefault(c => c is not null);
        if (found is not null)
        {
            return found;
        }

        var names = _main.Columns.Select(c => c.Name).Concat(_joined?.Columns.Select(c => $"{_joined.Name}.{c.Name}") ?? []).Concat(_flags.Keys);
        throw new BadInputException($"The question has no column '{name}'. It has: {string.Join(", ", names)}.");
    }

    /// <summary>The bounds of a number in a group whose categories are known by expression; refused where they depend on one that is not.</summary>
    public FixedPoint BoundsOf(ScopeColumn column, Func<string, string?> categoryOf) => KnownBounds(column, categoryOf)
        ?? throw new BadInputException($"The bounds of '{column.Facts.Name}' depend on '{column.Facts.BoundsPer}'. Group by it, or filter it to one value, so that the bounds are known.");

    /// <summary>The bounds of a number whose bins or tree are the same in every group: only a filter makes them known.</summary>
    public FixedPoint BoundsOfAllGroups(ScopeColumn column) => KnownBounds(column, _ => null)
        ?? throw new BadInputException($"The bounds of '{column.Facts.Name}' depend on '{column.Facts.BoundsPer}', and quantiles and histograms need the same bounds in every group. "
            + $"Filter '{column.Facts.BoundsPer}' to one value with Where(Condition.Is(…)), and ask once for each value.");

    private FixedPoint? KnownBounds(ScopeColumn column, Func<string, string?> categoryOf)
    {
        if (column.PerSql is not { } per)
        {
            return column.Facts.Bounds;
        }

        return (categoryOf(per) ?? FilteredTo(_question.Filter, per)) is { } value ? column.Facts.BoundsByValue[value] : null;
    }

    // The one value that every counted row has in the category of this expression.
    private string? FilteredTo(Condition? condition, string sql) => condition switch
    {
        IsCondition { Values.Count: 1 } equals when Resolve(equals.Column).Sql == sql => equals.Values[0],
        PairCondition { Both: true } pair => FilteredTo(pair.Left, sql) ?? FilteredTo(pair.Right, sql),
        _ => null,
    };

    private static ScopeColumn? Find(TableFacts table, string alias, string column)
    {
        var facts = table.Columns.FirstOrDefault(c => c.Name == column);
        return facts is null
            ? null
            : new(facts, $"{alias}.{facts.Prepared}", table.IsOnePerUnit, facts.BoundsPer is { } per ? $"{alias}.{table.Column(per).Prepared}" : null);
    }

    private TableFacts Joinable(string name)
    {
        var table = _data.Table(name);
        if (_data.Population.Unit.Column is null)
        {
            throw new BadInputException("Tables are joined by the unit's column, but here the unit is the row itself.");
        }

        return table.IsOnePerUnit
            ? table
            : throw new BadInputException($"'{name}' may have several rows a {UnitName}, so joining it would multiply rows. Ask from '{name}' and join the other table, or use Has for a flag.");
    }

    private void AddFlag(Question.HasFlag flag)
    {
        if (UnitIsRow)
        {
            throw new BadInputException("A flag over another table needs a unit with a column, but here the unit is the row itself.");
        }

        if (Find(_main, "a", flag.Name) is not null || (_joined is not null && Find(_joined, "b", flag.Name) is not null))
        {
            throw new BadInputException($"The flag '{flag.Name}' has the name of a column. Give it another one.");
        }

        var table = _data.Table(flag.Table);
        var condition = ConditionSql.Of(flag.Condition, name => Find(table, "x", name)
            ?? throw new BadInputException($"The table '{flag.Table}' has no declared column '{name}'. It has: {string.Join(", ", table.Columns.Select(c => c.Name))}."));
        var bounds = FixedPoint.Between(0, 1, flag.Name);
        var sql = string.Create(CultureInfo.InvariantCulture,
            $"(CASE WHEN a.u IN (SELECT x.u FROM t{IndexOf(table)} x WHERE {condition}) THEN {bounds.MaxInteger} ELSE {bounds.MinInteger} END)");
        var facts = new ColumnFacts { Name = flag.Name, Kind = ColumnKind.Number, Bounds = bounds };
        if (!_flags.TryAdd(flag.Name, new(facts, sql, IsUnitConstant: true)))
        {
            throw new BadInputException($"The flag '{flag.Name}' is defined twice.");
        }
    }

    private int IndexOf(TableFacts table) => _data.Tables.ToList().IndexOf(table);
}
