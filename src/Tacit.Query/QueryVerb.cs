using Tacit.Data;
using Tacit.Mechanisms;
using Tacit.Query;
using Tacit.Query.Planning;

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
            return BoundingEffect.RunAsync(data, question, spend.ForPlan(PlanText.Of(data, question)), token);
        }

        var plan = QueryPlan.Of(data, question, spend);
        var run = new QueryRun(data, plan);
        return spend.ForPlan(PlanText.Of(data, question)).RunAsync(plan.Mechanism, plan.Loss, run.RunAsync, Codec.Table, token);
    }

    /// <summary>What a question would do and cost, from public facts alone: nothing is read and nothing is spent.</summary>
    public static QueryExplanation Explain(this Dataset data, Question question, Spend spend)
    {
        Check(data, question, spend);
        if (question.AsksForBounding)
        {
            return BoundingEffect.Explain(data, question, spend);
        }

        var plan = QueryPlan.Of(data, question, spend);
        return new(question.ToString(), plan.Describe(spend), plan.Loss, [.. plan.HasScalars ? [plan.Scalars().Sql] : Array.Empty<string>(), .. plan.Parts.Where(p => p.HasCells).Select(p => plan.Cells(p).Sql)]);
    }

    internal static string PriceText(this Spend spend, PrivacyLoss loss)
    {
        var unit = spend.Account.Population.Unit;
        return loss.Price(unit.Relation).ForGroupsOf(unit.GroupSize).ToString();
    }

    private static void Check(Dataset data, Question question, Spend spend)
    {
        Given.There(data, "The data set");
        Given.There(question, "The question");
        Given.There(spend, "The spend");
        if (question.AsksForBounding && question.HasMoreThanBounding)
        {
            throw new BadInputException("A question about bounding stands alone: it takes no filter, group or aggregate. Ask it apart from others, with a spend of its own.");
        }

        if (spend.Account.Population != data.Population)
        {
            throw new BadInputException($"The account of '{spend.Account.Population.Name}' cannot pay for data of '{data.Population.Name}'. Open an account for this data set.");
        }
    }
}
