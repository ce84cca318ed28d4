namespace Tacit.Reports;

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

    /// <summary>Unit and figure of the value columns, each by its name. A column without one is drawn as bars and has no unit.</summary>
    public IReadOnlyList<ValueReport> Values { get; init; } = [];

    /// <summary>What the intervals cover, and what clipping and bounding do to this answer, in words.</summary>
    public required string Covers { get; init; }

    /// <summary>The plan: the declared facts and each part's sensitivity and noise, one line each.</summary>
    public IReadOnlyList<string> Plan { get; init; } = [];

    /// <summary>The true answer, only ever beside a simulated one.</summary>
    public Table? Truth { get; init; }

    /// <summary>
    /// The measured effect of bounding and clipping on the table behind the answer: a question of its own, with its own receipt. It has no effect of its own.
    /// </summary>
    public AnswerReport? BoundingEffect { get; init; }
}
