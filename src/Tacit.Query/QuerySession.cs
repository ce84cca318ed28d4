using Tacit.Data;
using Tacit.Numerics;
using Tacit.Query.Binding;
using Tacit.Query.Planning;
using Tacit.Query.Syntax;

namespace Tacit.Query;

/// <summary>An analyst's place to ask SQL: a data set, an account, and what a question spends unless it says otherwise.</summary>
/// <remarks>Thread-safe. It owns neither data nor account.</remarks>
public sealed class QuerySession
{
    /// <summary>A session over a data set, paid by an account.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="account">The account that pays.</param>
    /// <param name="options">What holds unless a question says otherwise.</param>
    /// <exception cref="BadInputException">The account is of another population.</exception>
    public QuerySession(Dataset data, Account account, QuerySessionOptions? options = null)
    {
        Data = Given.There(data, "The data set");
        Account = Given.There(account, "The account");
        Options = options ?? new();
        QueryVerb.CheckPopulation(Data, Account);
    }

    /// <summary>The data set.</summary>
    public Dataset Data { get; }

    /// <summary>The account that pays.</summary>
    public Account Account { get; }

    /// <summary>What holds unless a question says otherwise.</summary>
    public QuerySessionOptions Options { get; }

    /// <summary>Asks a question. Its <c>WITH PRIVACY (…)</c> comes before the session's options.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    /// <exception cref="BadInputException">The text is refused; the message says why and where. Nothing is spent.</exception>
    /// <exception cref="BudgetExceededException">The account refuses. Nothing is spent.</exception>
    public Task<Release<Table>> QueryAsync(string sql, CancellationToken token = default)
    {
        var (query, spend, explains) = Bind(sql);
        return explains
            ? throw new BadInputException($"{SqlError.Unsupported}: EXPLAIN PRIVACY gives a plan, not an answer. Use Explain. Nothing was spent.")
            : Data.RunAsync(query, spend, token);
    }

    /// <summary>What a question would do and cost, from public facts alone: nothing is read and nothing is spent.</summary>
    /// <param name="sql">One SELECT, perhaps behind <c>EXPLAIN PRIVACY</c>.</param>
    public QueryExplanation Explain(string sql)
    {
        var (query, spend, _) = Bind(sql);
        return Data.Explain(query, spend);
    }

    /// <summary>Whether a text asks for a plan alone: it begins with <c>EXPLAIN PRIVACY</c>.</summary>
    public static bool AsksForPlan(string sql) => SqlText.Read(Given.There(sql, "The question")).Explains;

    internal (GroupedQuery Query, Spend Spend, bool Explains) Bind(string sql)
    {
        var text = SqlText.Read(Given.There(sql, "The question"));
        var query = QuestionBinder.Bind(Data, text, Options.Confidence);
        return (query, SpendOf(query, text), text.Explains);
    }

    private Spend SpendOf(GroupedQuery query, SqlText text)
    {
        var epsilon = PrivacyClause.Amount(text, "epsilon");
        var rho = PrivacyClause.Amount(text, "rho");
        if (epsilon is not null && rho is not null)
        {
            throw new BadInputException($"{SqlError.Clause}: A question spends either epsilon or rho. Nothing was spent.");
        }

        // δ is spent on selecting keys alone: without selection a question of ε is pure.
        var delta = PrivacyClause.Amount(text, "delta") ?? (query.SelectsAnyKeys ? Options.DeltaPerQuery ?? Rational.Zero : Rational.Zero);
        (epsilon, rho) = (epsilon, rho) is (null, null) ? (Options.Epsilon, Options.Rho) : (epsilon, rho);
        return (epsilon, rho) switch
        {
            ({ } e, _) => Account.Spend(e, delta),
            (null, { } r) => Account.SpendZcdp(r, delta),
            _ => throw new BadInputException($"{SqlError.Clause}: What may this question spend? Say it with … WITH PRIVACY (epsilon = 0.1), or for the whole session. Nothing was spent."),
        };
    }
}
