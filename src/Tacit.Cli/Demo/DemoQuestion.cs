using Tacit.Numerics;
using Tacit.Query;
using Tacit.Reports;

namespace Tacit.Cli.Demo;

/// <summary>One question of the demo: what is asked, which share of the budget it costs, how it is told.</summary>
internal sealed record DemoQuestion(string Title, string Explanation, Question Question, Rational Share, bool SelectsKeys = false)
{
    /// <summary>The spend of the question from an account with this budget. Half of δ is for key selection, the filter's rule.</summary>
    public Spend SpendFrom(Account account, PrivacyBudget budget) =>
        account.Spend(budget.Epsilon!.Value * Share, SelectsKeys ? budget.Delta / 2 : Rational.Zero);

    /// <summary>Names of the value columns for readers, with unit and figure.</summary>
    public IReadOnlyList<ValueReport> Values { get; init; } = [];

    /// <summary>The release with the readers' names: post-processing.</summary>
    public Release<Table> Head(Release<Table> release) => release.Select(t => t with { Values = [.. Values.Select(v => v.Column)] });

    /// <summary>What clipping and leaving out rows do to the answer.</summary>
    public string Bounding { get; init; } = string.Empty;

    /// <summary>What the intervals cover.</summary>
    public string Covers => Bounding.Length == 0
        ? "Intervals of 95% cover the noise alone."
        : $"Intervals of 95% cover the noise alone, for the value after clipping and bounding. {Bounding}";

    /// <summary>The question's table where opening it leaves rows out or clips values; its effect can be measured.</summary>
    public string? BoundedTable { get; init; }
}
