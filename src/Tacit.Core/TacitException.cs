namespace Tacit;

/// <summary>Base of the errors that Tacit raises on purpose: what was wrong, where, and what to do next. Never a value of the data.</summary>
public abstract class TacitException : Exception
{
    /// <summary>Creates the error.</summary>
    protected TacitException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
