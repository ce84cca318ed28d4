using System.Linq.Expressions;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>Rows of units that a typed question is about. Immutable; nothing is read before a release.</summary>
/// <typeparam name="T">The type that names the columns.</typeparam>
public sealed class PrivateRows<T>
{
    private readonly RowCompiler _compiler;
    private readonly Expression _row;

    internal PrivateRows(Dataset data, RowCompiler compiler, Expression row, string words) => (Data, _compiler, _row, Words) = (data, compiler, row, words);

    internal Dataset Data { get; }

    internal Relation Relation => _compiler.Relation;

    internal string Words { get; }

    internal static PrivateRows<T> Of(Dataset data, string table)
    {
        var facts = data.Table(table);
        var unit = data.Population.Unit.Column;
        var relation = RelationBuilder.Scan(facts, data.Tables.ToList().IndexOf(facts), null, unit is null);
        var row = Expression.Parameter(typeof(T), facts.Name);
        return new(data, new(relation, [new(row, 0, relation.Columns.Count, [.. new[] { unit, facts.UnitAlias }.OfType<string>()], false)]), row, facts.Name);
    }

    /// <summary>Only rows that fulfil the condition. As in SQL, a comparison with a missing value is not true, and neither is its opposite.</summary>
    /// <exception cref="BadInputException">The condition is not answered; the message quotes the expression.</exception>
    public PrivateRows<T> Where(Expression<Func<T, bool>> condition)
    {
        var (body, words) = Captured.In(Given.There(condition, "The condition"));
        var (compiler, bound) = Over(condition.Parameters[0], body);
        return new(Data, _compiler with { Relation = RelationBuilder.Filtered(Relation, compiler.Condition(bound)) }, _row, $"{Words}.Where({words})");
    }

    /// <summary>The same rows with other names: <c>rows.Select(l => new { l.Test, Twice = 2 * l.Value })</c>, which is also what <c>let</c> writes.</summary>
    /// <param name="result">A member, or <c>new { … }</c> or an object with its members set; it is never made.</param>
    public PrivateRows<TResult> Select<TResult>(Expression<Func<T, TResult>> result)
    {
        var (body, words) = Captured.In(Given.There(result, "The result"));
        return Named<TResult>(result.Parameters[0], body, $"{Words}.Select({words})");
    }

    /// <summary>
    /// Pairs of rows of one unit, also behind <c>join … on … equals …</c>. Both keys are the unit's column, or the two ends of a declared path from table to table;
    /// with <c>new { … }</c> on both sides, more columns that must be equal. Rows without a partner are left out.
    /// </summary>
    /// <exception cref="BadInputException">Rows of several units would meet, or an expression is not answered.</exception>
    public PrivateRows<TResult> Join<TInner, TKey, TResult>(PrivateRows<TInner> inner, Expression<Func<T, TKey>> outerKey, Expression<Func<TInner, TKey>> innerKey, Expression<Func<T, TInner, TResult>> result) =>
        Joined(inner, outerKey, innerKey, result, false);

    /// <summary>As <see cref="Join{TInner, TKey, TResult}(PrivateRows{TInner}, Expression{Func{T, TKey}}, Expression{Func{TInner, TKey}}, Expression{Func{T, TInner, TResult}})"/>, but rows without a partner stay, with nulls in its place.</summary>
    /// <exception cref="BadInputException">Rows of several units would meet, or an expression is not answered.</exception>
    public PrivateRows<TResult> LeftJoin<TInner, TKey, TResult>(PrivateRows<TInner> inner, Expression<Func<T, TKey>> outerKey, Expression<Func<TInner, TKey>> innerKey, Expression<Func<T, TInner, TResult>> result) =>
        Joined(inner, outerKey, innerKey, result, true);

    /// <summary>Rows with their partners in a public table, where the keys are equal. How many partners a row can have is counted in the public table.</summary>
    /// <exception cref="BadInputException">An expression is not answered, or a row that is a unit would become several.</exception>
    public PrivateRows<TResult> Join<TInner, TKey, TResult>(PublicRows<TInner> inner, Expression<Func<T, TKey>> outerKey, Expression<Func<TInner, TKey>> innerKey, Expression<Func<T, TInner, TResult>> result) =>
        Joined(Given.There(inner, "The public table").BesideUnits(Data), outerKey, innerKey, result, false);

