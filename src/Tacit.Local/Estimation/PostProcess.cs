namespace Tacit.Local;

/// <summary>What is done to unbiased estimates before they are shown. Raw estimates are what to compute with; whatever makes them look like frequencies also biases them.</summary>
/// <remarks>Source: Wang, Lopuhaä-Zwakenberg, Li, Skoric and Li, "Locally differentially private frequency estimation with consistency" (2020).</remarks>
public enum PostProcess
{
    /// <summary>Nothing: unbiased, may be negative or above one, may not sum to one.</summary>
    None,

    /// <summary>Negative estimates become 0, those above one 1. Biases rare values upward.</summary>
    Clip,

    /// <summary>One constant is added to all, so that they sum to one. The least change in squares.</summary>
    Norm,

    /// <summary>Negative estimates become 0, and the rest is multiplied to sum to one. Biases rare values upward.</summary>
    NormMul,

    /// <summary>The nearest point of the simplex: one constant is subtracted from those that stay positive. For display; biases frequent values downward.</summary>
    NormSub,

    /// <summary>The largest estimates are kept while they sum to at most one; the others become 0.</summary>
    NormCut,

    /// <summary>What is not visibly present becomes 0: estimates below Φ⁻¹(1 − α/k) standard errors of an absent value, with α = 1 − confidence. The others stay as they are.</summary>
    BaseCut,

    /// <summary>Iterative Bayesian update (expectation maximization), in its closed limit. Exact maximum likelihood for <see cref="OracleKind.Grr"/>; for the others a heuristic, because a report is more than the values it supports.</summary>
    Ibu,
}
