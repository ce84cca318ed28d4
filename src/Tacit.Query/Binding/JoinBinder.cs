using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds joins: private rows meet private rows of the same unit only.</summary>
internal static class JoinBinder
{
    public static Names Bind(BindingScope scope, JsonElement join)
    {
        var reader = scope.Reader;
        if (SqlReader.Word(join, "ref_type") is not "REGULAR")
        {
            throw reader.Refuse(SqlError.NotPrivate, join, $"Tables are joined by the unit: write a JOIN b ON a.{scope.UnitColumn ?? "id"} = b.{scope.UnitColumn ?? "id"}.");
        }

        reader.Without(join, ("sample", "TABLESAMPLE"));
        var type = SqlReader.Word(join, "join_type");
        if (type is not ("INNER" or "LEFT"))
        {
            throw reader.Refuse(SqlError.NotPrivate, join, type is "RIGHT" or "OUTER"
                ? $"A {type.ToLowerInvariant()} join keeps rows without a partner of the same unit on the right. Write the table whose rows all stay on the left of a LEFT JOIN."
                : $"A join of the kind {type.ToLowerInvariant()} is not answered.");
        }

        var left = FromBinder.Bind(scope, join.GetProperty("left"));
        var right = FromBinder.Bind(scope, join.GetProperty("right"));
        if (left.Sources.Select(s => s.Alias).Intersect(right.Sources.Select(s => s.Alias), StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } twice)
        {
            throw reader.Refuse(SqlError.Unknown, join, $"'{twice}' stands twice in the join. Give each its own name with AS.");
        }

        if (left.Relation is PublicScan || right.Relation is PublicScan)
        {
            return PublicJoinBinder.Bind(scope, join, left, right, type == "LEFT");
        }

        if (scope.UnitColumn is null)
        {
            throw reader.Refuse(SqlError.NotPrivate, join, "Each row is a unit of its own here, so rows of one table have no partner of the same unit in another.");
        }

        var moved = right.Sources.Select(s => s with { Start = s.Start + left.Relation.Columns.Count });
        var both = new Names(Joins.Both(left.Relation, right.Relation), [.. left.Sources, .. moved]);
        var (onUnit, condition, shared) = SqlReader.Part(join, "condition") is { } on
            ? On(scope, both, left, right, on)
            : Using(scope, left, right, both, [.. SqlReader.List(join, "using_columns").Select(c => c.GetString()!)], join);
        if (!onUnit && Joins.KeysIn(condition, left.Relation.Columns.Count).Count == 0)
        {
            throw reader.Refuse(SqlError.NotPrivate, join, $"Rows of two private tables are joined by the unit, so that they are of one {scope.Data.Population.Unit.Name}: add … ON a.{scope.UnitColumn} = b.{scope.UnitColumn}{(Keys(scope) is { Length: > 0 } keys ? ", or join by a declared key: " + keys : string.Empty)}.");
        }

        var relation = Joins.Joined(left.Relation, right.Relation, type == "LEFT", condition);
        Source[] sources = [.. left.Sources, .. moved.Select(s => s with { IsOptional = s.IsOptional || type == "LEFT" })];
        return new(relation, sources) { Shared = new HashSet<string>([.. left.Shared, .. right.Shared, .. shared], StringComparer.OrdinalIgnoreCase) };
    }

    // How the declared paths to the unit lead from table to table.
    private static string Keys(BindingScope scope) =>
        string.Join(", ", scope.Data.Tables.SelectMany(t => t.RowKeys.Where(k => !k.IsOwn).Select(k => $"{t.Name}.{k.Name} = {k.Table}.{t.UnitPath[0].Key}")));

    private static (bool OnUnit, Scalar? Condition, string[] Shared) On(BindingScope scope, Names both, Names left, Names right, JsonElement on)
    {
        var binder = new ExpressionBinder(scope.Reader, both, null);
        var onUnit = false;
        Scalar? rest = null;
        foreach (var conjunct in Conjuncts(on))
        {
            if (IsUnitEquality(conjunct, left, right))
            {
                onUnit = true;
                continue;
            }

            var bound = binder.Condition(conjunct);
            rest = rest is null ? bound : Expressions.And(rest, bound);
        }

        return (onUnit, rest, []);
    }

    private static (bool OnUnit, Scalar? Condition, string[] Shared) Using(BindingScope scope, Names left, Names right, Names both, string[] columns, JsonElement join)
    {
        var onUnit = false;
        Scalar? rest = null;
        foreach (var column in columns)
        {
            var (a, b) = (left.Find(null, column), right.Find(null, column));
            if (a is null || b is null)
            {
                throw scope.Reader.Refuse(SqlError.Unknown, join, $"USING ({column}): both sides need the column.");
            }

            if (a is UnitKey && b is UnitKey)
            {
                onUnit = true;
                continue;
            }

            if (a is not Slot x || b is not Slot y)
            {
                throw scope.Reader.Refuse(SqlError.NotPrivate, join, $"USING ({column}): the key of the unit is joined with the key of the unit.");
            }

            var equal = Expressions.Compare(Operation.Equal, both.Relation.Slot(x.Index), both.Relation.Slot(y.Index + left.Relation.Columns.Count));
            rest = rest is null ? equal : Expressions.And(rest, equal);
        }

        return (onUnit, rest, columns);
    }

    /// <summary>The parts of a condition that all hold.</summary>
    public static IEnumerable<JsonElement> Conjuncts(JsonElement node) => SqlReader.Class(node) == "CONJUNCTION" && SqlReader.Type(node) == "CONJUNCTION_AND"
        ? SqlReader.List(node, "children").SelectMany(c => Conjuncts(c))
        : [node];

    /// <summary>Whether a condition says that two rows, named in two places, are of one unit.</summary>
    public static bool IsUnitEquality(JsonElement node, Names first, Names second)
    {
        if (SqlReader.Class(node) != "COMPARISON" || SqlReader.Type(node) != "COMPARE_EQUAL")
        {
            return false;
        }

        var (a, b) = (Path(node.GetProperty("left")), Path(node.GetProperty("right")));
        return a is not null && b is not null && !string.Equals(string.Join('.', a), string.Join('.', b), StringComparison.OrdinalIgnoreCase)
            && ((IsUnit(first, a) && IsUnitOf(second, first, b)) || (IsUnit(first, b) && IsUnitOf(second, first, a)));
    }

    // A name that means something in the first place means that, whatever it would mean in the second.
    private static bool IsUnitOf(Names names, Names before, string[] path) => (path.Length == 2 ? before.Find(path[0], path[1]) : before.Find(null, path[0])) is null && IsUnit(names, path);

    public static bool IsUnit(Names names, string[] path) => (path.Length == 2 ? names.Find(path[0], path[1]) : names.Find(null, path[0])) is UnitKey;

    private static string[]? Path(JsonElement node) =>
        SqlReader.Class(node) == "COLUMN_REF" && SqlReader.List(node, "column_names").Select(n => n.GetString()!).ToArray() is { Length: 1 or 2 } path ? path : null;
}
