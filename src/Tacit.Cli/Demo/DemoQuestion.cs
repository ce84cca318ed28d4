using Tacit.Data;
using Tacit.Numerics;
using Tacit.Query;
using Tacit.Reports;

namespace Tacit.Cli.Demo;

/// <summary>One question of the demo: what is asked, which share of the budget it costs, how it is told.</summary>
internal sealed record DemoQuestion(string Title, string Explanation, Rational Share, bool SelectsKeys = false)
{
    /// <summary>What is asked in C#.</summary>
    public Question? Question { get; init; }

    /// <summary>What is asked in SQL, where it is not in C#.</summary>
    public string Sql { get; init; } = string.Empty;

    /// <summary>Asks it.</summary>
    public async Task<Release<Table>> AskAsync(Dataset data, Spend spend, CancellationToken token) =>
        Head(await (Question is { } question ? data.QueryAsync(question, spend, token) : data.QueryAsync(Sql, spend, token)));

    /// <summary>What answering it would do and cost.</summary>
    public QueryExplanation ExplainOf(Dataset data, Spend spend) => Question is { } question ? data.Explain(question, spend) : data.Explain(Sql, spend);

    /// <summary>The spend of the question from an account with this budget. Half of δ is for key selection, the filter's rule.</summary>
    public Spend SpendFrom(Account account, PrivacyBudget budget) =>
        account.Spend(budget.Epsilon!.Value * Share, SelectsKeys ? budget.Delta / 2 : Rational.Zero);

    /// <summary>Names of the value columns for readers, with unit and figure.</summary>
    public IReadOnlyList<ValueReport> Values { get; init; } = [];

    /// <summary>What clipping and leaving out rows do to the answer.</summary>
    public string Bounding { get; init; } = string.Empty;

    /// <summary>What the intervals cover.</summary>
    public string Covers => Bounding.Length == 0
        ? "Intervals of 95% cover the noise alone."
        : $"Intervals of 95% cover the noise alone, for the value after clipping and bounding. {Bounding}";

    /// <summary>The question's table where opening it leaves rows out or clips values; its effect can be measured.</summary>
    public string? BoundedTable { get; init; }

    // With the readers' names: post-processing.
    private Release<Table> Head(Release<Table> release) => release.Select(t => t with { Values = [.. Values.Select(v => v.Column)] });
}
