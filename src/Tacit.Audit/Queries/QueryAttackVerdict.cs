namespace Tacit.Audit.Queries;

/// <summary>What a game says about the bound.</summary>
public enum QueryAttackVerdict
{
    /// <summary>Nothing was found against it.</summary>
    Within,

    /// <summary>The advantage is surely above it: the product leaks more than was paid for.</summary>
    Exceeded,

    /// <summary>There is no bound; the number says how much was seen.</summary>
    Measured,

    /// <summary>The policy has no table for this game.</summary>
    Skipped,
}
