using System.Globalization;
using Tacit.Data;
using Tacit.Numerics;
using Tacit.Statistics;

namespace Tacit.Query.Planning;

/// <summary>The sensitivity table: what each aggregate releases, and how far one unit can move it.</summary>
/// <remarks>
/// Guarantee: add/remove of one unit with at most N kept rows. Each row moves one group, so weighted by the group's bound the vector over all
/// groups moves by at most N in L1 and in L2 (all rows may fall in one group).
/// </remarks>
internal sealed class PartFactory(Scope scope, long maxGroups)
{
    private int N => scope.RowsPerUnit;

    private string Rows => N == 1
        ? $"one row a {scope.UnitName}"
        : string.Create(CultureInfo.InvariantCulture, $"at most {N} rows a {scope.UnitName}");

    public Part RowCount() => Single("rows", "number of rows", "count(*)", _ => 1, N, N, Rows);

    public Part ValueCount(ScopeColumn column) => Single($"count {column.Sql}", $"number of rows with {column.Facts.Name}", $"count({column.Sql})", _ => 1, N, N, Rows);

    public Part UnitCount() => Single(
        "units", $"number of {scope.UnitName}s", scope.UnitCount, _ => 1, maxGroups, ((Rational)maxGroups).SqrtUp(40),
        string.Create(CultureInfo.InvariantCulture, $"a {scope.UnitName} is in at most {maxGroups} group{(maxGroups == 1 ? string.Empty : "s")}"));

    public Part RawSum(ScopeColumn column) => Single(
        $"sum {column.Sql}", $"sum of {Number(column).Facts.Name}", $"sum({column.Sql})", g => Bounds(column, g).Magnitude, N, N, $"{Rows}, each at most the larger bound");

    public Part CentredSum(ScopeColumn column, IReadOnlyList<ScopeColumn> keys) => Single(
        CentredSumKey(column), $"sum of {Number(column).Facts.Name} about the middle of its bounds", $"sum({column.Sql} - {CentreSql(column, keys)})",
        g => Bounds(column, g).HalfRange, N, N, $"{Rows}, each at most half the range");

    /// <summary>The key under which a mean finds its sum again.</summary>
    public static string CentredSumKey(ScopeColumn column) => $"centred sum {column.Sql}";

    public Part Histogram(ScopeColumn column, IReadOnlyList<double> edges)
    {
        var bounds = scope.BoundsOfAllGroups(Number(column));
        var cases = new List<string>();
        for (var i = 0; i + 1 < edges.Count; i++)
        {
            var upper = i + 2 == edges.Count ? "<=" : "<";
            cases.Add(string.Create(CultureInfo.InvariantCulture,
                $"WHEN {column.Sql} >= {Edge(bounds, edges[i])} AND {column.Sql} {upper} {Edge(bounds, edges[i + 1])} THEN {i}"));
        }

        return new Part
        {
            Key = $"histogram {column.Sql}",
            Name = $"histogram of {column.Facts.Name}",
            CellSql = $"CASE {string.Join(" ", cases)} ELSE NULL END",
            Cells = edges.Count - 1,
            Weight = _ => 1,
            Shift1 = N,
            Shift2 = N,
            Sensitivity = $"{Rows}, each in one bin",
        };
    }

    public Part Tree(ScopeColumn column)
    {
        var bounds = scope.BoundsOfAllGroups(Number(column));
        return new Part
        {
            Key = $"tree {column.Sql}",
            Name = $"tree of counts of {column.Facts.Name}",
            CellSql = string.Create(CultureInfo.InvariantCulture,
                $"(({column.Sql}::BIGINT - {bounds.MinInteger}) * {QuantileTree.Leaves} // {bounds.MaxInteger - bounds.MinInteger + 1})"),
            Cells = QuantileTree.Nodes,
            Expand = QuantileTree.NodesOf,
            Weight = _ => 1,
            Shift1 = N * (Rational)QuantileTree.Height,
            Shift2 = N * ((Rational)QuantileTree.Height).SqrtUp(40),
            Sensitivity = string.Create(CultureInfo.InvariantCulture, $"{Rows}, each in one node of {QuantileTree.Height} levels"),
        };
    }

    public FixedPoint Bounds(ScopeColumn column, Group group) => scope.BoundsOf(column, group.Categories.GetValueOrDefault);

    private static ScopeColumn Number(ScopeColumn column) => column.Facts.Kind == ColumnKind.Number
        ? column
        : throw new BadInputException($"'{column.Facts.Name}' is not a number, so it has no sum, mean, quantile or histogram.");

    private static long Edge(FixedPoint bounds, double edge) => edge >= bounds.Low && edge <= bounds.High
        ? bounds.ToInteger(edge)
        : throw new BadInputException(string.Create(CultureInfo.InvariantCulture,
            $"The edge {edge} is outside the declared bounds [{bounds.Low}, {bounds.High}]: values beyond them are clipped."));

    // The centre depends on the category only where the bounds do; the key's codes stand in the order of its values.
    private string CentreSql(ScopeColumn column, IReadOnlyList<ScopeColumn> keys)
    {
        if (keys.FirstOrDefault(k => k.Sql == column.PerSql) is { } key)
        {
            var cases = key.Facts.Values.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"WHEN {i} THEN {column.Facts.BoundsByValue[v].Centre}"));
            return $"(CASE {key.Sql} {string.Join(" ", cases)} ELSE 0 END)";
        }

        return string.Create(CultureInfo.InvariantCulture, $"({scope.BoundsOf(column, _ => null).Centre})");
    }

    private static Part Single(string key, string name, string sql, Func<Group, Rational> weight, Rational shift1, Rational shift2, string sensitivity) => new()
    {
        Key = key,
        Name = name,
        Sql = sql,
        Weight = weight,
        Shift1 = shift1,
        Shift2 = shift2,
        Sensitivity = sensitivity,
    };
}
