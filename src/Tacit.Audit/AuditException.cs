namespace Tacit.Audit;

/// <summary>The audit could not be carried out, so it says nothing about the claim. Never a pass. Commands exit with 1.</summary>
public sealed class AuditException : TacitException
{
    /// <summary>Creates the error.</summary>
    public AuditException(string message)
        : base(message)
    {
    }
}
