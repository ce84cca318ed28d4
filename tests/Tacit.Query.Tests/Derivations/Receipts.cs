namespace Tacit.Query.Tests.Derivations;

internal static class Receipts
{
    /// <summary>The receipt that an answer to an explained question would carry.</summary>
    public static Receipt Of(QueryExplanation explained, PrivacyUnit unit) => new()
    {
        Loss = explained.Loss,
        Price = explained.Loss.Price(unit.Relation).ForGroupsOf(unit.GroupSize).ToString(),
        Unit = unit,
        Trust = "central",
        Mechanism = "noise",
        Randomness = "none",
        LedgerId = "0",
        Account = "clinic",
        Entry = 1,
        Sequence = 1,
        Head = "0",
        Left = "all",
        IsPrivate = true,
        IsRepeated = false,
        Derivation = explained.Derivation,
    };
}
