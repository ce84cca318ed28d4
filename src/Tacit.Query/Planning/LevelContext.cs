using Tacit.Query.Dialects;
using Tacit.Query.Relations;

namespace Tacit.Query.Planning;

/// <summary>What the parts of one level share: its keys, its printed rows, and how a unit's rows fall into its groups.</summary>
internal sealed class LevelContext
{
    private readonly bool _isOneRowUnits;

    public LevelContext(GroupedQuery query, IReadOnlyList<int> level, string unitName, bool isOneRowUnits, Dialect dialect, RelationWriter writer)
    {
        Query = query;
        _isOneRowUnits = isOneRowUnits;
        UnitName = unitName;
        Dialect = dialect;
        Level = level;
        Keys = [.. level.Select(i => query.Keys[i].Key)];
        Domains = [.. Keys.Select(KeyDomain.Of)];
        Selects = Keys.Count > 0 && (query.SelectsKeys || Domains.Any(d => d is null));
        PublicGroups = Selects ? null : GroupsOf();
        var relation = query.Relation;
        foreach (var key in Keys.Where(k => k is not Literal && !k.Facts.IsNullKey))
        {
            relation = RelationBuilder.Filtered(relation, Expressions.Not(Expressions.IsNull(key)));
        }

        var isBounded = IsBounded(query, relation);
        if (isOneRowUnits && !relation.IsOnePerUnit && (Selects || isBounded))
        {
            throw query.Refused(p => p.Rows, "Each row is a unit of its own here, and UNION ALL or a join has it more than once: nothing tells which rows are of one unit, so their groups can neither be selected privately nor bounded. Ask without it, or group by declared values.");
        }

        relation = isBounded ? new Bounded(relation, Keys, Keys.Count == 0 ? null : query.MaxGroups, query.MaxRowsPerGroup) : relation;
        Rows = query.Placed(p => p.Rows, () => RowBound.Of(relation, Keys, PublicGroups?.Count, query));
        Relation = relation;
        Block = writer.Computed(writer.Named(writer.Print(relation)), ComputedNumbers(query));
        Printer = writer.Scalars;
    }

    public GroupedQuery Query { get; }

    /// <summary>Positions of its keys among those of the query.</summary>
    public IReadOnlyList<int> Level { get; }

    public string UnitName { get; }

    public Dialect Dialect { get; }

    public IReadOnlyList<Scalar> Keys { get; }

    public IReadOnlyList<IReadOnlyList<KeyValue>?> Domains { get; }

    /// <summary>Whether its keys are named by private selection.</summary>
    public bool Selects { get; }

    /// <summary>All groups, where keys are public; null where they are selected.</summary>
    public IReadOnlyList<Group>? PublicGroups { get; }

    public RowBound Rows { get; }

    public Relation Relation { get; }

    public Block Block { get; }

    public ScalarPrinter Printer { get; }

    /// <summary>The number of units of a group of rows.</summary>
    public string UnitCountSql(Scalar? where = null)
    {
        var isRow = _isOneRowUnits || Relation.IsOnePerUnit;
        return where is null
            ? isRow ? "count(*)" : $"count(DISTINCT {Block.Unit})"
            : $"count({(isRow ? string.Empty : "DISTINCT ")}CASE WHEN {Printer.Value(where, Block)} THEN {(isRow ? "1" : Block.Unit)} ELSE NULL END)";
    }

    /// <summary>A group; which categories are known is the same for every one.</summary>
    public Group AnyGroup => PublicGroups is { Count: > 0 } ? PublicGroups[0] : new(string.Empty, [], [], Keys.OfType<Slot>().Where(k => k.Storage == Storage.Code).DistinctBy(k => k.Index).ToDictionary(k => k.Index, _ => 0));

