using System.Text.Json;
using Tacit.Query.Relations;
using Tacit.Query.Syntax;

namespace Tacit.Query.Binding;

/// <summary>Binds joins with public tables: any condition, but each row's partners must be bounded, or rows of a unit are bounded afterwards.</summary>
internal static class PublicJoinBinder
{
    public static Names Bind(BindingScope scope, JsonElement join, Names left, Names right, bool isLeft)
    {
        var reader = scope.Reader;
        if (right.Relation is not PublicScan)
        {
            if (isLeft)
            {
                throw reader.Refuse(SqlError.NotPrivate, join, "A public table on the left of a LEFT JOIN keeps rows that no unit has: an empty one would reveal that somebody is missing. Put the private table on the left.");
            }

            (left, right) = (right, left);
        }

        if (left.Relation is PublicScan || right.Relation is not PublicScan table)
        {
            throw reader.Refuse(SqlError.NotPrivate, join, "Two public tables are not joined with each other: join each to the private rows.");
        }

        var start = left.Relation.Columns.Count;
        var both = new Names(Joins.Both(left.Relation, table), [.. left.Sources, .. right.Sources.Select(s => s with { Start = s.Start + start })]);
        var shared = SqlReader.List(join, "using_columns").Select(c => c.GetString()!).ToArray();
        var conditions = SqlReader.Part(join, "condition") is { } on
            ? JoinBinder.Conjuncts(on).Select(new ExpressionBinder(reader, both, null).Condition).ToArray()
            : [.. shared.Select(c => Equal(scope, join, left, right, both, c))];
        var condition = conditions.Length == 0 ? null : conditions.Aggregate(Expressions.And);
        var fanOut = PublicPartners.MostOf(scope.Data, table, start, conditions);
        if (scope.UnitColumn is null && fanOut is not (0 or 1))
        {
            throw reader.Refuse(SqlError.NotPrivate, join, "Each row is a unit of its own here, so it may have one partner at most: join on a column of the public table that is different in all its rows.");
        }

        return new(Joins.JoinedWithPublic(left.Relation, table, isLeft, condition, fanOut), both.Sources)
        {
            Shared = new HashSet<string>([.. left.Shared, .. shared], StringComparer.OrdinalIgnoreCase),
        };
    }

    private static Scalar Equal(BindingScope scope, JsonElement join, Names left, Names right, Names both, string column) =>
        left.Find(null, column) is Slot a && right.Find(null, column) is Slot b
            ? Expressions.Compare(Operation.Equal, both.Relation.Slot(a.Index), both.Relation.Slot(b.Index + left.Relation.Columns.Count))
            : throw scope.Reader.Refuse(SqlError.Unknown, join, $"USING ({column}): both sides need the column.");
}
