namespace Tacit.Data;

/// <summary>Finds, for every table, the chain of declared tables that leads to its unit.</summary>
internal static class UnitPaths
{
    /// <summary>The facts, each with its whole path.</summary>
    /// <exception cref="BadInputException">A step names a table that is not declared, or the chain has no end.</exception>
    public static IReadOnlyList<TableFacts> Resolve(IReadOnlyList<TableFacts> tables, IReadOnlyDictionary<string, UnitPathStep> steps)
    {
        foreach (var (name, step) in steps)
        {
            if (tables.All(t => t.Name != step.Table))
            {
                throw new BadInputException($"The rows of '{name}' find their unit through '{step.Table}', which is not declared as a table of this population. Declared: {string.Join(", ", tables.Select(t => t.Name))}.");
            }
        }

        return [.. tables.Select(t => t with { UnitPath = Path(t.Name, steps) })];
    }

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
