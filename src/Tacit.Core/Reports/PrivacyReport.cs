namespace Tacit.Reports;

/// <summary>The report of a session: every answer with its receipts, every trained model with its standard statement, the budget, and what a reader must know. Reporting renders it.</summary>
public sealed record PrivacyReport
{
    /// <summary>The format that this version writes.</summary>
    public const int CurrentFormat = 3;

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

    /// <summary>The models that were trained, each with its standard statement.</summary>
    public IReadOnlyList<ModelStatement> Models { get; init; } = [];

    /// <summary>What the guarantee does not cover.</summary>
    public required IReadOnlyList<string> Caveats { get; init; }

    /// <summary>False when any answer or model came from a simulated ledger: the report then protects nobody.</summary>
    public bool IsPrivate => Models.All(m => m.IsPrivate) && Answers.All(a => a.Receipt.IsPrivate && a.BoundingEffect is not { Receipt.IsPrivate: false });

    /// <summary>What is missing in the statements of models, what does not agree, and what a reader must know.</summary>
    /// <param name="recompute">Also recomputes ε from the mechanisms, which may take seconds.</param>
    public IReadOnlyList<ReportFinding> Validate(bool recompute = true) =>
        [.. Models.SelectMany((m, i) => m.Validate(recompute).Select(f => f with { Path = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"models[{i}].{f.Path}") }))];
}

/// <summary>A request that the budget refused.</summary>
/// <param name="Question">The question in plain words.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record RefusalReport(string Question, string Reason);
