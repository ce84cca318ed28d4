namespace Tacit.Data;

/// <summary>Finds, for every table, the chain of declared tables that leads to its unit.</summary>
internal static class UnitPaths
{
    /// <summary>The facts, each with its whole path and the keys on it.</summary>
    /// <param name="tables">The facts of all tables.</param>
    /// <param name="steps">The first step of each table that has a path.</param>
    /// <param name="unit">The unit's column.</param>
    /// <exception cref="BadInputException">A step names a table that is not declared, or the chain has no end.</exception>
    public static IReadOnlyList<TableFacts> Resolve(IReadOnlyList<TableFacts> tables, IReadOnlyDictionary<string, UnitPathStep> steps, string? unit)
    {
        foreach (var (name, step) in steps)
        {
            if (tables.All(t => t.Name != step.Table))
            {
                throw new BadInputException($"The rows of '{name}' find their unit through '{step.Table}', which is not declared as a table of this population. Declared: {string.Join(", ", tables.Select(t => t.Name))}.");
            }
        }

        return [.. tables.Select(t => t with
        {
            UnitPath = Path(t.Name, steps),
            RowKeys = [.. Keys(t, steps, unit)],
            UnitAlias = steps.TryGetValue(t.Name, out var step) && LeadsToUnit(step, steps, unit) && !IsColumn(t, step.Column) ? step.Column : null,
            HasOwner = step is not null && !LeadsToUnit(step, steps, unit),
            IsReferenced = steps.Values.Any(s => s.Table == t.Name && !LeadsToUnit(s, steps, unit)),
        })];
    }

    // The key of the row of the unit itself is the unit's column: it tells units apart, and needs no number.
    private static bool LeadsToUnit(UnitPathStep step, IReadOnlyDictionary<string, UnitPathStep> steps, string? unit) => step.Key == unit && !steps.ContainsKey(step.Table);

    // What was declared as a column is that column.
    private static IEnumerable<RowKeyFacts> Keys(TableFacts table, IReadOnlyDictionary<string, UnitPathStep> steps, string? unit)
    {
        var own = steps.Values.Where(s => s.Table == table.Name && !LeadsToUnit(s, steps, unit)).Select(s => s.Key).Distinct(StringComparer.Ordinal).Select(k => new RowKeyFacts(k, table.Name, true));
        RowKeyFacts[] other = steps.TryGetValue(table.Name, out var step) && !LeadsToUnit(step, steps, unit) ? [new(step.Column, step.Table, false)] : [];
        return own.Concat(other).Where(k => !string.Equals(k.Name, unit, StringComparison.OrdinalIgnoreCase) && !IsColumn(table, k.Name));
    }

    private static bool IsColumn(TableFacts table, string name) => table.Columns.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    private static List<UnitPathStep> Path(string table, IReadOnlyDictionary<string, UnitPathStep> steps)
    {
        var path = new List<UnitPathStep>();
        for (var name = table; steps.TryGetValue(name, out var step); name = step.Table)
        {
            path.Add(step);
            if (path.Count > steps.Count)
            {
                throw new BadInputException($"The path from '{table}' to its unit goes round in a circle: {string.Join(" → ", path.Select(s => s.Table).Prepend(table))}. One table of the chain must hold the unit's column itself.");
            }
        }

        return path;
    }
}
