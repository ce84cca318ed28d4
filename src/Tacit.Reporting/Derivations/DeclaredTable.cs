using System.Numerics;

namespace Tacit.Reporting;

/// <summary>A declared table: the ground that a derivation stands on, and that only the owner can vouch for.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="RowsPerUnit">The most rows of one unit (and value of the category <paramref name="Per"/>).</param>
/// <param name="Per">The slot of the category that the limit holds for each value of, or −1.</param>
/// <param name="ValuesPerUnit">Of how many values of that category the rows of a unit are.</param>
internal sealed record DeclaredTable(IReadOnlyList<Term> Columns, long RowsPerUnit, int Per, BigInteger ValuesPerUnit)
{
    /// <summary>Reads a table.</summary>
    /// <param name="entry">The table.</param>
    /// <param name="isRow">Whether every row is a unit of its own.</param>
    public static DeclaredTable Read(DerivationEntry entry, bool isRow)
    {
        entry.Object(["name", "rowsPerUnit", "per", "onePerUnit", "columns"], "keys", "valuesPerUnit");
        var name = entry["name"].Text();
        var rows = entry["rowsPerUnit"].Whole(1);
        var one = entry["onePerUnit"].Truth();
        if ((one || isRow) && rows != 1)
        {
            throw entry["rowsPerUnit"].Wrong("a table with one row a unit has one row a unit");
        }

        var (columns, names, categories) = ColumnsOf(entry["columns"], false);
        var per = entry["per"].IsNull ? -1 : Category(entry["per"], names, categories);
        if (per >= 0 && one)
        {
            throw entry["per"].Wrong("a table with one row a unit has no limit for each value");
        }

        // All values of the category, and what is missing where that is a key, unless fewer are kept.
        var values = per < 0 ? BigInteger.One : columns[per].Values!.Count + (columns[per].IsMissingKey ? 1 : 0);
        if (entry.Find("valuesPerUnit") is { } few)
        {
            values = per < 0 ? throw few.Wrong("nothing says of which category") : BigInteger.Min(values, few.Whole(1));
        }

        return new([.. columns.Concat(Keys(entry.Find("keys"), name, isRow)).Select(c => c with { IsSameForUnit = one || isRow })], rows, per, values);
    }

    // Rows have a key of their own once; what names a row of another table may stand in many.
    private static IEnumerable<Term> Keys(DerivationEntry? entry, string table, bool isRow)
    {
        if (entry is null)
        {
            return [];
        }

        if (isRow)
        {
            throw entry.Wrong("every row is a unit of its own, so there are no keys by which rows of one unit are joined");
        }

        return entry.List().Select(key =>
        {
            key.Object(["name", "of"]);
            key["name"].Text();
            var of = key["of"].Text();
            return new Term(TermKind.RowKey) { KeyOf = of, IsOnce = of == table };
        });
    }

    /// <summary>Reads a public table, whose rows are nobody's.</summary>
    public static IReadOnlyList<Term> ReadPublic(DerivationEntry entry)
    {
        entry.Object(["name", "columns"]);
        entry["name"].Text();
        return ColumnsOf(entry["columns"], true).Columns;
    }

    private static (Term[] Columns, Dictionary<string, int> Names, IReadOnlyList<string>?[] Categories) ColumnsOf(DerivationEntry entry, bool isPublic)
    {
        var list = entry.List();
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var column in list)
        {
            column.Object(["name", "kind"], "values", "bounds", "per", "each", "from", "to", "nullable");
            if (!names.TryAdd(column["name"].Text(), names.Count))
            {
                throw column["name"].Wrong("there is a column of this name before it");
            }
        }

