using System.Numerics;

namespace Tacit.Reporting;

/// <summary>How many values a key may have, from declared facts alone.</summary>
internal static class KeyCount
{
    /// <summary>The number of public keys, NULL among them where it is declared to be one; null where they are not public.</summary>
    public static BigInteger? WithMissing(Term key) => Of(key) + (key.IsMissingKey ? 1 : 0);

    /// <summary>The number of values beside NULL; null where they are not public.</summary>
    public static BigInteger? Of(Term key) => key.Kind switch
    {
        TermKind.Truth => 2,
        TermKind.Text => key.Values?.Count,
        TermKind.Number when key.IsWhole && key.All.IsKnown => Below(new BigInteger(Math.Floor(key.All.High)), key.Multiple) - Below(new BigInteger(Math.Ceiling(key.All.Low)) - 1, key.Multiple),
        TermKind.Time when key is { Grain: { } grain, Between: { } between } => TimeRules.Count(between, grain),
        _ => null,
    };

    // How many multiples lie at or below, counted from 0 down where there are none above it.
    private static BigInteger Below(BigInteger value, BigInteger multiple) => (value - (((value % multiple) + multiple) % multiple)) / multiple;
}