    /// <summary>A group for each combination of values of the categories in these slots: one of each kind, where groups of one kind have the same weights.</summary>
    public IEnumerable<Group> GroupsByCode(IReadOnlyList<int> slots) => PublicGroups is { Count: > 0 } groups
        ? groups.DistinctBy(g => string.Join(' ', slots.Select(g.CodeOf)), StringComparer.Ordinal)
        : slots.Aggregate(
            Enumerable.Repeat(AnyGroup, 1),
            (groups, slot) => groups.SelectMany(g => Enumerable.Range(0, Relation.Columns[slot].Facts.Domain!.Count).Select(code => g with { Codes = new Dictionary<int, int>(g.Codes) { [slot] = code } })));

    /// <summary>The group of keys as the engine gives them.</summary>
    public Group GroupOf(IReadOnlyList<string> tokens)
    {
        var codes = new Dictionary<int, int>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (Keys[i] is Slot slot && slot.Storage == Storage.Code)
            {
                codes[slot.Index] = tokens[i] == KeyDomain.NullInteger ? Group.NoCode : int.Parse(tokens[i], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return new(Group.IdOf(tokens), tokens, [.. tokens.Select((t, i) => KeyDomain.Label(Keys[i], t) is { } label && Keys[i].Kind == ValueKind.Boolean ? (label == "1" ? "true" : "false") : KeyDomain.Label(Keys[i], t))], codes);
    }

    /// <summary>A column's name, or the expression.</summary>
    public string NameOf(Scalar x) => x is Slot slot ? Relation.Columns[slot.Index].Name : "an expression";

    /// <summary>Refuses bounds of all categories where the question wants those of one.</summary>
    /// <param name="isWidened">Whether the bounds are those of all categories.</param>
    /// <param name="x">The number.</param>
    /// <param name="inEveryGroup">Whether grouping would not help, because all groups share the bounds.</param>
    public void CheckWidened(bool isWidened, Scalar x, bool inEveryGroup = false)
    {
        if (isWidened && !Query.MayWiden && x is Slot)
        {
            var name = NameOf(x);
            var per = Relation.Columns[x.Range.Per].Name;
            throw new BadInputException(inEveryGroup
                ? $"The bounds of '{name}' depend on '{per}', and quantiles need the same bounds in every group. Filter '{per}' to one value with Where(Condition.Is(…)), and ask once for each value."
                : $"The bounds of '{name}' depend on '{per}'. Group by it, or filter it to one value, so that the bounds are known.");
        }
    }

    // The numbers that aggregates are taken of and that no column holds.
    private static Scalar[] ComputedNumbers(GroupedQuery query) =>
        [.. query.Aggregates.SelectMany(a => new[] { a.X, a.Y }).OfType<Call>().Where(x => x.Kind == ValueKind.Number).DistinctBy(x => x.Text, StringComparer.Ordinal)];

    // Where the table itself keeps to the limits, nothing is left to bound.
    private static bool IsBounded(GroupedQuery query, Relation relation) =>
        (query.MaxGroups is not null || query.MaxRowsPerGroup is not null)
        && !(relation.Multiplicity.Rows is { } rows && rows <= (query.MaxGroups ?? long.MaxValue) && rows <= (query.MaxRowsPerGroup ?? long.MaxValue));

    private List<Group> GroupsOf()
    {
        var groups = new List<Group> { new(string.Empty, [], [], new Dictionary<int, int>()) };
        for (var position = 0; position < Keys.Count; position++)
        {
            var at = position;
            var domain = Domains[position]!;
            if ((long)groups.Count * domain.Count > QueryPlan.MaxPublicGroups)
            {
                throw Query.Refused(p => p.Keys[Level[at]], $"The question has more than {QueryPlan.MaxPublicGroups} declared groups. Group by fewer columns.");
            }

            var slot = Keys[position] is Slot s && s.Storage == Storage.Code ? s.Index : -1;
            groups = [.. groups.SelectMany(g => domain.Select((v, i) => new Group(
                g.Id + Group.IdOf([v.Token]),
                [.. g.Tokens, v.Token],
                [.. g.Labels, v.Label],
                slot < 0 ? g.Codes : new Dictionary<int, int>(g.Codes) { [slot] = v.Label is null ? Group.NoCode : i })))];
        }

        return groups;
    }
}
