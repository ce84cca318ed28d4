namespace Tacit.Local;

/// <summary>Where a ledger can be interrupted. Tests stop at each of them.</summary>
internal enum DeviceStep
{
    /// <summary>The price is on disk; nothing is drawn.</summary>
    Debited,

    /// <summary>The answer is drawn and nowhere but in memory.</summary>
    Drawn,

    /// <summary>The new file lies beside the old one, flushed.</summary>
    Written,

    /// <summary>The new file has taken the place of the old one.</summary>
    Renamed,

    /// <summary>The answer would survive a power cut; nobody has seen it.</summary>
    Kept,
}
