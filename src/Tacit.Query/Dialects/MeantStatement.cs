using Tacit.Query.Planning;

namespace Tacit.Query.Dialects;

/// <summary>What a statement of a plan means, as a text of the same engine that is never run.</summary>
/// <param name="Sql">The text.</param>
/// <param name="Dialect">Knows what its stand-ins stand for.</param>
internal sealed record MeantStatement(string Sql, MeantDialect Dialect)
{
    /// <summary>One for each statement of the plan, in their order.</summary>
    public static IReadOnlyList<MeantStatement> Of(QueryPlan plan)
    {
        var dialect = new MeantDialect(plan.Dialect);
        return [.. plan.LevelsOf(dialect, new MeantRelations(dialect, plan.Seed)).SelectMany(Of).Select(sql => new MeantStatement(sql, dialect))];
    }

    private static IEnumerable<string> Of(LevelPlan level)
    {
        var (context, block) = (level.Context, level.Context.Block);
        string[] keys = [.. context.Keys.Select(k => MeantDialect.Bracketed(context.Printer.Key(k, block)))];
        string[] single = [.. context.Selects ? [context.UnitCountSql()] : Array.Empty<string>(), .. level.Parts.Where(p => !p.HasCells).Select(p => p.Sql)];
        if (single.Length > 0)
        {
            yield return Select([.. keys, .. single], block, block.Where, keys);
        }

        // Cells are one more key, and rows without one are counted nowhere.
        foreach (var part in level.Parts.Where(p => p.HasCells))
        {
            string[] cells = [.. keys, MeantDialect.Bracketed(part.CellSql)];
            yield return Select([.. cells, "count(*)"], block, [.. block.Where, $"({cells[^1]} IS NOT NULL)"], cells);
        }
    }

    private static string Select(IEnumerable<string> columns, Block block, IReadOnlyList<string> conditions, string[] keys) =>
        $"SELECT {string.Join(", ", columns)} FROM {block.From}{(block with { Where = conditions }).WhereText}{(keys.Length == 0 ? string.Empty : $" GROUP BY {string.Join(", ", keys)}")}";
}
