using System.Globalization;
using System.Numerics;

namespace Tacit.Reporting;

/// <summary>Reads the tree of relations from the tables up, and derives columns, ranges and the most rows of one unit at every node.</summary>
/// <param name="tables">The declared tables.</param>
/// <param name="publicTables">The columns of the public tables.</param>
/// <param name="isRow">Whether every row is a unit of its own: then nothing tells units apart, and rows of one unit cannot be brought together.</param>
/// <param name="findings">Where claims that are too small, and own numbers, are kept.</param>
internal sealed class RelationReader(IReadOnlyList<DeclaredTable> tables, IReadOnlyList<IReadOnlyList<Term>> publicTables, bool isRow, DerivationFindings findings)
{
    // A count over rows that nothing bounds is clipped there.
    private const long ManyRows = 1_000_000_000_000;
    private const int MostShown = 20;

    private static readonly Dictionary<string, string[]> Members = new(StringComparer.Ordinal)
    {
        ["scan"] = ["table", "keep"], ["filter"] = ["condition"], ["project"] = ["expressions"], ["unitJoin"] = ["condition"], ["leftUnitJoin"] = ["condition"], ["unionAll"] = [],
        ["perUnit"] = ["keys", "aggregates"], ["windows"] = ["columns"], ["bounded"] = ["keys", "maxGroups", "maxRowsPerGroup"],
        ["publicJoin"] = ["table", "condition", "fanOut"], ["leftPublicJoin"] = ["table", "condition", "fanOut"],
    };

    private readonly Dictionary<string, int> _identities = new(StringComparer.Ordinal);

    public UnitRows Read(DerivationEntry entry)
    {
        var names = entry.Names();
        if (!names.Contains("op", StringComparer.Ordinal))
        {
            throw entry.Wrong("this is no relation: it has no member 'op'");
        }

        var op = entry["op"].Text();
        if (!Members.TryGetValue(op, out var members))
        {
            throw entry["op"].Wrong($"the node '{op}' is not known");
        }

        entry.Object(["op", "rows", "inputs", .. members]);
        if (isRow && op is not ("scan" or "filter" or "project" or "unionAll" or "publicJoin" or "leftPublicJoin"))
        {
            throw entry["op"].Wrong("every row is a unit of its own, so rows of one unit cannot be brought together");
        }

        var inputs = entry["inputs"].List();
        var needed = op switch { "scan" => 0, "unitJoin" or "leftUnitJoin" or "unionAll" => 2, _ => 1 };
        if (inputs.Count != needed)
        {
            throw entry["inputs"].Wrong($"'{op}' has {needed} inputs");
        }

        UnitRows[] below = [.. inputs.Select(Read)];
        var rows = op switch
        {
            "scan" => Scan(entry),
            "filter" => Filter(entry, below[0]),
            "project" => Project(entry, below[0]),
            "unitJoin" or "leftUnitJoin" => JoinRules.OfUnits(entry, below[0], below[1], op == "leftUnitJoin", Over),
            "publicJoin" or "leftPublicJoin" => JoinRules.WithPublic(entry, below[0], publicTables, Over, findings),
            "unionAll" => Union(entry, below[0], below[1]),
            "perUnit" => PerUnit(entry, below[0]),
            "windows" => Windows(entry, below[0]),
            _ => Bounded(entry, below[0]),
        };
        findings.Claim(entry["rows"], rows.Most, "rows of one unit");
        findings.Derived(entry, $"{op}: {(rows.Most is { } most ? string.Create(CultureInfo.InvariantCulture, $"at most {most} rows of one unit") : "nothing bounds the rows of one unit")}; {string.Join("; ", rows.Columns.Take(MostShown).Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"${i} {c}")))}{(rows.Columns.Count > MostShown ? "; …" : string.Empty)}");
        return rows;
    }

    /// <summary>Reads expressions over rows.</summary>
    public TermReader Over(UnitRows rows) => Over(rows.Columns);

    private TermReader Over(IReadOnlyList<Term> columns) => new(columns, InUnits, _identities);

