using Tacit.Data;
using Tacit.Numerics;
using Tacit.Query.Binding;
using Tacit.Query.Catalogue;
using Tacit.Query.Planning;
using Tacit.Query.Syntax;
using Tacit.Query.Targets;

namespace Tacit.Query;

/// <summary>An analyst's place to ask SQL: a data set, an account, and what a question spends unless it says otherwise.</summary>
/// <remarks>Thread-safe. It owns neither data nor account.</remarks>
public sealed class QuerySession
{
    private static readonly Dictionary<string, object?> NoValues = [];

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
    public Task<Release<Table>> QueryAsync(string sql, CancellationToken token = default) => QueryAsync(sql, NoValues, token);

    /// <summary>Asks a question with parameters, which are constants of its tree and never text: <c>$name</c>, <c>@name</c>, or <c>?</c> with the names 1, 2, ….</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="parameters">Values by name: numbers, texts, truths, times, or null.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    /// <exception cref="BadInputException">The text is refused, or a parameter has no value; the message says why and where. Nothing is spent.</exception>
    /// <exception cref="BudgetExceededException">The account refuses. Nothing is spent.</exception>
    public Task<Release<Table>> QueryAsync(string sql, IReadOnlyDictionary<string, object?> parameters, CancellationToken token = default)
    {
        var (query, spend, explains) = Bind(sql, parameters);
        return explains
            ? throw new BadInputException($"{SqlError.Unsupported}: EXPLAIN PRIVACY gives a plan, not an answer. Use Explain. Nothing was spent.")
            : Data.RunAsync(query, spend, token);
    }

    /// <summary>What a question would do and cost, from public facts alone: nothing is read and nothing is spent.</summary>
    /// <param name="sql">One SELECT, perhaps behind <c>EXPLAIN PRIVACY</c>.</param>
    /// <param name="parameters">Values of its parameters by name, or null.</param>
    public QueryExplanation Explain(string sql, IReadOnlyDictionary<string, object?>? parameters = null)
    {
        var (query, spend, _) = Bind(sql, parameters ?? NoValues);
        return Data.Explain(query, spend);
    }

    /// <summary>
    /// The least spend whose answer is expected to be as exact as wanted, from public facts alone: nothing is read and nothing is spent. In ρ where the session counts in it.
    /// </summary>
    /// <param name="sql">One SELECT; its <c>WITH PRIVACY (…)</c> says nothing of ε and ρ.</param>
    /// <param name="target">How exact the answer is wanted. The session's expected rows hold where it says none.</param>
    /// <exception cref="BadInputException">The text is refused, no spend is enough, or the data alone decides the error.</exception>
    public LeastSpend LeastSpend(string sql, ErrorTarget target)
    {
        var text = Unpriced(sql);
        var query = QuestionBinder.Bind(Data, text, Options.Confidence);
        target = Given.There(target, "The wanted error");
        return LeastSpendSearch.Find(
            Data, query, Account, target.ExpectedRows is null && Options.ExpectedRows is { } rows ? target.Expecting(rows) : target, Options.Rho is null ? null : SpendCurrency.Rho, DeltaOf(query, text));
    }

    /// <summary>Asks a question and spends what the search found.</summary>
    /// <param name="sql">The question that the spend was found for.</param>
    /// <param name="least">What <see cref="LeastSpend"/> gave.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    public Task<Release<Table>> QueryAsync(string sql, LeastSpend least, CancellationToken token = default) =>
        Data.RunAsync(QuestionBinder.Bind(Data, Unpriced(sql), Options.Confidence), Given.There(least, "The spend").Spend, token);

    /// <summary>
    /// The answer to a question about the catalogue, such as clients send: of <c>information_schema</c> and <c>pg_catalog</c>, <c>SHOW TABLES</c>, <c>DESCRIBE labs</c>, or without any table.
    /// It is made of declarations, reads no data and costs nothing. Null where the question is about data.
    /// </summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="parameters">Values of its parameters by name, or null.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="BadInputException">The text is refused; the message says why.</exception>
    public CatalogueAnswer? AskCatalogue(string sql, IReadOnlyDictionary<string, object?>? parameters = null, CancellationToken token = default)
    {
        parameters ??= NoValues;
        var text = SqlText.Read(Given.There(sql, "The question"), QueryParameters.Of(parameters));
        var query = SqlParser.Parse(text);
        if (text.Explains || text.Clause.Count > 0 || !new CatalogueReader(Data).IsAboutCatalogue(query))
        {
            return null;
        }

        CatalogueReader.Check(query);
        var used = SqlParser.ParametersOf(text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return CatalogueEngine.Ask(Data, text.Body, parameters.Select(p => (QueryParameters.Plain(p.Key), p.Value)).Where(p => used.Contains(p.Item1)), token);
    }

    /// <summary>Whether a text asks for a plan alone: it begins with <c>EXPLAIN PRIVACY</c>.</summary>
    public static bool AsksForPlan(string sql) => SqlText.Read(Given.There(sql, "The question")).Explains;

    private (GroupedQuery Query, Spend Spend, bool Explains) Bind(string sql, IReadOnlyDictionary<string, object?> parameters)
    {
        var text = SqlText.Read(Given.There(sql, "The question"), QueryParameters.Of(parameters));
        var query = QuestionBinder.Bind(Data, text, Options.Confidence);
        return (query, SpendOf(query, text), text.Explains);
    }

    private static SqlText Unpriced(string sql)
    {
        var text = SqlText.Read(Given.There(sql, "The question"));
        return PrivacyClause.Amount(text, "epsilon") is null && PrivacyClause.Amount(text, "rho") is null
            ? text
            : throw new BadInputException($"{SqlError.Clause}: WITH PRIVACY says what to spend, but the spend is what is looked for. Leave epsilon and rho out. Nothing was spent.");
    }

    private Spend SpendOf(GroupedQuery query, SqlText text)
    {
        var epsilon = PrivacyClause.Amount(text, "epsilon");
        var rho = PrivacyClause.Amount(text, "rho");
        if (epsilon is not null && rho is not null)
        {
            throw new BadInputException($"{SqlError.Clause}: A question spends either epsilon or rho. Nothing was spent.");
        }

        var delta = DeltaOf(query, text);
        (epsilon, rho) = (epsilon, rho) is (null, null) ? (Options.Epsilon, Options.Rho) : (epsilon, rho);
        return (epsilon, rho) switch
        {
            ({ } e, _) => Account.Spend(e, delta),
            (null, { } r) => Account.SpendZcdp(r, delta),
            _ => throw new BadInputException($"{SqlError.Clause}: What may this question spend? Say it with … WITH PRIVACY (epsilon = 0.1), or for the whole session. Nothing was spent."),
        };
    }

    // δ is spent on selecting keys alone: without selection a question of ε is pure.
    private Rational DeltaOf(GroupedQuery query, SqlText text) =>
        PrivacyClause.Amount(text, "delta") ?? (query.SelectsAnyKeys ? Options.DeltaPerQuery ?? Rational.Zero : Rational.Zero);
}
