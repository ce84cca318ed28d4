using System.Data.Common;

namespace Tacit.AdoNet;

/// <summary>A refusal or a failure as ADO.NET knows it: a code that does not change, and what to do. Never a value of the data.</summary>
/// <remarks>
/// Codes: <c>SQL01</c> to <c>SQL06</c> as docs/sql.md says; <c>INPUT</c> what cannot be used as it is; <c>BUDGET</c> the budget refuses; <c>FAILED</c> a mechanism failed after
/// the data was touched, which stays spent; <c>LEDGER</c> the ledger cannot be used; <c>ADO</c> what this provider does not offer.
/// </remarks>
public sealed class TacitDbException : DbException
{
    internal TacitDbException(string code, string message)
        : base(message) => Code = code;

    /// <summary>The code.</summary>
    public string Code { get; }

    /// <inheritdoc/>
    public override string SqlState => Code;

    internal static TacitDbException Unsupported(string what) => new("ADO", $"{what} Nothing was spent.");

    // The error itself is not attached: what Tacit did not expect may quote data.
    internal static Exception Of(Exception e) => e switch
    {
        TacitDbException or OperationCanceledException => e,
        BudgetExceededException => new TacitDbException("BUDGET", e.Message),
        BadInputException or Tacit.Accounting.UnpricedLossException => new TacitDbException(e.Message.StartsWith("SQL0", StringComparison.Ordinal) ? e.Message[..5] : "INPUT", e.Message),
        LedgerException => new TacitDbException("LEDGER", e.Message),
        TacitException => new TacitDbException("FAILED", e.Message),
        _ => new TacitDbException("FAILED", $"Something went wrong that Tacit did not expect ({e.GetType().Name}). What was touched stays spent."),
    };
}
