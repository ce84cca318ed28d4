namespace Tacit.Identity;

/// <summary>A key or a ring of keys cannot be used. The message says what is wrong and what to do; it never holds a key.</summary>
public sealed class BadIdentityKeyException : Exception
{
    /// <summary>With a message.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public BadIdentityKeyException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public BadIdentityKeyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public BadIdentityKeyException()
    {
    }
}