    private void InUnits(DerivationEntry relation)
    {
        if (isRow)
        {
            throw relation.Wrong("every row is a unit of its own, so other rows of the same unit cannot be looked for");
        }

        Read(relation);
    }

    private UnitRows Scan(DerivationEntry entry)
    {
        var index = entry["table"].Whole(0);
        if (index >= tables.Count)
        {
            throw entry["table"].Wrong($"there are {tables.Count} declared tables");
        }

        var table = tables[(int)index];
        var limit = entry["keep"].WholeOrNull(1) is { } keep ? BigInteger.Min(keep, table.RowsPerUnit) : table.RowsPerUnit;
        return table.Per < 0
            ? new(table.Columns, limit)
            : new(table.Columns, limit * table.ValuesPerUnit, table.Per, limit, table.ValuesPerUnit);
    }

    private UnitRows Filter(DerivationEntry entry, UnitRows input)
    {
        var rows = input;
        foreach (var condition in JoinRules.Conjuncts(Over(input).Condition(entry["condition"])))
        {
            if (Fixed(condition) is var (slot, value))
            {
                rows = rows with { Columns = [.. rows.Columns.Select(c => c.Known(slot, value))] };
                rows = rows.Per == slot ? rows.AtMost(rows.MostPerValue) : rows;
            }
        }

        return rows;
    }

    // A condition that leaves one value of a category: x = 'a', 'a' = x, x IN ('a').
    private static (int Slot, int Value)? Fixed(Term condition)
    {
        if (condition.Operation is not ("Equal" or "In") || condition.Operands.Count != 2)
        {
            return null;
        }

        var (a, b) = (condition.Operands[0], condition.Operands[1]);
        var (category, constant) = a.Constant is string && condition.Operation == "Equal" ? (b, a) : (a, b);
        return category is { IsCategory: true, Slot: >= 0, Values: { } values } && constant.Constant is string text && values.ToList().IndexOf(text) is >= 0 and var index
            ? (category.Slot, index)
            : null;
    }

    private UnitRows Project(DerivationEntry entry, UnitRows input)
    {
        var terms = Over(input).ReadAll(entry["expressions"]);
        return new([.. terms.Select(Columns(terms))], input.Most, Place(terms, input.Per) ?? -1, input.MostPerValue, input.MostValues);
    }

    // A column that is passed on stays what it is; its category is looked for where it stands now, and is forgotten where it is gone.
    private static Func<Term, Term> Columns(IReadOnlyList<Term> terms) => t => t.Moved(s => Place(terms, s)).Column();

