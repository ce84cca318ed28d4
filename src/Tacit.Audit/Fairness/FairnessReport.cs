namespace Tacit.Audit.Fairness;

/// <summary>What a fairness audit found.</summary>
/// <param name="Data">Whether the test rows are public to the reader of this report, or protected by noise, in words.</param>
/// <param name="Options">How it was asked for.</param>
/// <param name="Models">The reference first, then the candidates in their order.</param>
/// <param name="Notes">What a reader must know: too few seeds, undefined measures, tests that can never reject.</param>
public sealed record FairnessReport(string Data, FairnessOptions Options, IReadOnlyList<ModelFairness> Models, IReadOnlyList<string> Notes)
{
    /// <summary>The reference.</summary>
    public ModelFairness Reference => Models[0];

    /// <summary>The candidates.</summary>
    public IEnumerable<ModelFairness> Candidates => Models.Skip(1);
}
