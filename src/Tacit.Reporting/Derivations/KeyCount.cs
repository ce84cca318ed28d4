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
        TermKind.Number when key.IsWhole && key.All.IsKnown => new BigInteger(Math.Floor(key.All.High)) - new BigInteger(Math.Ceiling(key.All.Low)) + 1,
        TermKind.Time when key is { Grain: { } grain, Between: { } between } => TimeRules.Count(between, grain),
        _ => null,
    };
}
