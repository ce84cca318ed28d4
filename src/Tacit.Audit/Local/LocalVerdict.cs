namespace Tacit.Audit.Local;

/// <summary>What an audit says about a claim.</summary>
public enum LocalVerdict
{
    /// <summary>The bound is below every claimed ε. That proves nothing.</summary>
    Within = 0,

    /// <summary>The bound is above the advertised ε, and within the tight one: the inputs differ by more than the advertised ε is about, for example in all attributes of a tuple.</summary>
    AboveNominal = 1,

    /// <summary>The bound is above the tight ε: the claim is refuted.</summary>
    Exceeded = 2,
}
