namespace Tacit.Audit.Fairness;

/// <summary>All groups: everybody, the values of each attribute, and of each combination of attributes. A group is a set of finest cells.</summary>
internal sealed class GroupSpace
{
    public const string Everybody = "all";
    private const int MostAttributes = 4;
    private const int MostCells = 4096;
    private readonly IReadOnlyList<string>[] _values;

    public GroupSpace(IReadOnlyList<(string Name, IReadOnlyList<string> Values)> attributes)
    {
        if (attributes.Count is < 1 or > MostAttributes || attributes.Select(a => a.Name).Distinct(StringComparer.Ordinal).Count() < attributes.Count)
        {
            throw new BadInputException($"An audit has 1 to {MostAttributes} attributes of different names, but {attributes.Count} were given.");
        }

        _values = [.. attributes.Select(a => a.Values)];
        foreach (var (name, values) in attributes)
        {
            if (values.Count == 0 || values.Any(v => v is null) || values.Distinct(StringComparer.Ordinal).Count() < values.Count)
            {
                throw new BadInputException($"The attribute '{name}' needs values, each once.");
            }
        }

        Cells = _values.Aggregate(1, (product, v) => Math.Min(MostCells + 1, product * v.Count));
        if (Cells > MostCells)
        {
            throw new BadInputException($"The attributes have more than {MostCells} combinations. Use coarser bands.");
        }

        var groups = new List<Group> { new(Everybody, Everybody, [.. Enumerable.Range(0, Cells)]) };
        foreach (var subset in Enumerable.Range(1, (1 << attributes.Count) - 1).OrderBy(int.PopCount))
        {
            int[] members = [.. Enumerable.Range(0, attributes.Count).Where(a => (subset >> a & 1) == 1)];
            var partition = string.Join(" × ", members.Select(a => attributes[a].Name));
            groups.AddRange(Enumerable.Range(0, Cells)
                .GroupBy(cell => string.Join(", ", members.Select(a => $"{attributes[a].Name}={_values[a][Digit(cell, a)]}")), StringComparer.Ordinal)
                .Select(g => new Group(partition, g.Key, [.. g])));
        }

        Groups = groups;
    }

    /// <summary>Everybody first; each partition in one stretch.</summary>
    public IReadOnlyList<Group> Groups { get; }

    /// <summary>How many finest cells there are.</summary>
    public int Cells { get; }

    /// <summary>The finest cell of a row, by the place of its value in each attribute.</summary>
    public int CellOf(ReadOnlySpan<int> values)
    {
        var cell = 0;
        for (var a = 0; a < values.Length; a++)
        {
            cell = (cell * _values[a].Count) + values[a];
        }

        return cell;
    }

    private int Digit(int cell, int attribute)
    {
        for (var a = _values.Length - 1; a > attribute; a--)
        {
            cell /= _values[a].Count;
        }

        return cell % _values[attribute].Count;
    }

    /// <summary>A group.</summary>
    public sealed record Group(string Partition, string Name, int[] Cells);
}
