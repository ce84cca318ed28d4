namespace Tacit;

/// <summary>
/// A mechanism failed after it touched the data. The reservation stays spent and there is no answer. The original error is not
/// attached, because its text may quote data.
/// </summary>
public sealed class MechanismFailedException : TacitException
{
    /// <summary>Creates the error.</summary>
    public MechanismFailedException(string message)
        : base(message)
    {
    }
}
