namespace Tacit.Query;

/// <summary>What a question would do and cost. Public: it is made from declared facts alone.</summary>
/// <param name="Question">The question in words.</param>
/// <param name="Plan">Each part with its sensitivity, noise and price, one line each.</param>
/// <param name="Loss">The whole loss.</param>
/// <param name="Sql">The statements that would be pushed down; they return exact integers, which never leave the wall without noise.</param>
public sealed record QueryExplanation(string Question, IReadOnlyList<string> Plan, PrivacyLoss Loss, IReadOnlyList<string> Sql)
{
    /// <summary>The derivation of the price as data, see docs/derivations.md; null where the question has none.</summary>
    public string? Derivation { get; init; }

    /// <summary>The declared facts that plan and price rest on, a line each: the unit, limits of rows, paths to the unit, bounds and values of what is read, public tables.</summary>
    public IReadOnlyList<string> Facts { get; init; } = [];

    // Written when somebody compares.
    internal Lazy<IReadOnlyList<Dialects.MeantStatement>>? Meant { get; init; }
}
