using System.Globalization;
using Tacit.Accounting;
using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Numerics;

namespace Tacit.Query.Planning;

/// <summary>A question planned for a spend: what is pushed down, what is drawn, what it costs. Made from public facts alone.</summary>
internal sealed class QueryPlan
{
    private const int MaxPublicGroups = 100_000;
    private const long MaxCells = 10_000_000;

    private QueryPlan(Question question, Scope scope, IReadOnlyList<ScopeColumn> keys, long maxGroups)
    {
        Question = question;
        Scope = scope;
        Keys = keys;
        MaxGroups = maxGroups;
        Factory = new PartFactory(scope, maxGroups);
    }

    public Question Question { get; }

    public Scope Scope { get; }

    public IReadOnlyList<ScopeColumn> Keys { get; }

    public PartFactory Factory { get; }

    /// <summary>The most groups that one unit is in.</summary>
    public long MaxGroups { get; }

    public IReadOnlyList<Part> Parts { get; private set; } = [];

    public PartitionSelection? Selection { get; private set; }

    public bool IsGaussian { get; private set; }

    /// <summary>All groups, where the keys are public; null where they are selected.</summary>
    public IReadOnlyList<Group>? PublicGroups { get; private set; }

    public PrivacyLoss Loss => PrivacyLoss.Composed(Parts.Select(p => p.Noise.Loss).Concat(Selection is null ? [] : [Selection.Loss]).ToArray());

    public string Mechanism => $"{(Selection is null ? string.Empty : "private key selection, then ")}{(IsGaussian ? "discrete Gaussian" : "discrete Laplace")} noise on exact integer sums";

    public static QueryPlan Of(Dataset data, Question question, Spend spend)
    {
        if (question.Aggregates.Count == 0)
        {
            throw new BadInputException("The question asks for nothing. Add Count(), CountUnits(), Sum, Mean, Rate, Quantiles or Histogram.");
        }

        if (question.Aggregates.Count > 1 && question.Aggregates.Any(a => a is Aggregate.Histogram))
        {
            throw new BadInputException("A histogram is asked for alone, because its bins become rows of the answer.");
        }

        var scope = new Scope(data, question);
        var keys = question.Keys.Select(scope.Resolve).ToArray();
        foreach (var (key, name) in keys.Zip(question.Keys))
        {
            if (key.Facts.Kind == ColumnKind.Number)
            {
                throw new BadInputException($"'{name}' is a number. Group by a category, or declare bands of it with Bands(…).");
            }
        }

        var selects = keys.Any(k => k.Facts.Kind == ColumnKind.Text);
        var publicGroups = selects ? null : PublicGroupsOf(keys);
        var oneGroup = scope.IsOnePerUnit || keys.All(k => k.IsUnitConstant);
        var maxGroups = oneGroup ? 1 : Math.Min(scope.RowsPerUnit, publicGroups?.Count ?? long.MaxValue);
        var plan = new QueryPlan(question, scope, keys, maxGroups) { PublicGroups = publicGroups };
        var parts = plan.PartsOf();
        var budget = new Budget(spend, parts.Count + (selects ? 1 : 0));
        plan.IsGaussian = budget.IsGaussian;
        plan.Parts = [.. parts.Select(p => p with { Noise = budget.Noise(p.Shift1, p.Shift2, p.Sensitivity) })];
        plan.Selection = selects ? budget.Selection(maxGroups) : null;
        if (plan.PublicGroups is { } groups && plan.Parts.Sum(p => (long)p.Cells) * groups.Count > MaxCells)
        {
            throw new BadInputException($"The answer would hold more than {MaxCells} noisy numbers. Group by fewer columns, or ask for fewer quantiles and bins.");
        }

        // Bounds that depend on an unknown category are refused here, before anything is spent.
        foreach (var part in plan.Parts)
        {
            part.Weight(plan.AnyGroup());
        }

        return plan;
    }

    /// <summary>Whether anything but cells is pushed down.</summary>
    public bool HasScalars => Selection is not null || Parts.Any(p => !p.HasCells);

    /// <summary>The statement of all single integers: keys, then the number of units where keys are selected, then one integer a part.</summary>
    public PushedStatement Scalars()
    {
        var integers = (Selection is null ? [] : new[] { Scope.UnitCount }).Concat(Parts.Where(p => !p.HasCells).Select(p => p.Sql)).ToArray();
        return new(Select(Keys.Select(k => k.Sql), integers, []), Keys.Count, integers.Length);
    }

    /// <summary>The statement of the cells of a part.</summary>
    public PushedStatement Cells(Part part) =>
        new(Select(Keys.Select(k => k.Sql).Append(part.CellSql), ["count(*)"], [$"{part.CellSql} IS NOT NULL"]), Keys.Count + 1, 1);

