namespace Tacit.Local;

/// <summary>How intervals of frequencies come from counts of supporting reports.</summary>
public enum IntervalKind
{
    /// <summary>Exact binomial bounds: they cover with at least the stated probability. Source: Clopper and Pearson (1934).</summary>
    ClopperPearson,

    /// <summary>Shorter, and right on average rather than at least. Source: Wilson (1927).</summary>
    Wilson,
}
