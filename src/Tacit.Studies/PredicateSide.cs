namespace Tacit.Studies;

/// <summary>On which side of a bound a number must lie.</summary>
public enum PredicateSide
{
    /// <summary>At the bound or above.</summary>
    AtLeast = 0,

    /// <summary>At the bound or below.</summary>
    AtMost = 1,
}
