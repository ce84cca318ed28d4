using System.Globalization;
using Tacit.Accounting;
using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Query.Dialects;

namespace Tacit.Query.Planning;

/// <summary>A question planned for a spend: what is pushed down, what is drawn, what it costs. Made from public facts alone.</summary>
internal sealed class QueryPlan
{
    /// <summary>The most groups that are answered whether empty or not.</summary>
    public const int MaxPublicGroups = 100_000;

    private const long MaxCells = 10_000_000;

    private readonly bool _isOneRowUnits;

    private QueryPlan(Dataset data, GroupedQuery query, Dialect dialect, ulong seed)
    {
        Query = query;
        Dialect = dialect;
        Seed = seed;
        _isOneRowUnits = data.Population.Unit.Column is null;
        UnitName = data.Population.Unit.Name;
        Levels = LevelsOf(dialect, new RelationPrinter(dialect, seed));
    }

    /// <summary>The engine's spelling.</summary>
    public Dialect Dialect { get; }

    /// <summary>Decides which rows of a unit stay, where too many would; another for every question, so that errors are independent.</summary>
    public ulong Seed { get; }

    public GroupedQuery Query { get; }

    public IReadOnlyList<LevelPlan> Levels { get; }

    public string UnitName { get; }

    public bool IsGaussian { get; private set; }

    public PrivacyLoss Loss => PrivacyLoss.Composed([.. Levels.SelectMany(l => l.Parts.Select(p => p.Noise.Loss).Concat(l.Selection is null ? [] : [l.Selection.Loss]))]);

    public string Mechanism => $"{(Levels.All(l => l.Selection is null) ? string.Empty : "private key selection, then ")}{(IsGaussian ? "discrete Gaussian" : "discrete Laplace")} noise on exact integer sums";

    /// <summary>All statements that are pushed down.</summary>
    public IReadOnlyList<PushedStatement> Statements => [.. Levels.SelectMany(l => l.Statements())];

    /// <summary>A question planned for a spend.</summary>
    public static QueryPlan Of(Dataset data, GroupedQuery query, Spend spend)
    {
        var plan = Unpriced(data, query);
        plan.Split(spend);
        return plan;
    }

    /// <summary>A question planned but for its noise, which <see cref="Split"/> gives.</summary>
    public static QueryPlan Unpriced(Dataset data, GroupedQuery query) => query.Placed(p => p.Question, () => Planned(data, query));

    private static QueryPlan Planned(Dataset data, GroupedQuery query)
    {
        if (query.Aggregates.Any(a => a.Function == AggregateFunction.Histogram) && !(query.IsHistogram && query.Output.Columns.Where(c => !c.IsText).Select(c => c.Value).ToArray() is [ReleasedAggregate]))
        {
            throw query.Refused(p => p.Aggregates[IndexOf(query, AggregateFunction.Histogram)], "A histogram is asked for alone, because its bins become rows of the answer.");
        }

        var plan = new QueryPlan(data, query, Dialect.Of(data.Dialect), BitConverter.ToUInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)));
        var levels = plan.Levels;
        if (levels.Sum(l => l.Shares) == 0)
        {
            throw new BadInputException("The question asks for nothing that must be released. Add count(*), count(DISTINCT the unit), sum, avg or another aggregate.");
        }

        // Each database counts its own different values: one that is in two of them would count twice.
        if (data.Shards > 1 && levels.SelectMany(l => l.Parts).Any(p => p.Derived?.Aggregate == "distinct"))
        {
            throw query.Refused(p => p.Aggregates[IndexOf(query, AggregateFunction.CountDistinct)], "The number of different values does not add up over several databases: a value may be in two of them. Count units, or group by the value.");
        }

        return levels.Sum(l => (decimal)l.Parts.Sum(p => (long)p.Cells) * (l.Context.PublicGroups?.Count ?? 1)) <= MaxCells
            ? plan
            : throw new BadInputException($"The answer would hold more than {MaxCells} noisy numbers. Group by fewer columns, or ask for fewer quantiles and bins.");
    }

    private static int IndexOf(GroupedQuery query, AggregateFunction function) => query.Aggregates.TakeWhile(a => a.Function != function).Count();

    /// <summary>The levels, written by somebody.</summary>
    public IReadOnlyList<LevelPlan> LevelsOf(Dialect dialect, RelationWriter writer) =>
        [.. Query.Levels.Select(l => LevelPlan.Of(new LevelContext(Query, l, UnitName, _isOneRowUnits, dialect, writer), Query.Aggregates))];

    /// <summary>Gives every part its share of a spend, and its noise.</summary>
    /// <exception cref="BadInputException">The spend is too small for noise that can be drawn, or lacks the δ of private selection.</exception>
    public void Split(Spend spend)
    {
        var budget = new Budget(spend, Levels.Sum(l => l.Shares), Levels.Count(l => l.Context.Selects));
        IsGaussian = budget.IsGaussian;
        foreach (var level in Levels)
        {
            level.Split(budget);
        }
    }

    /// <summary>The plan for people: what each part is, how far one unit moves it, what noise it gets.</summary>
    public IReadOnlyList<string> Describe(Spend spend)
    {
        var lines = new List<string>();
        foreach (var level in Levels)
        {
            if (Levels.Count > 1)
            {
                lines.Add($"level by {(level.Context.Level.Count == 0 ? "nothing" : string.Join(", ", level.Context.Level.Select(i => Query.Keys[i].Name)))}:");
            }

            if (level.Selection is { } s)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"keys: selected privately, a {UnitName} is in at most {s.MaxPartitions}; a key is usually named from about {s.TypicalThreshold()} {UnitName}s on (ε = {PriceText.Number(s.Epsilon)}, δ = {PriceText.Number(s.Delta)})"));
            }
            else if (level.Context.PublicGroups is { Count: > 1 } groups)
            {
                lines.Add($"keys: {groups.Count.ToString(CultureInfo.InvariantCulture)} declared groups, all answered, empty or not");
            }

            lines.AddRange(level.Parts.Select(p => $"{p.Name}: {p.Sensitivity}; {p.Noise.Description}{(p.Weight(level.Context.AnyGroup) == 1 ? string.Empty : " in units of each group's bound")} ({p.Noise.Loss.Price()}){Error(p, level)}"));
        }

        lines.Add($"price: {spend.PriceText(Loss)}");
        return lines;
    }

    private string Error(Part part, LevelPlan level) => "; " + (part.HasCells
        ? ExpectedRankErrors.Of(part, level, Query)
        : ExpectedPartErrors.Of(part, level, Query.Confidence));
}