    /// <summary>As <see cref="Join{TInner, TKey, TResult}(PublicRows{TInner}, Expression{Func{T, TKey}}, Expression{Func{TInner, TKey}}, Expression{Func{T, TInner, TResult}})"/>, but rows without a partner stay, with nulls in its place.</summary>
    /// <exception cref="BadInputException">An expression is not answered, or a row that is a unit would become several.</exception>
    public PrivateRows<TResult> LeftJoin<TInner, TKey, TResult>(PublicRows<TInner> inner, Expression<Func<T, TKey>> outerKey, Expression<Func<TInner, TKey>> innerKey, Expression<Func<T, TInner, TResult>> result) =>
        Joined(Given.There(inner, "The public table").BesideUnits(Data), outerKey, innerKey, result, true);

    /// <summary>A group for each value: of a column, of an expression, or of several in <c>new { … }</c>. Public values all answer, others are selected privately (δ).</summary>
    /// <exception cref="BadInputException">The key is not answered, or of a kind that nothing is grouped by; the message quotes the expression.</exception>
    public PrivateGroups<TKey, T> GroupBy<TKey>(Expression<Func<T, TKey>> key) => GroupBy(key, row => row);

    /// <summary>As <see cref="GroupBy{TKey}"/>, of rows with other names: what <c>group l by …</c> writes behind a join.</summary>
    /// <exception cref="BadInputException">The key is not answered, or of a kind that nothing is grouped by; the message quotes the expression.</exception>
    public PrivateGroups<TKey, TElement> GroupBy<TKey, TElement>(Expression<Func<T, TKey>> key, Expression<Func<T, TElement>> element)
    {
        var (body, words) = Captured.In(Given.There(key, "The key"));
        var (compiler, bound) = Over(key.Parameters[0], body);
        var (row, named) = Captured.In(Given.There(element, "The element"));
        return new(
            Named<TElement>(element.Parameters[0], row, Words),
            KeyShape.Of(bound, (body as MemberExpression)?.Member.Name ?? "key", compiler),
            row == element.Parameters[0] ? $"{Words}.GroupBy({words})" : $"{Words}.GroupBy({words}, {named})");
    }

    /// <summary>One row about all of them: <c>rows.Summarize(g => new { N = g.Count(), Mean = g.Average(l => l.Value) })</c>.</summary>
    /// <exception cref="BadInputException">Something is not answered; the message quotes the expression.</exception>
    public PrivateAnswer<TResult> Summarize<TResult>(Expression<Func<PrivateGroup<T>, TResult>> result) =>
        AnswerCompiler.Compile<T, TResult>(this, null, Given.There(result, "The result"), Words);

    /// <summary>What an expression about a row says about the tables, and who reads it so. A row that is one of a table is called there as it is called here: so a refusal quotes what was written.</summary>
    internal (RowCompiler Compiler, Expression Body) Over(ParameterExpression parameter, Expression body)
    {
        var (compiler, row) = Called(parameter);
        return (compiler, row == parameter ? body : Inlined.In(body, (parameter, row)));
    }

    /// <summary>The rows, and what one of them is, once a row of a single table has a name.</summary>
    internal (RowCompiler Compiler, Expression Row) Called(ParameterExpression name) => _row is ParameterExpression row
        ? (_compiler with { Sources = [.. _compiler.Sources.Select(s => s with { Row = s.Row == row ? name : Expression.Parameter(s.Row.Type, s.Row.Name) })] }, name)
        : (_compiler, _row);

    private PrivateRows<TResult> Named<TResult>(ParameterExpression parameter, Expression body, string words)
    {
        var (compiler, row) = Over(parameter, body);
        return new(Data, compiler, row, words);
    }

    private PrivateRows<TResult> Joined<TInner, TKey, TResult>(PrivateRows<TInner> inner, Expression<Func<T, TKey>> outerKey, Expression<Func<TInner, TKey>> innerKey, Expression<Func<T, TInner, TResult>> result, bool isLeft) =>
        RowJoiner.Joined(this, Given.There(inner, "The table that is joined"), Given.There(outerKey, "The key"), Given.There(innerKey, "The key of what is joined"), Given.There(result, "The result"), isLeft);
}
