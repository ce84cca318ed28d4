namespace Tacit.Identity;

/// <summary>The clock went back by five seconds or more. Keys would no longer sort by time: shut down, and start with another instance.</summary>
public sealed class ClockRegressionException : Exception
{
    /// <summary>With a message.</summary>
    /// <param name="message">How far it went, and what to do.</param>
    public ClockRegressionException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">How far it went, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public ClockRegressionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public ClockRegressionException()
    {
    }
}
