namespace Tacit.Audit.Queries.Endpoints;

/// <summary>One question of an attacker, in the pieces that a defence by rewriting looks at.</summary>
/// <param name="Select">The aggregates.</param>
/// <param name="From">The table.</param>
public sealed record EndpointQuestion(string Select, string From)
{
    /// <summary>The condition on rows, or null.</summary>
    public string? Where { get; init; }

    /// <summary>In place of that, a conjunction of conditions, for endpoints that know no others; empty for none.</summary>
    public IReadOnlyList<RowCondition> Conditions { get; init; } = [];

    /// <summary>The expression to group by, or null. Its column is called <c>k</c> and stands first.</summary>
    public string? Key { get; init; }

    /// <summary>Order and limit, or null.</summary>
    public string? Tail { get; init; }

    /// <summary>A statement to send as it is, in place of all that.</summary>
    public string? Raw { get; init; }

    /// <summary>The attacker wants to ask so many questions of this size from one budget.</summary>
    public int OneOf { get; init; } = 1;

    /// <summary>In whose name, or null for nobody's.</summary>
    public string? Analyst { get; init; }

    /// <summary>The question as SQL.</summary>
    /// <param name="having">What a defence wants to hold of every group, or null.</param>
    public string ToSql(string? having = null) => Raw ?? string.Join(' ', new[]
    {
        Key is null ? $"select {Select} from {From}" : $"select {Key} as k, {Select} from {From}",
        Condition is { } condition ? $"where {condition}" : null,
        Key is null ? null : "group by 1",
        having is null ? null : $"having {having}",
        Tail,
    }.Where(piece => piece is not null));

    private string? Condition => Where ?? (Conditions.Count == 0 ? null : string.Join(" and ", Conditions.Select(c => c.Sql)));
}
