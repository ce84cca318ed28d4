namespace Tacit.Audit.Secrets;

/// <summary>What a run of attacks on secrets found.</summary>
/// <param name="Engine">What was attacked.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Reports">The attacks in order.</param>
public sealed record SecretAuditResult(SecretEngine Engine, ulong Seed, IReadOnlyList<AttackReport> Reports)
{
    /// <summary>The profile of a sticky engine; null for Tacit.</summary>
    public string? Profile { get; init; }

    /// <summary>The budget of one game against Tacit; null for a sticky engine.</summary>
    public PrivacyBudget? Budget { get; init; }

    /// <summary>Rows of the table.</summary>
    public int Rows { get; init; }

    /// <summary>Rows that were left out because a value is missing.</summary>
    public long RowsLeftOut { get; init; }

    /// <summary>Known columns.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>What was asked about, as SQL.</summary>
    public string Secret { get; init; } = string.Empty;

    /// <summary>Whether a coin decided the secret anew in every game; otherwise the table's persons were attacked as they are.</summary>
    public bool SecretIsDrawn { get; init; }

    /// <summary>Whether any attack learned more than was paid for.</summary>
    public bool IsExceeded => Reports.Any(r => r.IsExceeded);
}
