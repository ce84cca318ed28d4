using System.Collections.ObjectModel;
using System.Linq.Expressions;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>Joins rows of typed questions: private rows meet rows of the same unit, or of a public table.</summary>
internal static class RowJoiner
{
    public static PrivateRows<TResult> Joined<TOuter, TInner, TKey, TResult>(
        PrivateRows<TOuter> outer,
        PrivateRows<TInner> inner,
        Expression<Func<TOuter, TKey>> outerKey,
        Expression<Func<TInner, TKey>> innerKey,
        Expression<Func<TOuter, TInner, TResult>> result,
        bool isLeft)
    {
        if (!ReferenceEquals(outer.Data, inner.Data))
        {
            throw new BadInputException("Tables of two data sets are not joined: a unit of one is no unit of the other. Nothing was spent.");
        }

        var (made, resultWords) = Captured.In(result);
        var (left, leftRow) = outer.Called(result.Parameters[0]);
        var (right, rightRow) = Apart(inner.Called(result.Parameters[1]), left.Relation.Columns.Count);
        var both = new RowCompiler(Joins.Both(left.Relation, inner.Relation), [.. left.Sources, .. right]);

        var (outerBody, outerWords) = Captured.In(outerKey);
        var (innerBody, innerWords) = Captured.In(innerKey);
        var words = $"{(isLeft ? "LeftJoin" : "Join")}({inner.Words}, {outerWords}, {innerWords}, {resultWords})";
        var pairs = Parts(Inlined.In(outerBody, (outerKey.Parameters[0], leftRow))).Zip(Parts(Inlined.In(innerBody, (innerKey.Parameters[0], rightRow))));
        var isOnUnit = false;
        var conditions = new List<Scalar>();
        foreach (var (a, b) in pairs)
        {
            var (x, y) = (both.Of(a), both.Of(b));
            if (x is UnitKey && y is UnitKey)
            {
                isOnUnit = true;
            }
            else
            {
                conditions.Add(Equal(x, y, a, b));
            }
        }

        var condition = conditions.Count == 0 ? null : conditions.Aggregate(Expressions.And);
        var relation = inner.Relation is PublicScan table ? WithPublic(outer, table, conditions, condition, isLeft, words)
            : outer.Data.Population.Unit.Column is not null && (isOnUnit || Joins.KeysIn(condition, left.Relation.Columns.Count).Count > 0) ? Joins.Joined(left.Relation, inner.Relation, isLeft, condition)
            : throw new BadInputException($"'{words}' pairs rows of several units. {(outer.Data.Population.Unit.Column is { } unit
                ? $"Join on the unit's column '{unit}', or on both ends of a declared path"
                : "Each row is a unit of its own here, and has no partner of the same unit in another table")}. Nothing was spent.");
        return new(
            outer.Data,
            new(relation, [.. left.Sources, .. right.Select(s => s with { IsOptional = s.IsOptional || isLeft })]),
            Inlined.In(made, (result.Parameters[0], leftRow), (result.Parameters[1], rightRow)),
            $"{outer.Words}.{words}");
    }

    private static Relation WithPublic<T>(PrivateRows<T> outer, PublicScan table, List<Scalar> conditions, Scalar? condition, bool isLeft, string words)
    {
        var partners = PublicPartners.MostOf(outer.Data, table, outer.Relation.Columns.Count, conditions);
        return outer.Data.Population.Unit.Column is null && partners is not (0 or 1)
            ? throw new BadInputException($"'{words}' may give a row several partners, and each row is a unit of its own here: join on a column of the public table that is different in all its rows. Nothing was spent.")
            : Joins.JoinedWithPublic(outer.Relation, table, isLeft, condition, partners);
    }

    // Rows may meet rows of the same table: each side is named apart.
    private static (IReadOnlyList<RowSource> Sources, Expression Row) Apart((RowCompiler Compiler, Expression Row) side, int start)
    {
        var renamed = side.Compiler.Sources.Select(s => (Old: s.Row, New: Expression.Parameter(s.Row.Type, s.Row.Name))).ToArray();
        return ([.. side.Compiler.Sources.Zip(renamed).Select(s => s.First with { Row = s.Second.New, Start = s.First.Start + start })], Inlined.In(side.Row, renamed.Select(r => (r.Old, (Expression)r.New))));
    }

    private static Scalar Equal(Scalar x, Scalar y, Expression a, Expression b)
    {
        try
        {
            return Expressions.Compare(Operation.Equal, x, y);
        }
        catch (BadInputException e)
        {
            throw RowCompiler.Refused(Expression.Constant($"{a} equals {b}"), e.Message);
        }
    }

    private static ReadOnlyCollection<Expression> Parts(Expression key) => key is NewExpression { Members: not null } several ? several.Arguments : [key];
}
