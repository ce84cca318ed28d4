namespace Tacit;

/// <summary>What a release carries: what it cost, who was protected, how it was made, and where it stands in the ledger.</summary>
public sealed record Receipt
{
    /// <summary>The loss, as the expression that was executed.</summary>
    public required PrivacyLoss Loss { get; init; }

    /// <summary>The price under the account's relation and group size, in words; for example <c>ε = 0.2</c>.</summary>
    public required string Price { get; init; }

    /// <summary>Whose presence is protected, under which relation.</summary>
    public required PrivacyUnit Unit { get; init; }

    /// <summary>Who is trusted with the raw data.</summary>
    public required string Trust { get; init; }

    /// <summary>The mechanism in words.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The random generator in words.</summary>
    public required string Randomness { get; init; }

    /// <summary>Identity of the ledger that was charged.</summary>
    public required string LedgerId { get; init; }

    /// <summary>The account: the population's name.</summary>
    public required string Account { get; init; }

    /// <summary>Number of the entry in the account.</summary>
    public required long Entry { get; init; }

    /// <summary>Sequence number of the record that settled the entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>Hash of that record: an anchor against a rewritten or restored ledger.</summary>
    public required string Head { get; init; }

    /// <summary>What is left in the account after this entry, in words.</summary>
    public required string Left { get; init; }

    /// <summary>False for answers of a <see cref="SimulatedLedger"/>: they protect nobody.</summary>
    public required bool IsPrivate { get; init; }

    /// <summary>True when the answer is the stored one of an earlier, equal question: it cost nothing now.</summary>
    public required bool IsRepeated { get; init; }

    /// <summary>How the price is derived from declared facts, as data that <c>tacit report verify</c> checks without the data; null where the mechanism gives none.</summary>
    public string? Derivation { get; init; }
}
