using System.Linq.Expressions;
using Tacit.Data;
using Tacit.Query.Relations;

namespace Tacit.Query.Linq;

/// <summary>Rows of units that a typed question is about. Immutable; nothing is read before a release.</summary>
/// <typeparam name="T">The type that names the columns.</typeparam>
public sealed class PrivateRows<T>
{
    private PrivateRows(Dataset data, RowCompiler compiler, string words) => (Data, Compiler, Words) = (data, compiler, words);

    internal Dataset Data { get; }

    internal RowCompiler Compiler { get; }

    internal string Words { get; }

    internal static PrivateRows<T> Of(Dataset data, string table)
    {
        var facts = data.Table(table);
        var relation = RelationBuilder.Scan(facts, data.Tables.ToList().IndexOf(facts), null, data.Population.Unit.Column is null);
        return new(data, new(relation, data.Population.Unit.Column), facts.Name);
    }

    /// <summary>Only rows that fulfil the condition. As in SQL, a comparison with a missing value is not true, and neither is its opposite.</summary>
    /// <exception cref="BadInputException">The condition is not answered; the message quotes the expression.</exception>
    public PrivateRows<T> Where(Expression<Func<T, bool>> condition)
    {
        var (body, words) = Captured.In(Given.There(condition, "The condition"));
        return new(Data, Compiler with { Relation = RelationBuilder.Filtered(Compiler.Relation, Compiler.Condition(body)) }, $"{Words}.Where({words})");
    }

    /// <summary>A group for each value: of a column, of an expression, or of several in <c>new { … }</c>. Public values all answer, others are selected privately (δ).</summary>
    /// <exception cref="BadInputException">The key is not answered, or of a kind that nothing is grouped by; the message quotes the expression.</exception>
    public PrivateGroups<TKey, T> GroupBy<TKey>(Expression<Func<T, TKey>> key)
    {
        var (body, words) = Captured.In(Given.There(key, "The key"));
        return new(this, KeyShape.Of(body, Compiler), $"{Words}.GroupBy({words})");
    }

    /// <summary>One row about all of them: <c>rows.Summarize(g => new { N = g.Count(), Mean = g.Average(l => l.Value) })</c>.</summary>
    /// <exception cref="BadInputException">Something is not answered; the message quotes the expression.</exception>
    public PrivateAnswer<TResult> Summarize<TResult>(Expression<Func<PrivateGroup<T>, TResult>> result) =>
        AnswerCompiler.Compile<T, TResult>(this, null, Given.There(result, "The result"), Words);
}