        var categories = list.Select(c => c["kind"].Text() == "Category" ? Values(c["values"]) : null).ToArray();
        return ([.. list.Select(c => Column(c, names, categories, isPublic))], names, categories);
    }

    private static Term Column(DerivationEntry entry, Dictionary<string, int> names, IReadOnlyList<string>?[] categories, bool isPublic)
    {
        var isMissingKey = entry.Find("nullable")?.Truth() == true;
        switch (entry["kind"].Text())
        {
            case "Category":
                entry.Object(["name", "kind", "values"], "nullable");
                return new(TermKind.Text) { Values = Values(entry["values"]), IsCategory = true, IsMissingKey = isMissingKey };
            case "Text":
                // Which texts there are is public in a public table alone.
                entry.Object(["name", "kind"], isPublic ? ["values", "nullable"] : ["nullable"]);
                return new(TermKind.Text) { IsMissingKey = isMissingKey, Values = entry.Find("values") is { } texts ? Values(texts) : null };
            case "Time":
                entry.Object(["name", "kind", "from", "to"], "nullable");
                var (from, to) = (entry["from"].Time(), entry["to"].Time());
                return from < to ? new(TermKind.Time) { Between = (from, to), IsMissingKey = isMissingKey } : throw entry.Wrong("the first moment is not before the last one");
            case "Number" when entry.Find("per") is { } per:
                entry.Object(["name", "kind", "bounds", "per", "each"]);
                var category = Category(per, names, categories);
                var values = categories[category]!;
                var each = entry["each"].Object([.. values]);
                var grids = values.Select(v => DeclaredGrid.Read(each[v])).ToArray();
                DeclaredGrid.Read(entry["bounds"]);
                return Term.Number(NumberSpans.PerCategory(category, [.. grids.Select(g => g.Span)]), false) with { Grids = grids };
            case "Number":
                entry.Object(["name", "kind", "bounds"]);
                var grid = DeclaredGrid.Read(entry["bounds"]);
                return Term.Number(NumberSpans.One(grid.Span), false) with { Grids = [grid] };
            default:
                throw entry["kind"].Wrong($"the kind '{entry["kind"].Text()}' is not known");
        }
    }

    private static string[] Values(DerivationEntry entry)
    {
        string[] values = [.. entry.List().Select(v => v.Text())];
        return values.Length > 0 && values.Distinct(StringComparer.Ordinal).Count() == values.Length ? values : throw entry.Wrong("there is at least one value, and each once");
    }

    private static int Category(DerivationEntry entry, Dictionary<string, int> names, IReadOnlyList<string>?[] categories) =>
        names.TryGetValue(entry.Text(), out var index) && categories[index] is not null ? index : throw entry.Wrong("this is no category of the table");
}

/// <summary>Rows that belong to units.</summary>
/// <param name="Columns">Their columns.</param>
/// <param name="Most">The most rows of one unit; null where nothing bounds it.</param>
/// <param name="Per">The slot of a category for each value of which <paramref name="MostPerValue"/> holds, or −1.</param>
/// <param name="MostPerValue">The most rows of one unit with one value of that category.</param>
/// <param name="MostValues">Of how many of its values the rows of one unit are.</param>
internal sealed record UnitRows(IReadOnlyList<Term> Columns, BigInteger? Most, int Per = -1, BigInteger MostPerValue = default, BigInteger MostValues = default)
{
    /// <summary>How the rows of a unit were bounded by keys, where nothing but filters stands above.</summary>
    public RowCap? Cap { get; init; }

    public static BigInteger? Times(BigInteger? a, BigInteger? b) => a * b;

    /// <summary>How many different keys the rows have, where no key but the category of the limit differs among rows of a unit.</summary>
    public BigInteger? GroupsOf(IReadOnlyList<Term> keys) => Per >= 0 && keys.All(k => k.IsSameForUnit || k.Slot == Per) ? MostValues : null;

    /// <summary>No more than this many rows.</summary>
    public UnitRows AtMost(BigInteger? rows) => rows is { } r && !(Most <= r) ? this with { Most = r } : this;
}

/// <summary>A bound on the rows of a unit by keys.</summary>
/// <param name="Keys">The keys, by identity.</param>
/// <param name="Groups">The most keys of a unit, or null.</param>
/// <param name="RowsPerGroup">The most rows of a unit and key, or null.</param>
internal sealed record RowCap(IReadOnlyList<int> Keys, BigInteger? Groups, BigInteger? RowsPerGroup);
