namespace Tacit.Local;

/// <summary>How a loss is known.</summary>
public enum PrivacyProof
{
    /// <summary>The largest ratio is a fraction of integers, compared with a certified lower bound of e^ε.</summary>
    IntegerThresholds,

    /// <summary>By composition of parts that are proven.</summary>
    Composition,
}
