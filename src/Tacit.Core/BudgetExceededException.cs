namespace Tacit;

/// <summary>The account's filter refused a spend: it would pass the cap. Nothing was spent. Commands exit with 3.</summary>
public sealed class BudgetExceededException : TacitException
{
    /// <summary>Creates the error.</summary>
    public BudgetExceededException(string message)
        : base(message)
    {
    }
}