    private static int? Place(IReadOnlyList<Term> terms, int slot)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (slot >= 0 && terms[i].Slot == slot)
            {
                return i;
            }
        }

        return null;
    }

    private static UnitRows Union(DerivationEntry entry, UnitRows left, UnitRows right)
    {
        if (left.Columns.Count != right.Columns.Count || left.Columns.Zip(right.Columns).Any(p => p.First.Kind != p.Second.Kind))
        {
            throw entry["inputs"].Wrong("the two sides have other columns");
        }

        Term Both(Term a, Term b) => TermRules.Joined(Widest(a), Widest(b)) with { Grids = OneGrid(a) is [var one] && OneGrid(b) is [var other] && one == other ? [one] : null };
        return new([.. left.Columns.Zip(right.Columns, Both)], left.Most + right.Most);
    }

    private UnitRows PerUnit(DerivationEntry entry, UnitRows input)
    {
        var reader = Over(input);
        var keys = reader.ReadAll(entry["keys"]);
        var aggregates = entry["aggregates"].List().Select(a => Aggregate(a, reader, input)).ToArray();
        Term[] columns = [.. keys.Select(Columns(keys)), .. aggregates];
        if (keys is [{ Kind: TermKind.RowKey }])
        {
            columns[0] = columns[0] with { IsOnce = true };
        }

        if (keys.All(k => k.IsSameForUnit))
        {
            return new([.. columns.Select(c => c with { IsSameForUnit = true })], 1);
        }

        // NULL is a key of its own here.
        BigInteger? groups = keys.Aggregate((BigInteger?)1, (total, key) => total * (KeyCount.Of(key) + 1));
        return new UnitRows(columns, input.Most).AtMost(groups).AtMost(input.GroupsOf(keys));
    }

    private static Term Aggregate(DerivationEntry entry, TermReader reader, UnitRows input)
    {
        entry.Object(["function", "argument"]);
        var argument = entry["argument"].IsNull ? null : reader.Read(entry["argument"]);
        var most = (double)(input.Most ?? ManyRows);
        var function = entry["function"].Text();
        switch (function, argument)
        {
            case ("Count", _) or ("CountDistinct", not null):
                return Term.Number(NumberSpans.One(0, most), true);
            case ("Sum" or "Mean", { Kind: TermKind.Number }):
                if (!argument.All.IsKnown)
                {
                    throw entry["argument"].Wrong("the range of the number is not known: a clamp is missing below it");
                }

                var held = OneGrid(argument) is null ? DeclaredGrid.Outward(argument.All) : argument.All;
                return function == "Mean"
                    ? Term.Number(NumberSpans.One(held), false)
                    : Term.Number(NumberSpans.One(Math.Min(0, held.Low) * most, Math.Max(0, held.High) * most), argument.IsWhole);
            case ("Min" or "Max", { Kind: TermKind.Number or TermKind.Time }):
                // The smallest and the largest of integers that are held are held on their grid.
                return Widest(argument).Column() with { IsSameForUnit = false, Grids = OneGrid(argument) };
            case ("Any" or "All", { Kind: TermKind.Truth }):
                return new(TermKind.Truth);
            default:
                throw entry.Wrong($"the function '{function}' of this argument is not known");
        }
    }

    private UnitRows Windows(DerivationEntry entry, UnitRows input)
    {
        var reader = Over(input);
        var added = entry["columns"].List();
        Term[] columns = [.. added.Select(Window)];
        if (added.Count(c => c["function"].Text() != "Aggregate") > 1)
        {
            throw entry["columns"].Wrong("two orders in one node may each take another of two rows that are alike for the first, so that rows of a unit depend on those of others: each needs a node of its own");
        }

        return input with { Columns = [.. input.Columns, .. columns], Cap = null };

        Term Window(DerivationEntry window)
        {
            window.Object(["function", "aggregate", "argument", "partition", "order"]);
            reader.ReadAll(window["partition"]);
            var order = window["order"].List();
            foreach (var by in order)
            {
                by.Object(["by", "falls"]);
                reader.Read(by["by"]);
                by["falls"].Truth();
            }

            return (window["function"].Text(), window["aggregate"].IsNull, window["argument"].IsNull) switch
            {
                ("RowNumber", true, true) => Term.Number(NumberSpans.One(1, (double)(input.Most ?? ManyRows)), true),
                ("Lag" or "Lead", true, false) => Other(reader.Read(window["argument"])),
                ("Aggregate", false, true) when order.Count == 0 => Aggregate(window["aggregate"], reader, input),
                _ => throw window.Wrong($"the window function '{window["function"].Text()}' of this form is not known"),
            };
        }
    }

    private UnitRows Bounded(DerivationEntry entry, UnitRows input)
    {
        var keys = Over(input).ReadAll(entry["keys"]);
        var (groups, perGroup) = (entry["maxGroups"].WholeOrNull(1), entry["maxRowsPerGroup"].WholeOrNull(1));
        var total = UnitRows.Times(keys.All(k => k.IsSameForUnit) ? 1 : groups, perGroup);
        return input.AtMost(total) with { Cap = new([.. keys.Select(k => k.Identity)], groups, perGroup) };
    }

    private static Term Other(Term term) => Widest(term).Column() with { IsSameForUnit = false, IsOnce = false, Grids = OneGrid(term) };

    // The grid of a column that is held on one, whatever its category.
    private static IReadOnlyList<DeclaredGrid>? OneGrid(Term term) => term is { Grids.Count: 1, Spans.Category: < 0 } ? term.Grids : null;

    // Another row, or a side where the category is not what it was: only the widest range is known, of a computed value.
    private static Term Widest(Term term) => term with { Spans = term.Spans is { } s ? NumberSpans.One(s.All) : null, Grids = null, IsCategory = false };
}
