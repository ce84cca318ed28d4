using System.Globalization;
using System.Text.Json;
using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Numerics;
using Tacit.Query;
using Tacit.Query.Binding;
using Tacit.Query.Derivations;
using Tacit.Query.Dialects;
using Tacit.Query.Planning;
using Tacit.Query.Syntax;
using Tacit.Query.Targets;

namespace Tacit;

/// <summary>The verb query: a question to a data set, paid by a spend, answered by a release.</summary>
public static class QueryVerb
{
    /// <summary>Asks a question. The price is known, and checked against the account, before any row is read.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="spend">Who pays and how much; the last argument of every verb.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    /// <exception cref="BadInputException">The question does not fit the declared facts. Nothing is spent.</exception>
    /// <exception cref="BudgetExceededException">The account refuses. Nothing is spent.</exception>
    public static Task<Release<Table>> QueryAsync(this Dataset data, Question question, Spend spend, CancellationToken token = default)
    {
        Check(data, question, spend);
        if (question.AsksForBounding)
        {
            data.CheckReachable();
            data.Table(question.Table);
            return BoundingEffect.RunAsync(data, question, spend.ForPlan($"query 3\n{data.Declared}\n(bounding {JsonEncodedText.Encode(question.Table)} {question.Confidence.ToString("R", CultureInfo.InvariantCulture)})", BoundingEffect.Derivation(data, question, spend)), token);
        }

        return data.RunAsync(QuestionCompiler.Compile(data, question), spend, token);
    }

    /// <summary>What a question would do and cost, from public facts alone: nothing is read and nothing is spent.</summary>
    public static QueryExplanation Explain(this Dataset data, Question question, Spend spend)
    {
        Check(data, question, spend);
        return question.AsksForBounding ? BoundingEffect.Explain(data, question, spend) : data.Explain(QuestionCompiler.Compile(data, question), spend);
    }

    /// <summary>Asks a question in SQL. The price is known, and checked against the account, before any row is read.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="sql">One SELECT, perhaps with <c>WITH PRIVACY (…)</c> at its end; docs/sql.md lists what is answered.</param>
    /// <param name="spend">Who pays and how much; the last argument of every verb.</param>
    /// <param name="token">Cancels. What was touched stays spent.</param>
    /// <exception cref="BadInputException">The text is refused; the message says why and where. Nothing is spent.</exception>
    /// <exception cref="BudgetExceededException">The account refuses. Nothing is spent.</exception>
    public static Task<Release<Table>> QueryAsync(this Dataset data, string sql, Spend spend, CancellationToken token = default) =>
        data.RunAsync(Bound(data, sql, spend), spend, token);

    /// <summary>What a question in SQL would do and cost, from public facts alone: nothing is read and nothing is spent.</summary>
    public static QueryExplanation Explain(this Dataset data, string sql, Spend spend) => data.Explain(Bound(data, sql, spend), spend);

    /// <summary>
    /// The least spend whose answer is expected to be as exact as wanted, to four digits on the safe side, from public facts alone: nothing is read and nothing is spent.
    /// Ask the question with the spend of the result to have it answered.
    /// </summary>
    /// <param name="data">The data set.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="account">Who would pay.</param>
    /// <param name="target">How exact the answer is wanted.</param>
    /// <param name="currency">What to count in; the account's own where null.</param>
    /// <param name="delta">The δ of private key selection, where the question selects keys.</param>
    /// <exception cref="BadInputException">The question is refused, no spend is enough, or the data alone decides the error.</exception>
    public static LeastSpend LeastSpend(this Dataset data, Question question, Account account, ErrorTarget target, SpendCurrency? currency = null, Quantity delta = default)
    {
        Given.There(data, "The data set");
        return Given.There(question, "The question").AsksForBounding
            ? throw new BadInputException("A question about bounding has two counts of units: name what it spends. Nothing was spent.")
            : LeastSpendSearch.Find(data, QuestionCompiler.Compile(data, question), Given.There(account, "The account"), Given.There(target, "The wanted error"), currency, delta.Delta());
    }

    /// <summary>The same for a question in SQL.</summary>
    public static LeastSpend LeastSpend(this Dataset data, string sql, Account account, ErrorTarget target, SpendCurrency? currency = null, Quantity delta = default)
    {
        Given.There(data, "The data set");
        var text = Unpriced(SqlText.Read(Given.There(sql, "The question")));
        return LeastSpendSearch.Find(data, QuestionBinder.Bind(data, text), Given.There(account, "The account"), Given.There(target, "The wanted error"), currency, delta.Delta());
    }

    internal static Task<Release<Table>> RunAsync(this Dataset data, GroupedQuery query, Spend spend, CancellationToken token)
    {
        var plan = PlanOf(data, query, spend);
        data.CheckReachable();
        var (derivation, digest) = DerivationWriter.WriteWithDigest(data, plan);
        PrintedPlans.Check(data, plan, digest);
        var run = new QueryRun(data, plan);
        return spend.ForPlan($"query 4\n{data.Declared}\n{query.Text}\n{digest}", derivation).RunAsync(plan.Mechanism, plan.Loss, run.RunAsync, Codec.Table, token);
    }

    internal static QueryExplanation Explain(this Dataset data, GroupedQuery query, Spend spend)
    {
        var plan = PlanOf(data, query, spend);
        return Explained(data, plan, spend);
    }

    internal static QueryExplanation Explained(Dataset data, QueryPlan plan, Spend spend) => new(plan.Query.Words, plan.Describe(spend), plan.Loss, [.. plan.Statements.Select(s => s.Sql)])
    {
        Derivation = DerivationWriter.Write(data, plan),
        Facts = ReliedFacts.Of(data, plan),
        Meant = new(() => MeantStatement.Of(plan)),
    };

    private static QueryPlan PlanOf(Dataset data, GroupedQuery query, Spend spend)
    {
        // What is still refused without a place is refused for its spend: that is said in the clause, or nowhere in the text.
        return query.Placed(p => p.Text.ClauseAt, () => QueryPlan.Of(data, query, spend));
    }

    internal static string PriceText(this Spend spend, PrivacyLoss loss)
    {
        var unit = spend.Account.Population.Unit;
        return loss.Price(unit.Relation).ForGroupsOf(unit.GroupSize).ToString();
    }

    private static GroupedQuery Bound(Dataset data, string sql, Spend spend)
    {
        Given.There(data, "The data set");
        Given.There(sql, "The question");
        Given.There(spend, "The spend");
        CheckPopulation(data, spend.Account);
        return QuestionBinder.Bind(data, Unpriced(SqlText.Read(sql)));
    }

    private static SqlText Unpriced(SqlText text) => text.Clause.Keys.FirstOrDefault(k => k is "epsilon" or "delta" or "rho") is { } twice
        ? throw new BadInputException($"{SqlError.Clause}: WITH PRIVACY says {twice}, but what to spend is said elsewhere. Leave one out. Nothing was spent.")
        : text;

    private static void Check(Dataset data, Question question, Spend spend)
    {
        Given.There(data, "The data set");
        Given.There(question, "The question");
        Given.There(spend, "The spend");
        if (question.AsksForBounding && question.HasMoreThanBounding)
        {
            throw new BadInputException("A question about bounding stands alone: it takes no filter, group or aggregate. Ask it apart from others, with a spend of its own.");
        }

        CheckPopulation(data, spend.Account);
    }

    internal static void CheckPopulation(Dataset data, Account account)
    {
        if (account.Population != data.Population)
        {
            throw new BadInputException($"The account of '{account.Population.Name}' cannot pay for data of '{data.Population.Name}'. Open an account for this data set.");
        }
    }
}
