namespace Tacit.Accounting;

/// <summary>An accountant was asked for a price that it cannot certify. It refuses by name instead of guessing.</summary>
public sealed class UnpricedLossException : TacitException
{
    /// <summary>Creates the refusal for the named event or operation.</summary>
    public UnpricedLossException(string what)
        : base($"There is no price here for {what}. Accounts add exact prices of pure, approximate, zcdp, exponential, laplace, discreteLaplace, "
            + "discreteGaussian, weightedDiscreteGaussian, matrix and gaussian events, composed, repeated or parallel; Rényi accounting and loss distributions price more. An account opened with PrivacyFilter.Renyi takes sampled losses.")
    {
        What = what;
    }

    /// <summary>The event or operation that has no price.</summary>
    public string What { get; }
}
