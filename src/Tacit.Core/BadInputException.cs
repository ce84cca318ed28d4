namespace Tacit;

/// <summary>The request or the file cannot be used as it is. Nothing was spent. Commands exit with 2.</summary>
public sealed class BadInputException : TacitException
{
    /// <summary>Creates the error with a message that says what was wrong, where, and what to do.</summary>
    public BadInputException(string message)
        : this(message, message)
    {
    }

    /// <summary>Creates an error of data that is opened.</summary>
    /// <param name="message">For the owner of the data: what was wrong, where, how often, and what to do.</param>
    /// <param name="forAnalysts">The same for whoever may only ask: without numbers and places of rows, which no noise protects.</param>
    public BadInputException(string message, string forAnalysts)
        : base(message) => ForAnalysts = forAnalysts;

    /// <summary>The message without what it says of the data beyond tables and columns; the message itself where it says nothing of it.</summary>
    public string ForAnalysts { get; }
}
