using System.Text.Json;
using Tacit.Data;
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
        var both = new Names(new JoinBinder.JoinedColumns(Joins.Side(left.Relation, table)), [.. left.Sources, .. right.Sources.Select(s => s with { Start = s.Start + start })]);
        var shared = SqlReader.List(join, "using_columns").Select(c => c.GetString()!).ToArray();
        var conditions = SqlReader.Part(join, "condition") is { } on
            ? JoinBinder.Conjuncts(on).Select(new ExpressionBinder(reader, both, null).Condition).ToArray()
            : [.. shared.Select(c => Equal(scope, join, left, right, both, c))];
        var condition = conditions.Length == 0 ? null : conditions.Aggregate(Expressions.And);
        var keys = conditions.Select(c => KeyOf(c, start)).OfType<(int Column, int? Digits)>().Distinct().Select(k => new PublicKey(table.Columns[k.Column].Name, k.Digits)).ToArray();
        long? fanOut = keys.Length == 0 ? null : scope.Data.PublicFanOut(table.Name, keys);
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

    // A public column that equals something of the private row, or does so when rounded: rows with one value of it are counted beforehand.
    private static (int Column, int? Digits)? KeyOf(Scalar condition, int start)
    {
        if (condition is not Call { Operation: Operation.Equal } equal)
        {
            return null;
        }

        return Public(equal[0], equal[1]) ?? Public(equal[1], equal[0]);

        (int Column, int? Digits)? Public(Scalar one, Scalar other) => other.Slots.Any(s => s.Index >= start) ? null : one switch
        {
            // A constant stands on the grid of each category, so several values equal it: no value of theirs counts its rows.
            Slot { Storage: FixedStorage { Per: >= 0 } } when other is Literal => null,
            Slot slot when slot.Index >= start => (slot.Index - start, null),
            Call { Operation: Operation.Round } round when round[0] is Slot { Storage: FixedStorage { Per: < 0 } } slot && slot.Index >= start && round[1] is Literal { Value: double digits } && digits >= 0 => (slot.Index - start, (int)digits),
            _ => null,
        };
    }
}
