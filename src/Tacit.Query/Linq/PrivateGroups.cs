using System.Linq.Expressions;

namespace Tacit.Query.Linq;

/// <summary>Groups of rows of units. Immutable; nothing is read before a release.</summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="T">The type that names the columns.</typeparam>
public sealed class PrivateGroups<TKey, T>
{
    private readonly PrivateRows<T> _rows;
    private readonly KeyShape _key;
    private readonly string _words;

    internal PrivateGroups(PrivateRows<T> rows, KeyShape key, string words) => (_rows, _key, _words) = (rows, key, words);

    /// <summary>What is released of each group: <c>groups.Select(g => new { g.Key, Mean = g.Average(l => l.Value) })</c>. What is computed from released numbers there costs nothing.</summary>
    /// <exception cref="BadInputException">Something is not answered; the message quotes the expression.</exception>
    public PrivateAnswer<TResult> Select<TResult>(Expression<Func<PrivateGroup<TKey, T>, TResult>> result) =>
        AnswerCompiler.Compile<T, TResult>(_rows, _key, Given.There(result, "The result"), _words);
}
