namespace Tacit.Audit.Queries.Endpoints;

/// <summary>Everything that an attacker sees of one question.</summary>
/// <param name="Rows">The answer: texts for keys, doubles for values, null for what is missing.</param>
/// <param name="Refusal">What was said in place of an answer, or null.</param>
public sealed record QueryReply(IReadOnlyList<IReadOnlyList<object?>> Rows, string? Refusal)
{
    /// <summary>From the question to the reply.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether it says that the answer is an earlier one.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>The first number, or null.</summary>
    public double? Number => Numbers is [var first, ..] ? first : null;

    /// <summary>All numbers, row by row.</summary>
    public IReadOnlyList<double> Numbers => [.. Rows.SelectMany(row => row).OfType<double>()];

    /// <summary>The keys of the rows, in their order.</summary>
    public IReadOnlyList<string> Keys => [.. Rows.Select(row => row.OfType<string>().FirstOrDefault()).OfType<string>()];

    /// <summary>A refusal.</summary>
    /// <param name="why">What is said.</param>
    public static QueryReply Refused(string why) => new([], why);
}
