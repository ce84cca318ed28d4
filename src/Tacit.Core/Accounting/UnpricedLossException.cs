namespace Tacit.Accounting;

/// <summary>An accountant was asked for a price that it cannot give exactly. It refuses by name instead of guessing.</summary>
public sealed class UnpricedLossException : TacitException
{
    /// <summary>Creates the refusal for the named event or operation.</summary>
    public UnpricedLossException(string what)
        : base($"There is no exact price here for {what}. The exact accountants price pure, approximate, zcdp, exponential, laplace, "
            + "discreteLaplace, discreteGaussian and gaussian events, composed, repeated or parallel.")
    {
        What = what;
    }

    /// <summary>The event or operation that has no price.</summary>
    public string What { get; }
}
