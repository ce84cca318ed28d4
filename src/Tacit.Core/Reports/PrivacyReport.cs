namespace Tacit.Reports;

/// <summary>The report of a session: every answer with its receipts, the budget, and what a reader must know. Reporting renders it.</summary>
public sealed record PrivacyReport
{
    /// <summary>The format that this version writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>When the report was made, in UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The data in words, from public facts: what it is, how it was bounded.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Whose presence is protected, under which relation.</summary>
    public required string Unit { get; init; }

    /// <summary>Who is trusted with the raw data and who is not.</summary>
    public required string Trust { get; init; }

    /// <summary>The budget at the end.</summary>
    public required BudgetReport Budget { get; init; }

    /// <summary>The answers, in order.</summary>
    public required IReadOnlyList<AnswerReport> Answers { get; init; }

    /// <summary>Requests that were refused, with the reason; they spent nothing.</summary>
    public IReadOnlyList<RefusalReport> Refusals { get; init; } = [];

    /// <summary>What the guarantee does not cover.</summary>
    public required IReadOnlyList<string> Caveats { get; init; }

    /// <summary>False when any answer came from a simulated ledger: the report then protects nobody.</summary>
    public bool IsPrivate => Answers.All(a => a.Receipt.IsPrivate);
}

/// <summary>The state of the account, in exact text and as fractions for a gauge.</summary>
/// <param name="Account">The population's name.</param>
/// <param name="LedgerId">Identity of the ledger.</param>
/// <param name="Cap">The cap, in words.</param>
/// <param name="Spent">Spent in this period, in words.</param>
/// <param name="Lifetime">Spent since the account was opened, in words.</param>
/// <param name="Left">Left in this period, in words.</param>
/// <param name="Fraction">Share of the cap that is spent, in [0, 1].</param>
/// <param name="Period">The period, from 1.</param>
/// <param name="Sequence">Number of the last record of the ledger.</param>
/// <param name="Head">Hash of the last record of the ledger.</param>
public sealed record BudgetReport(
    string Account, string LedgerId, string Cap, string Spent, string Lifetime, string Left, double Fraction, long Period, long Sequence, string Head);

/// <summary>One answer.</summary>
public sealed record AnswerReport
{
    /// <summary>The question in plain words.</summary>
    public required string Question { get; init; }

    /// <summary>What a reader may take from the answer, in words.</summary>
    public string Explanation { get; init; } = string.Empty;

    /// <summary>The answer.</summary>
    public required Table Answer { get; init; }

    /// <summary>The receipts.</summary>
    public required Receipt Receipt { get; init; }

    /// <summary>How the answer is drawn.</summary>
    public AnswerFigure Figure { get; init; } = AnswerFigure.Bars;

    /// <summary>What the intervals cover, and what clipping and bounding do to this answer, in words.</summary>
    public required string Covers { get; init; }

    /// <summary>The plan: the declared facts and each part's sensitivity and noise, one line each.</summary>
    public IReadOnlyList<string> Plan { get; init; } = [];

    /// <summary>Unit of measurement of the values, for example <c>mmHg</c>.</summary>
    public string ValueUnit { get; init; } = string.Empty;

    /// <summary>The true answer, only ever beside a simulated one.</summary>
    public Table? Truth { get; init; }
}

/// <summary>A request that the budget refused.</summary>
/// <param name="Question">The question in plain words.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record RefusalReport(string Question, string Reason);

/// <summary>How an answer is drawn.</summary>
public enum AnswerFigure
{
    /// <summary>A bar with its interval for every row.</summary>
    Bars = 0,

    /// <summary>A point with its interval for every row.</summary>
    Points = 1,

    /// <summary>For every row a box from the quantile columns, in increasing order.</summary>
    Quantiles = 2,

    /// <summary>No figure.</summary>
    None = 3,
}
