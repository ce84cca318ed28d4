using Tacit.Accounting;

namespace Tacit.Ledgers;

/// <summary>Whether records charge what their losses cost.</summary>
/// <remarks>
/// The rule: what a record charges is what its entry costs, and totals are sums of those numbers, exactly. It must be at least what the loss is priced at now, by this
/// machine and this version: ε and ρ exactly; δ to a relative 10⁻⁹; a Rényi divergence without the 10⁻⁹ that were added when it was charged, so that another machine's
/// last digits pass and a charge that is too small does not. A record may charge more: later versions price tighter. A loss that this version finds dearer is named,
/// and stays as it was charged; the owner lowers the cap by the difference.
/// </remarks>
internal sealed class RecordedPrices
{
    private readonly Dictionary<(PrivacyFilter Filter, string Unit, string Loss), Charge?> _known = [];

    /// <summary>What is wrong with the charge of a record, or null.</summary>
    public string? Fault(AccountState state, LedgerRecord record)
    {
        if (record.Kind is not (LedgerRecordKind.Reserved or LedgerRecordKind.Extended))
        {
            return null;
        }

        return Least(state, record.Loss) is not { } least
            ? $"charges '{state.Account}' for a loss that its filter cannot count."
            : record.Charge.Covers(least) ? null : $"charges '{state.Account}' {state.Budget.Words(record.Charge)}, but its loss costs {state.Budget.Words(least)}.";
    }

    private Charge? Least(AccountState state, string loss)
    {
        var key = (state.Filter, state.Unit, loss);
        if (_known.TryGetValue(key, out var charge))
        {
            return charge;
        }

        try
        {
            var (relation, size) = PrivacyUnit.TermsOf(state.Unit);
            charge = state.Budget.LeastOf(PrivacyLoss.FromJson(loss), relation, size);
        }
        catch (Exception e) when (e is FormatException or UnpricedLossException or BadInputException)
        {
            charge = null;
        }

        return _known[key] = charge;
    }
}
