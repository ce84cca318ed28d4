namespace Tacit;

/// <summary>The request or the file cannot be used as it is. Nothing was spent. Commands exit with 2.</summary>
public sealed class BadInputException : TacitException
{
    /// <summary>Creates the error with a message that says what was wrong, where, and what to do.</summary>
    public BadInputException(string message)
        : base(message)
    {
    }
}
