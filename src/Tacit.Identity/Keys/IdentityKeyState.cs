namespace Tacit.Identity;

/// <summary>What a key of a ring is for.</summary>
public enum IdentityKeyState
{
    /// <summary>It makes identifiers, and reads them. One key of a ring does.</summary>
    Generates,

    /// <summary>It reads identifiers that were made before a rotation.</summary>
    Reads,

    /// <summary>It may be known to others: what it opens is told as not authenticated, for old links.</summary>
    Exposed,
}
