using Tacit.Query.Relations;

namespace Tacit.Query.Binding;

/// <summary>A source of names: the columns of a relation from a slot on, and perhaps the unit's key.</summary>
/// <param name="Alias">How it is called.</param>
/// <param name="Start">Its first slot.</param>
/// <param name="Names">The names of its columns.</param>
/// <param name="UnitName">The name of the unit's column in it, or null.</param>
internal sealed record Source(string Alias, int Start, IReadOnlyList<string> Names, string? UnitName)
{
    /// <summary>Another name of the unit's column, or null.</summary>
    public string? UnitAlias { get; init; }

    /// <summary>Whether there are rows without a partner in it: of those it has no unit, as it has no column.</summary>
    public bool IsOptional { get; init; }

    public bool IsUnit(string name) => string.Equals(UnitName, name, StringComparison.OrdinalIgnoreCase) || string.Equals(UnitAlias, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What names mean in a query: sources in order. Names are compared as the engine does: without regard to the case of letters.</summary>
internal sealed record Names(Relation Relation, IReadOnlyList<Source> Sources)
{
    /// <summary>Columns of USING: named once, though both sides have them.</summary>
    public IReadOnlySet<string> Shared { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The expression of a name; null where there is none.</summary>
    /// <exception cref="BadInputException">Several sources have it.</exception>
    public Scalar? Find(string? source, string name)
    {
        var found = new List<Scalar>();
        Source? optional = null;
        foreach (var s in Sources.Where(s => source is null || Same(s.Alias, source)))
        {
            if (s.IsUnit(name) && s.IsOptional)
            {
                optional = s;
            }
            else if (s.IsUnit(name))
            {
                found.Add(new UnitKey());
            }
            else
            {
                var at = Exact(s.Names, name);
                if (at >= 0)
                {
                    found.Add(Relation.Slot(s.Start + at));
                }
            }
        }

        return found.Count switch
        {
            0 when optional is not null => throw new BadInputException(
                $"'{optional.Alias}.{name}' is missing in rows without a partner, and the unit of a row is never missing. Name it where every row has it: {string.Join(" or ", Sources.Where(s => !s.IsOptional && s.UnitName is not null).Select(s => $"{s.Alias}.{s.UnitName}"))}. Rows without a partner are found by a column or a key of '{optional.Alias}' that is NULL, or by NOT IN (SELECT {name} FROM …)."),
            0 => null,
            1 when optional is null || found[0] is UnitKey => found[0],
            _ when found.All(f => f is UnitKey) => found[0],
            _ when source is null && Shared.Contains(name) => found[0],
            _ => throw new BadInputException($"'{name}' stands in several tables. Say which: {string.Join(" or ", Sources.Select(s => $"{s.Alias}.{name}"))}."),
        };
    }

    /// <summary>All names, for a refusal.</summary>
    public string All => string.Join(", ", Sources.SelectMany(s => s.Names.Take(40).Select(n => Sources.Count == 1 ? n : $"{s.Alias}.{n}").Concat(s.UnitName is { } u ? [u] : [])).Distinct(StringComparer.Ordinal).Take(60));

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    // Two declared names may differ in case alone: then the exact one counts.
    private static int Exact(IReadOnlyList<string> names, string name)
    {
        var at = RelationBuilder.IndexOf(names, name);
        if (at >= 0)
        {
            return at;
        }

        var alike = Enumerable.Range(0, names.Count).Where(i => Same(names[i], name)).ToArray();
        return alike.Length switch
        {
            0 => -1,
            1 => alike[0],
            _ => throw new BadInputException($"'{name}' names several columns that differ in the case of letters. Write it as declared."),
        };
    }
}
