namespace Tacit.Identity;

/// <summary>Another owner has the instance, or the right to it could not be renewed: no key may be made under it.</summary>
public sealed class LeaseLostException : Exception
{
    /// <summary>With a message.</summary>
    /// <param name="message">Who has it, and what to do.</param>
    public LeaseLostException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">Who has it, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public LeaseLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public LeaseLostException()
    {
    }

    /// <summary>Whether the instance is still this owner's, so that the next call may succeed: its server is away, or the clock is ahead.</summary>
    public bool MayReturn { get; init; }
}