    public Group GroupOf(IEnumerable<string> engineKeys)
    {
        var raw = engineKeys.ToArray();
        var labels = raw.Select((k, i) => Keys[i].Facts.Kind == ColumnKind.Category ? Keys[i].Facts.Values[int.Parse(k, CultureInfo.InvariantCulture)] : k).ToArray();
        var categories = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < raw.Length; i++)
        {
            if (Keys[i].Facts.Kind == ColumnKind.Category)
            {
                categories[Keys[i].Sql] = labels[i];
            }
        }

        return new(Group.IdOf(raw), labels, categories);
    }

    /// <summary>The plan for people: what each part is, how far one unit moves it, what noise it gets.</summary>
    public IReadOnlyList<string> Describe(Spend spend)
    {
        var lines = new List<string>();
        if (Selection is { } s)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"keys: selected privately, a {Scope.UnitName} is in at most {s.MaxPartitions}; a key is usually named from about {s.TypicalThreshold()} {Scope.UnitName}s on (ε = {PriceText.Number(s.Epsilon)}, δ = {PriceText.Number(s.Delta)})"));
        }
        else if (PublicGroups is { Count: > 1 } groups)
        {
            lines.Add($"keys: {groups.Count.ToString(CultureInfo.InvariantCulture)} declared groups, all answered, empty or not");
        }

        lines.AddRange(Parts.Select(p => $"{p.Name}: {p.Sensitivity}; {p.Noise.Description}{(p.Weight(AnyGroup()) == 1 ? string.Empty : " in units of each group's bound")} ({p.Noise.Loss.Price()})"));
        lines.Add($"price: {spend.PriceText(Loss)}");
        return lines;
    }

    // Which categories are known is the same for every group.
    private Group AnyGroup() => PublicGroups?[0] ?? new(
        string.Empty, [], Keys.Where(k => k.Facts.Kind == ColumnKind.Category).DistinctBy(k => k.Sql).ToDictionary(k => k.Sql, k => k.Facts.Values[0], StringComparer.Ordinal));

    private string Select(IEnumerable<string> keys, IReadOnlyList<string> integers, IEnumerable<string> further)
    {
        var keyList = keys.ToArray();
        var conditions = Scope.Conditions.Concat(Keys.Select(k => $"{k.Sql} IS NOT NULL")).Concat(further).ToArray();
        return $"SELECT {string.Join(", ", keyList.Concat(integers))} FROM {Scope.Tables}"
            + (conditions.Length == 0 ? string.Empty : $" WHERE {string.Join(" AND ", conditions)}")
            + (keyList.Length == 0 ? string.Empty : $" GROUP BY {string.Join(", ", keyList)}");
    }

    private List<Part> PartsOf()
    {
        var parts = new Dictionary<string, Part>(StringComparer.Ordinal);
        void Add(Part part) => parts.TryAdd(part.Key, part);
        foreach (var aggregate in Question.Aggregates)
        {
            switch (aggregate)
            {
                case Aggregate.Count:
                    Add(Factory.RowCount());
                    break;
                case Aggregate.Units:
                    Add(Factory.UnitCount());
                    break;
                case Aggregate.Sum sum:
                    Add(Factory.RawSum(Scope.Resolve(sum.Column)));
                    break;
                case Aggregate.Mean mean:
                    Add(Factory.CentredSum(Scope.Resolve(mean.Column), Keys));
                    Add(Factory.ValueCount(Scope.Resolve(mean.Column)));
                    break;
                case Aggregate.Quantile quantile:
                    Add(Factory.Tree(Scope.Resolve(quantile.Column)));
                    break;
                case Aggregate.Histogram histogram:
                    Add(Factory.Histogram(Scope.Resolve(histogram.Column), histogram.Edges));
                    break;
            }
        }

        return [.. parts.Values];
    }

    private static List<Group> PublicGroupsOf(IReadOnlyList<ScopeColumn> keys)
    {
        var total = keys.Aggregate(1L, (n, k) => Math.Min(MaxPublicGroups + 1L, n * k.Facts.Values.Count));
        if (total > MaxPublicGroups)
        {
            throw new BadInputException($"The question has more than {MaxPublicGroups} declared groups. Group by fewer columns.");
        }

        var groups = new List<Group> { new(string.Empty, [], new Dictionary<string, string>(StringComparer.Ordinal)) };
        foreach (var key in keys)
        {
            groups = [.. groups.SelectMany(g => key.Facts.Values.Select((v, i) => new Group(
                g.Id + Group.IdOf([i.ToString(CultureInfo.InvariantCulture)]),
                [.. g.Labels, v],
                new Dictionary<string, string>(g.Categories, StringComparer.Ordinal) { [key.Sql] = v })))];
        }

        return groups;
    }
}
