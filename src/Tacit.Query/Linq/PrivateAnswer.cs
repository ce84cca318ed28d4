using Tacit.Data;
using Tacit.Query.Planning;
using Tacit.Query.Targets;
using Tacit.Numerics;

namespace Tacit.Query.Linq;

/// <summary>A typed question that is ready to be asked. Immutable; asking is <see cref="ReleaseAsync"/>.</summary>
/// <typeparam name="TResult">A row of the answer.</typeparam>
public sealed class PrivateAnswer<TResult>
{
    private readonly Dataset _data;
    private readonly GroupedQuery _query;
    private readonly Func<TableRow, TResult> _row;

    internal PrivateAnswer(Dataset data, GroupedQuery query, Func<TableRow, TResult> row) => (_data, _query, _row) = (data, query, row);

    /// <summary>Asks. The price is known, and checked against the account, before any row is read.</summary>
    /// <param name="spend">Who pays and how much.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    /// <exception cref="BadInputException">The question does not fit the spend. Nothing is spent.</exception>
    /// <exception cref="BudgetExceededException">The account refuses. Nothing is spent.</exception>
    public async Task<Release<IReadOnlyList<TResult>>> ReleaseAsync(Spend spend, CancellationToken token = default)
    {
        QueryVerb.CheckPopulation(_data, Given.There(spend, "The spend").Account);
        var release = await _data.RunAsync(_query, spend, token).ConfigureAwait(false);
        return release.Select<IReadOnlyList<TResult>>(t => [.. t.Rows.Select(_row)]);
    }

    /// <summary>What it would do and cost, from public facts alone: nothing is read and nothing is spent.</summary>
    public QueryExplanation Explain(Spend spend)
    {
        QueryVerb.CheckPopulation(_data, Given.There(spend, "The spend").Account);
        return _data.Explain(_query, spend);
    }

    /// <summary>The least spend whose answer is expected to be as exact as wanted; columns are named by their order: <c>v1</c>, <c>v2</c>, ….</summary>
    public LeastSpend LeastSpend(Account account, ErrorTarget target, SpendCurrency? currency = null, Quantity delta = default) =>
        LeastSpendSearch.Find(_data, _query, Given.There(account, "The account"), Given.There(target, "The wanted error"), currency, delta.Delta());
}
