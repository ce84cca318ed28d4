namespace Tacit.Query.Dialects;

/// <summary>A relation on its way to text: what stands behind FROM and WHERE, and how its unit and columns are named there.</summary>
/// <param name="From">The sources.</param>
/// <param name="IsSingle">Whether it is one source, which needs no brackets in a join.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Columns">The columns, as they are held.</param>
/// <param name="Where">Conditions, all of which hold.</param>
/// <param name="IsSimple">Whether every column is a name: only names are written more than once.</param>
internal sealed record Block(string From, bool IsSingle, string Unit, IReadOnlyList<string> Columns, IReadOnlyList<string> Where, bool IsSimple)
{
    /// <summary>Numbers that are computed below and have a name here, by their canonical text.</summary>
    public IReadOnlyDictionary<string, Scaled> Named { get; init; } = new Dictionary<string, Scaled>();

    /// <summary>Columns that tell rows of a unit apart, with what tells them apart among the rows of all units.</summary>
    public IReadOnlyDictionary<string, string> Across { get; init; } = new Dictionary<string, string>();

    public string WhereText => Where.Count == 0 ? string.Empty : $" WHERE {string.Join(" AND ", Where)}";
}
