namespace Tacit;

/// <summary>The account's filter refused a spend: it would pass the cap. Nothing was spent. Commands exit with 3.</summary>
public sealed class BudgetExceededException : TacitException
{
    /// <summary>Creates the error.</summary>
    public BudgetExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Name of the account or cap that refused, for example <c>hospital</c> or <c>hospital/analyst/ann</c>; empty where it was not one of a ledger.</summary>
    public string Account { get; init; } = string.Empty;
}
