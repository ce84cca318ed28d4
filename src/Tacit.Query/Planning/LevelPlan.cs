using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Query.Relations;

namespace Tacit.Query.Planning;

/// <summary>One grouping set of a question: its parts, its selection, and what is pushed down for it.</summary>
internal sealed class LevelPlan
{
    private LevelPlan(LevelContext context, PartFactory factory, IReadOnlyList<Part> parts)
    {
        Context = context;
        Factory = factory;
        Parts = parts;
    }

    public LevelContext Context { get; }

    public PartFactory Factory { get; }

    public IReadOnlyList<Part> Parts { get; private set; }

    public PartitionSelection? Selection { get; private set; }

    /// <summary>How many shares of the budget it takes.</summary>
    public int Shares => Parts.Count + (Context.Selects ? 1 : 0);

    /// <summary>Whether anything but cells is pushed down.</summary>
    public bool HasScalars => Context.Selects || Parts.Any(p => !p.HasCells);

    public static LevelPlan Of(LevelContext context, IReadOnlyList<AggregateCall> aggregates)
    {
        var factory = new PartFactory(context);
        var parts = new Dictionary<string, Part>(StringComparer.Ordinal);
        foreach (var part in aggregates.SelectMany((a, i) => context.Query.Placed(p => p.Aggregates[i], () => AggregateParts.Of(a, factory).ToArray())))
        {
            parts.TryAdd(part.Key, part);
        }

        // A noisy number of units is not needed where nothing else is released: named keys alone are an answer.
        return new(context, factory, [.. parts.Values]);
    }

    /// <summary>Gives each part its noise.</summary>
    public void Split(Budget budget)
    {
        Parts = [.. Parts.Select(p => p with { Noise = budget.Noise(p.Shift1, p.Shift2, p.Sensitivity) })];
        Selection = Context.Selects ? budget.Selection(Context.Rows.Groups) : null;

        // Weights that cannot be had are refused here, before anything is spent.
        foreach (var part in Parts)
        {
            part.Weight(Context.AnyGroup);
        }
    }

    /// <summary>The statement of all single integers: keys, then the number of units where keys are selected, then one integer a part.</summary>
    public PushedStatement Scalars()
    {
        var integers = (Context.Selects ? new[] { Context.UnitCountSql() } : []).Concat(Parts.Where(p => !p.HasCells).Select(p => p.Sql)).ToArray();
        return new(Select(KeySql, integers, []), Context.Keys.Count, integers.Length);
    }

    /// <summary>The statement of the cells of a part.</summary>
    public PushedStatement Cells(Part part) => new(Select([.. KeySql, part.CellSql], ["count(*)"], [$"{part.CellSql} IS NOT NULL"]), Context.Keys.Count + 1, 1);

    /// <summary>All statements.</summary>
    public IEnumerable<PushedStatement> Statements() => (HasScalars ? [Scalars()] : Array.Empty<PushedStatement>()).Concat(Parts.Where(p => p.HasCells).Select(Cells));

    private string[] KeySql => [.. Context.Keys.Select(k => Context.Printer.Key(k, Context.Block))];

    private string Select(string[] keys, string[] integers, string[] further)
    {
        var block = Context.Block;
        string[] conditions = [.. block.Where, .. further];
        return $"SELECT {string.Join(", ", keys.Concat(integers))} FROM {block.From}"
            + (conditions.Length == 0 ? string.Empty : $" WHERE {string.Join(" AND ", conditions)}")
            + (keys.Length == 0 ? string.Empty : $" GROUP BY {string.Join(", ", keys)}");
    }
}
