namespace Tacit.Data;

/// <summary>The ledger that pays for what a policy allows.</summary>
public sealed record LedgerPolicy
{
    /// <summary>
    /// The file; relative paths start at the policy's folder. Or <c>postgresql:VARIABLE</c> or <c>postgresql:VARIABLE/schema</c>: a schema of the PostgreSQL database
    /// whose connection string the environment variable holds.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The file with its key; <c>&lt;path&gt;.key</c> unless named. A ledger in a database has no usual place for it.</summary>
    public string? Key { get; init; }

    internal bool IsDatabase => Path.StartsWith("postgresql:", StringComparison.Ordinal);
}
