namespace Tacit.Data;

/// <summary>The ledger that pays for what a policy allows.</summary>
public sealed record LedgerPolicy
{
    /// <summary>The file; relative paths start at the policy's folder.</summary>
    public required string Path { get; init; }

    /// <summary>The file with its key; <c>&lt;path&gt;.key</c> unless named.</summary>
    public string? Key { get; init; }
}
